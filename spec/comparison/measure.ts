/** Runs the strategies one after the other, some rounds of them, and keeps what each left. */
import { createHash } from 'node:crypto'
import type { Unit } from '../../src/contract/model.ts'
import type { Contract } from '../../src/contract/index.ts'
import type { RankTrace, TrainingJob, TrainingOutcome } from '../../src/contract/parallel.ts'
import type { StrategyName } from '../../src/contract/training-step.ts'
import type { MeasuredApart, MeasuredPeerRun, MeasuredRun } from './measured.ts'
import { type Peer, runPeer } from './peer.ts'
import { stepMsOf } from './steps.ts'

/** What is measured. */
export interface MeasureOptions {
  /** Of all strategies but `single`, which runs on one rank. */
  readonly job: TrainingJob
  readonly strategies: readonly StrategyName[]
  readonly rounds: number
  readonly units: readonly Unit[]
  /** Whether unrelated processes are run, too; they are by default. */
  readonly ceiling?: boolean
  /** Takes the same steps in every round. */
  readonly peer?: Peer
  /** Use of the first GPU at this moment, if there is one. */
  readonly lookAtGpu?: () => MeasuredRun['gpu'][number] | undefined
  /** Called before each run. */
  readonly say: (what: string) => void
}

type Parts = Pick<Contract, 'trainOnRanks'>

/** The measured runs, and the same work on unrelated processes once a round. @throws Error if a run fails */
export async function measure(
  { trainOnRanks }: Parts,
  trainApart: (job: TrainingJob) => Promise<readonly TrainingOutcome[]>,
  { job, strategies, rounds, units, say, lookAtGpu, peer, ceiling = true }: MeasureOptions,
): Promise<{ runs: MeasuredRun[]; apart: MeasuredApart[]; peerRuns: MeasuredPeerRun[] }> {
  const runs: MeasuredRun[] = []
  const apart: MeasuredApart[] = []
  const peerRuns: MeasuredPeerRun[] = []
  for (let round = 0; round < rounds; round += 1) {
    // Each round begins with another strategy, so that none is always the first after a pause.
    const order = strategies.map((_, i) => strategies[(i + round) % strategies.length] as StrategyName)
    for (const strategy of order) {
      const ranks = strategy === 'single' ? 1 : job.ranks
      say(`round ${round + 1} of ${rounds}: ${strategy} on ${ranks}`)
      const gpu = gpuWatch(lookAtGpu)
      const { ranks: traces, failure } = await trainOnRanks({ ...job, strategy, ranks, timed: true }).finally(gpu.stop)
      if (failure !== undefined) {
        const { rank, operation, reason } = failure
        throw new Error(`${strategy} on ${ranks} ranks failed: rank ${rank}, ${operation}: ${reason}`)
      }
      const run = { ...runOf(strategy, round, traces, units), gpu: gpu.seen }
      runs.push(run)
      if (peer !== undefined) {
        say(`round ${round + 1} of ${rounds}: ${peer.name}, ${strategy} on ${ranks}`)
        peerRuns.push(await runPeer(peer, strategy, ranks, round, run.records))
      }
    }
    if (job.ranks > 1 && ceiling) {
      say(`round ${round + 1} of ${rounds}: ${job.ranks} unrelated processes`)
      const outcomes = await trainApart({ ...job, timed: true })
      apart.push({ round, processes: outcomes.map(({ ranks: [trace] }) => stepsOf(trace)) })
    }
  }
  return { runs, apart, peerRuns }
}

/** Looks at the GPU twice a second until it is stopped: ranks are threads or processes of their own, so that this one is free to. */
function gpuWatch(look: MeasureOptions['lookAtGpu']): { readonly seen: MeasuredRun['gpu'][number][]; readonly stop: () => void } {
  const seen: MeasuredRun['gpu'][number][] = []
  const timer = setInterval(() => {
    const use = look?.()
    if (use !== undefined) seen.push(use)
  }, 500)
  return { seen, stop: () => clearInterval(timer) }
}

function stepsOf(trace: RankTrace | undefined): { stepMs: number; targets: number }[] {
  if (trace === undefined) throw new Error('a process that trained alone failed')
  return trace.records.map(({ targets }, step) => ({ stepMs: stepMsOf([trace], step), targets }))
}

function runOf(
  strategy: StrategyName,
  round: number,
  traces: readonly RankTrace[],
  units: readonly Unit[],
): Omit<MeasuredRun, 'gpu'> {
  return {
    strategy,
    round,
    records: traces[0]?.records ?? [],
    ranks: traces.map(({ spans, usage, state, stateBytes, wholeBytes, sumBytes }) => ({
      spans,
      usage,
      shards: state.units.map(({ unit, start, parameters, moments }) => ({
        unit,
        start,
        length: parameters.length,
        moments: moments.length,
      })),
      stateBytes,
      wholeBytes,
      sumBytes,
    })),
    gradients: hashOf(strategy, traces, units, ({ firstGradients }, u) => firstGradients[u]),
    parameters: hashOf(strategy, traces, units, ({ state }, u) => state.units[u]?.parameters),
  }
}

/** Over the units in whole, without padding. */
function hashOf(
  strategy: StrategyName,
  traces: readonly RankTrace[],
  units: readonly Unit[],
  pick: (trace: RankTrace, u: number) => Float32Array | undefined,
): string {
  const hash = createHash('sha256')
  for (const [u, { size }] of units.entries()) {
    let left = size
    for (const trace of strategy === 'fsdp' ? traces : traces.slice(0, 1)) {
      const { buffer, byteOffset, length } = pick(trace, u) ?? new Float32Array()
      hash.update(new Uint8Array(buffer, byteOffset, 4 * Math.min(left, length)))
      left -= Math.min(left, length)
    }
  }
  return hash.digest('hex')
}
