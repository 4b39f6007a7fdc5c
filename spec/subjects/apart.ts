/** The same work on unrelated processes, none of which waits for another: the most that the machine can do. */
import { fork } from 'node:child_process'
import type { TrainingJob, TrainingOutcome } from '../../src/contract/parallel.ts'
import { ownMicroBatches } from '../../src/parallel/micro-batches.ts'

/**
 * Runs each rank's share of a job's micro-batches alone, in a process of its own.
 * @returns one outcome a process
 * @throws Error that says how a process ended, if one ends without an outcome; none is left behind
 */
export async function trainApart(job: TrainingJob): Promise<readonly TrainingOutcome[]> {
  const children = Array.from({ length: job.ranks }, () =>
    fork(new URL('./apart-child.js', import.meta.url), {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    }),
  )
  try {
    return await Promise.all(
      children.map((child, rank) => {
        const { from, to } = ownMicroBatches(job.microBatches, job.ranks, rank)
        child.send({
          ...job,
          strategy: 'single',
          transport: 'simulated',
          ranks: 1,
          microBatches: to - from,
          batches: job.batches.map((batches) => batches.slice(from, to)),
        } satisfies TrainingJob)
        return new Promise<TrainingOutcome>((resolve, reject) => {
          child.once('message', (outcome: TrainingOutcome) => resolve(outcome))
          child.once('error', reject)
          child.once('exit', (code, signal) => reject(new Error(`trainApart: process ${rank} ended with ${signal ?? code}`)))
        })
      }),
    )
  } finally {
    for (const child of children) child.kill('SIGKILL')
  }
}
