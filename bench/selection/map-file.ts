/** The map as a file: every trial of every regime, kept whole after every batch, so that a run that was stopped goes on. */
import { existsSync, readFileSync } from 'node:fs'
import type { Method, PerMethod, Regime, Training } from '../../src/contract/selection.ts'
import { compareMethods } from '../../src/selection/compare.ts'
import { UsageError } from '../../spec/judge/usage-error.ts'
import type { MapRegime } from './map-regimes.ts'

const FORMAT = 'assay selection map 1'

/** What is kept of a trial: accuracies of V1, and of V2 by method on the new stories alone and on the union. */
export interface KeptTrial {
  readonly v1: number
  readonly new: PerMethod<number>
  readonly union: PerMethod<number>
}

/** What a run of the map is: the same plan gives the same map. */
export interface Plan {
  readonly seed: number
  readonly trials: number
  readonly regimes: readonly MapRegime[]
}

/** Trials by regime; undefined where they are still to be run. */
export type Progress = readonly (KeptTrial | undefined)[][]

/** How the methods came out in one regime. */
export interface Summary {
  readonly means: PerMethod<number>
  /** 95% half-widths of the means. */
  readonly halfWidths: PerMethod<number>
  readonly order: string
  /** Differences of neighbours in the order, with their 95% half-widths. */
  readonly steps: readonly { readonly pair: string; readonly mean: number; readonly halfWidth: number }[]
}

/** Trials that a regime takes. */
export function trialsOf(plan: Plan, { most = Infinity }: MapRegime): number {
  return Math.min(plan.trials, most)
}

/** Nothing run yet, or what an earlier run of the same plan left in the file. @throws UsageError if the file holds something else */
export function openMap(file: string, plan: Plan): Progress {
  const empty = plan.regimes.map((regime): (KeptTrial | undefined)[] => Array.from({ length: trialsOf(plan, regime) }))
  if (!existsSync(file)) return empty
  const found = read(file)
  if (found.format !== FORMAT || found.seed !== plan.seed || found.trials !== plan.trials || !sameRegimes(found, plan)) {
    throw new UsageError(
      `lab: ${file} holds another map (another seed, other trials or regimes); give another --out, or --fresh to replace it`,
    )
  }
  return empty.map((trials, r) => trials.map((_, i) => found.regimes[r]?.runs[i] ?? undefined))
}

interface MapJson {
  readonly format?: string
  readonly seed?: number
  readonly trials?: number
  readonly regimes: readonly { readonly name: string; readonly regime: Regime; readonly runs: readonly (KeptTrial | null)[] }[]
}

function read(file: string): MapJson {
  try {
    const found = JSON.parse(readFileSync(file, 'utf8')) as Partial<MapJson>
    return { ...found, regimes: Array.isArray(found.regimes) ? found.regimes : [] }
  } catch (error) {
    throw new UsageError(`lab: ${file} is no map: ${String(error)}; give another --out, or --fresh to replace it`)
  }
}

function sameRegimes({ regimes }: MapJson, plan: Plan): boolean {
  const told = (name: string, regime: Regime): string => JSON.stringify([name, regime])
  return (
    regimes.length === plan.regimes.length &&
    plan.regimes.every(({ name, regime }, r) => told(name, regime) === told(regimes[r]?.name ?? '', regimes[r]?.regime ?? regime))
  )
}

/** The text of the file, with every trial or without. */
export function mapText(plan: Plan, progress: Progress, withRuns = true): string {
  const complete = progress.every((trials) => trials.every((trial) => trial !== undefined))
  const regimes = plan.regimes.map(({ name, regime }, r) => {
    const done = (progress[r] ?? []).filter((trial) => trial !== undefined)
    return {
      name,
      regime,
      trials: done.length,
      ...(done.length === 0
        ? {}
        : { v1: rounded(mean(done.map(({ v1 }) => v1))), new: summaryOf(done, 'new'), union: summaryOf(done, 'union') }),
      ...(withRuns ? { runs: progress[r] ?? [] } : {}),
    }
  })
  const lines = regimes.map((regime) => `  ${JSON.stringify(regime)}`).join(',\n')
  const { seed, trials } = plan
  const head = JSON.stringify({ format: FORMAT, complete, seed, trials }).slice(0, -1)
  return `${head},"regimes":[\n${lines}\n]}\n`
}

/** How the methods came out in these trials. */
export function summaryOf(trials: readonly KeptTrial[], training: Training): Summary {
  const columns = [0, 1, 2].map((m) => trials.map((trial) => trial[training][m as 0 | 1 | 2])) as unknown as PerMethod<
    readonly number[]
  >
  const comparison = compareMethods(columns)
  const step = (better: Method, worse: Method): Summary['steps'][number] => {
    const { mean: gap, halfWidth } = comparison.difference(better, worse)
    return { pair: `${better} - ${worse}`, mean: rounded(gap), halfWidth: rounded(Number.isFinite(halfWidth) ? halfWidth : 1) }
  }
  const [first = 1, second = 2, third = 3] = comparison.order
  const zeros = trials.map(() => 0)
  const width = (column: readonly number[]): number => {
    const { halfWidth } = compareMethods([column, zeros, zeros]).difference(1, 2)
    return rounded(Number.isFinite(halfWidth) ? halfWidth : 1)
  }
  return {
    means: [rounded(comparison.means[0]), rounded(comparison.means[1]), rounded(comparison.means[2])],
    halfWidths: [width(columns[0]), width(columns[1]), width(columns[2])],
    order: comparison.order.join(' > '),
    steps: [step(first, second), step(second, third)],
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function rounded(value: number): number {
  return Number(value.toFixed(6))
}
