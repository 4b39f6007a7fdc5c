/** Figures that are derived from what was measured; every figure of the page is one of these. */
import type { StrategyName } from '../../src/contract/training-step.ts'
import type { Measured, MeasuredRank, MeasuredRun } from './measured.ts'

/** The first step of a run compiles code and fills caches: it is not counted where there are others. */
const WARM_UP = 1

/** Milliseconds of a step: from when the first rank begins to when the last one ends. */
export function stepMsOf(ranks: readonly Pick<MeasuredRank, 'spans'>[], step: number): number {
  const spans = ranks.flatMap((rank) => rank.spans[step] ?? [])
  return Math.max(...spans.map(({ endMs }) => endMs)) - Math.min(...spans.map(({ startMs }) => startMs))
}

/** Milliseconds that a rank spent in a step on one kind of thing. */
export function spentMs(rank: Pick<MeasuredRank, 'spans'>, step: number, kind: 'compute' | 'communicate' | 'wait'): number {
  return (rank.spans[step] ?? [])
    .filter((span) => span.kind === kind)
    .reduce((spent, { startMs, endMs }) => spent + endMs - startMs, 0)
}

/** Steps that count. */
export function countedSteps({ records }: Pick<MeasuredRun, 'records'>): number[] {
  const first = records.length > WARM_UP ? WARM_UP : 0
  return records.map((_, step) => step).slice(first)
}

/** How one strategy did, over all its rounds. */
export interface Summary {
  readonly strategy: StrategyName
  readonly ranks: number
  /** Median over the counted steps of all rounds. */
  readonly tokensPerSecond: number
  /** Against `single` in the same rounds: the median of the rounds' ratios. NaN without `single`. */
  readonly speedUp: number
  /** Speed-up over the number of ranks. */
  readonly efficiency: number
  /** Speed over that of unrelated processes in the same rounds. NaN for `single`. */
  readonly ofCeiling: number
  /** Shares of the ranks' time in counted steps. */
  readonly communicating: number
  readonly waiting: number
  /** Processor milliseconds of all ranks together, a step: it does not depend on what else the machine does. NaN where the system does not tell. */
  readonly cpuMsPerStep: number
  /** Bytes that a rank sent in a step, the most of any. */
  readonly bytesPerStep: number
}

/** One entry a strategy, in the order in which they were first run. */
export function summaries(measured: Measured): Summary[] {
  const strategies = [...new Set(measured.runs.map(({ strategy }) => strategy))].toSorted(byKind)
  return strategies.map((strategy) => summaryOf(measured, strategy))
}

const KINDS: readonly StrategyName[] = ['single', 'ddp', 'fsdp']

function byKind(a: StrategyName, b: StrategyName): number {
  return KINDS.indexOf(a) - KINDS.indexOf(b)
}

function summaryOf(measured: Measured, strategy: StrategyName): Summary {
  const runs = measured.runs.filter((run) => run.strategy === strategy)
  const ranks = runs[0]?.ranks.length ?? 0
  const ratios = runs.map((run) => speedOf([run]) / speedOf(measured.runs.filter(sameRound(run, 'single'))))
  const ceilings = runs.map((run) => speedOf([run]) / ceilingOf(measured, run.round))
  const speedUp = median(ratios)
  const spent = (kind: 'compute' | 'communicate' | 'wait'): number =>
    sum(runs.flatMap((run) => run.ranks.flatMap((rank) => countedSteps(run).map((step) => spentMs(rank, step, kind)))))
  const all = spent('compute') + spent('communicate') + spent('wait')
  return {
    strategy,
    ranks,
    tokensPerSecond: speedOf(runs),
    speedUp,
    efficiency: speedUp / ranks,
    ofCeiling: ranks === 1 ? NaN : median(ceilings),
    communicating: spent('communicate') / all,
    waiting: spent('wait') / all,
    cpuMsPerStep: cpuMsPerStep(runs),
    bytesPerStep: Math.max(...runs.flatMap((run) => run.ranks.map((rank) => bytesOfStep(rank, run.records.length - 1)))),
  }
}

function sameRound(run: MeasuredRun, strategy: StrategyName): (other: MeasuredRun) => boolean {
  return (other) => other.round === run.round && other.strategy === strategy
}

/** Median speed of the counted steps of some runs, in targets a second. */
function speedOf(runs: readonly MeasuredRun[]): number {
  return median(
    runs.flatMap((run) =>
      countedSteps(run).map((step) => (1000 * (run.records[step]?.targets ?? NaN)) / stepMsOf(run.ranks, step)),
    ),
  )
}

/** What unrelated processes reach together, in targets a second: the sum of their median speeds. Of one round, or over all. */
export function ceilingOf({ apart }: Measured, round?: number): number {
  return median(
    apart
      .filter((entry) => round === undefined || entry.round === round)
      .map(({ processes }) =>
        sum(
          processes.map((steps) =>
            median(steps.slice(steps.length > WARM_UP ? WARM_UP : 0).map(({ stepMs, targets }) => (1000 * targets) / stepMs)),
          ),
        ),
      ),
  )
}

/** Over the counted steps of all runs, whose sum is exact to a hundredth of a second a rank. */
function cpuMsPerStep(runs: readonly MeasuredRun[]): number {
  const perRun = runs.map((run) => {
    const first = countedSteps(run)[0] ?? NaN
    const used = run.ranks.map(({ usage }) => (usage.at(-1)?.cpuMs ?? NaN) - (usage[first]?.cpuMs ?? NaN))
    return sum(used) / countedSteps(run).length
  })
  return median(perRun)
}

/** Bytes that a rank sent in a step. */
export function bytesOfStep({ usage }: Pick<MeasuredRank, 'usage'>, step: number): number {
  return (usage[step + 1]?.bytesSent ?? NaN) - (usage[step]?.bytesSent ?? NaN)
}

/** Processor time over wall time of a rank in a step, 1 for one whole core; undefined where the system does not tell. */
export function cpuShareOf(run: MeasuredRun, rank: MeasuredRank, step: number): number | undefined {
  const [before, after] = [rank.usage[step]?.cpuMs, rank.usage[step + 1]?.cpuMs]
  return before === undefined || after === undefined ? undefined : (after - before) / stepMsOf(run.ranks, step)
}

/** NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  if (sorted.length === 0) return NaN
  return sorted.length % 2 === 1
    ? (sorted[Math.floor(middle)] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
