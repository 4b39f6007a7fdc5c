/**
 * Timing: many short samples of every task, interleaved, so that whatever else runs on the machine meets them all alike.
 * The only file that knows tinybench, which runs the turns and keeps the samples.
 *
 * A sample runs the task once untimed (its data is then in the cache that holds it), then often enough to outlast the timer's grain. A sample
 * during which the scheduler took the processor away, or beside which a probe found it slow, is taken again, a few times at most.
 */
import { setFlagsFromString } from 'node:v8'
import { setImmediate as nextTurnOfTheLoop } from 'node:timers/promises'
import { Bench, hrtimeNow } from 'tinybench'
import { atFullSpeed, probeMs } from './probe.ts'

// WebAssembly that a loop never leaves stays in V8's baseline code for good unless it is compiled optimised at once.
setFlagsFromString('--no-wasm-dynamic-tiering')

export interface Task {
  readonly name: string
  run(): unknown
}

export interface Sampling {
  readonly rounds: number
  /** Length of a sample: a task that is shorter is repeated in it. */
  readonly sampleMs: number
  /** All tasks are run, interleaved, for so long before anything is timed. */
  readonly warmUpMs: number
  /** Once it is spent, half of the rounds are enough. */
  readonly budgetMs?: number
}

export interface Samples {
  /** Nanoseconds a call, one figure a round. */
  readonly nsPerCall: readonly number[]
  /** Whether each was taken at full speed: not interrupted, and between two quick probes. */
  readonly clean: readonly boolean[]
}

/** Times a sample is taken anew when it was disturbed. */
const RETRIES = 2
/** A sample beside a probe slower than the best by this factor is taken anew. */
const WORTH_KEEPING = 1.1
/** Longer samples are not: they would be interrupted again. */
const WORTH_A_RETRY_MS = 4

/** The samples of each task, in the order of `tasks`. */
export async function sampleInTurns(
  tasks: readonly Task[],
  { rounds, sampleMs, warmUpMs, budgetMs = Infinity }: Sampling,
): Promise<Samples[]> {
  warmUp(tasks, warmUpMs)
  await nextTurnOfTheLoop()
  const bench = new Bench({ time: 0, iterations: 1, warmup: false, retainSamples: true, throws: true })
  const speed = { bestMs: Math.min(...Array.from({ length: 50 }, probeMs)) }
  const taken = tasks.map((task) => {
    const sampler = { nsPerCall: [] as number[], probes: [] as number[] }
    const calls = callsFor(task, sampleMs)
    bench.add(task.name, () => {
      const sample = undisturbed(task, calls, speed)
      sampler.probes.push(sample.probe)
      return { overriddenDuration: sample.ms / calls, overriddenIterationCost: sample.ms }
    })
    return sampler
  })
  const end = hrtimeNow() + budgetMs
  for (let round = 0; round < rounds && (round < rounds / 2 || hrtimeNow() < end); round += 1) {
    bench.reset()
    bench.runSync().forEach(({ result }, i) => {
      if (result.state !== 'completed') throw new Error(`sampleInTurns: ${tasks[i]?.name ?? i} was ${result.state}`)
      taken[i]?.nsPerCall.push(result.latency.min * 1e6)
    })
  }
  const all = taken.flatMap(({ probes }) => probes)
  return taken.map(({ nsPerCall, probes }) => ({ nsPerCall, clean: atFullSpeed(probes, all) }))
}

/** The quickest probe so far. */
interface Speed {
  bestMs: number
}

/** A sample and the slower of the probes beside it; infinite where it was interrupted all the same. */
function undisturbed(task: Task, calls: number, speed: Speed): { ms: number; probe: number } {
  let best = { ms: Infinity, probe: Infinity }
  for (let attempt = 0; attempt <= RETRIES; attempt += 1) {
    task.run()
    const switchesBefore = interruptions()
    const before = probeMs()
    const start = hrtimeNow()
    for (let call = 0; call < calls; call += 1) task.run()
    const ms = hrtimeNow() - start
    const slower = Math.max(before, probeMs())
    speed.bestMs = Math.min(speed.bestMs, before)
    const probe = interruptions() === switchesBefore ? slower : Infinity
    if (probe < best.probe || ms < best.ms) best = { ms, probe }
    if (probe <= speed.bestMs * WORTH_KEEPING || ms > WORTH_A_RETRY_MS) break
  }
  return best
}

function interruptions(): number {
  return process.resourceUsage().involuntaryContextSwitches
}

function warmUp(tasks: readonly Task[], warmUpMs: number): void {
  const end = hrtimeNow() + warmUpMs
  do {
    for (const task of tasks) task.run()
  } while (hrtimeNow() < end)
}

/** Calls that fill a sample, judged by the fastest of three. */
function callsFor(task: Task, sampleMs: number): number {
  const durations = [1, 2, 3].map(() => {
    const start = hrtimeNow()
    task.run()
    return hrtimeNow() - start
  })
  return Math.max(1, Math.round(sampleMs / Math.max(1e-4, Math.min(...durations))))
}
