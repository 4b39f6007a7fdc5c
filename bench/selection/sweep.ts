/** Runs what a plan still lacks, on several threads, and keeps the file whole after every batch. */
import { Worker } from 'node:worker_threads'
import { trialSeed } from '../../spec/laws/selection/regimes.ts'
import type { KeptTrial, Plan, Progress } from './map-file.ts'
import type { Batch } from './map-worker.ts'

/** Trials that a thread is given at once: what is lost, and run again, when the sweep is stopped. */
const BATCH = 5

interface Task extends Batch {
  readonly regimeIndex: number
  readonly trials: readonly number[]
}

export interface SweepOptions {
  /** Keeps what was run until then; called after every batch. */
  readonly keep: (progress: Progress) => void
  readonly threads: number
  /** Told after every batch: trials done, trials in all, and the regime that was run. */
  readonly onBatch: (done: number, total: number, name: string) => void
}

/** @returns the progress, complete */
export async function sweep(plan: Plan, progress: Progress, { keep, threads, onBatch }: SweepOptions): Promise<Progress> {
  const tasks = tasksOf(plan, progress)
  const total = progress.reduce((sum, trials) => sum + trials.length, 0)
  let done = total - tasks.reduce((sum, { trials }) => sum + trials.length, 0)
  const filled = progress.map((trials) => [...trials])
  const workers = Array.from(
    { length: Math.min(threads, tasks.length) },
    () => new Worker(new URL('map-worker.js', import.meta.url)),
  )
  try {
    await Promise.all(
      workers.map(async (worker) => {
        for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) {
          const kept = await ask(worker, task)
          for (const [i, trial] of task.trials.entries()) (filled[task.regimeIndex] ?? [])[trial] = kept[i]
          done += kept.length
          keep(filled)
          onBatch(done, total, plan.regimes[task.regimeIndex]?.name ?? '')
        }
      }),
    )
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
  return filled
}

/** The largest first, so that no thread is left with one at the end. */
function tasksOf(plan: Plan, progress: Progress): Task[] {
  const tasks = plan.regimes.flatMap(({ regime }, regimeIndex) => {
    const missing = [...(progress[regimeIndex] ?? []).entries()].filter(([, trial]) => trial === undefined).map(([i]) => i)
    const size = regime.poolRows * regime.features > 1e7 ? 1 : BATCH
    return Array.from({ length: Math.ceil(missing.length / size) }, (_, b): Task => {
      const trials = missing.slice(b * size, (b + 1) * size)
      return { regimeIndex, trials, regime, seeds: trials.map((i) => trialSeed(plan.seed, i)) }
    })
  })
  const weight = ({ regime, trials }: Task): number => regime.poolRows * regime.features * trials.length
  return tasks.toSorted((a, b) => weight(b) - weight(a))
}

function ask(worker: Worker, { regime, seeds }: Task): Promise<readonly KeptTrial[]> {
  return new Promise((resolve, reject) => {
    const settle = (): void => void worker.removeAllListeners('message').removeAllListeners('error')
    worker.once('message', (kept: readonly KeptTrial[]) => {
      settle()
      resolve(kept)
    })
    worker.once('error', (error) => {
      settle()
      reject(error instanceof Error ? error : new Error(String(error)))
    })
    worker.postMessage({ regime, seeds } satisfies Batch, [])
  })
}
