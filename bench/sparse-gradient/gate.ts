/**
 * Whether a change is slower than a baseline. Operation counts must be equal; times are compared as ratios with an interval:
 * `slower` when the whole interval lies above the allowance, `not slower` when it lies below, and otherwise nobody knows.
 */
import type { BenchResults, CostReport } from './results.ts'
import { countDifferences, sharedCounts } from './counts.ts'
import { median, withInterval, withReplacement, type Draw, type Estimate } from '../harness/statistics.ts'

const gateWords = ['not slower', 'slower', 'other operations', 'could not measure'] as const
export type GateWord = (typeof gateWords)[number]

export interface Comparison {
  readonly what: string
  /** Time now over time of the baseline; absent where nothing could be compared. */
  readonly ratio?: Estimate
  readonly word: GateWord
  readonly because: string
}

/** `maxRegress` 0.1 allows a ratio of up to 1.1. */
export function judgeRatio(what: string, ratio: Estimate, maxRegress: number): Comparison {
  const limit = 1 + maxRegress
  const sizes = `${ratio.value.toFixed(3)} [${ratio.low.toFixed(3)}, ${ratio.high.toFixed(3)}], allowed ${limit.toFixed(2)}`
  if (ratio.low > limit) return { what, ratio, word: 'slower', because: sizes }
  if (ratio.high <= limit) return { what, ratio, word: 'not slower', because: sizes }
  return { what, ratio, word: 'could not measure', because: `${sizes}: the interval is too wide to decide` }
}

export function judgeCounts(before: BenchResults['counts'], now: BenchResults['counts']): Comparison {
  const what = 'operation counts'
  const compared = sharedCounts(before, now)
  if (compared === 0) return { what, word: 'could not measure', because: 'the two have no counted point in common' }
  const differences = countDifferences(before, now)
  if (differences.length === 0) return { what, word: 'not slower', because: `${compared} counted steps, all the same` }
  return { what, word: 'other operations', because: differences.join('; ') }
}

/** One word for all: what is certain and bad first, then what is uncertain. Nothing compared is nothing measured. */
export function verdictOf(comparisons: readonly Comparison[]): GateWord {
  const said = new Set(comparisons.map(({ word }) => word))
  const order = ['other operations', 'slower', 'could not measure', 'not slower'] as const
  return order.find((word) => said.has(word)) ?? 'could not measure'
}

/**
 * Compares with the results of an earlier run. The two cannot be interleaved, so each time is divided by the limits of the machine (`roofline`)
 * that were measured in its own run, and how much those limits disagree about the machine widens the interval.
 */
export function compareResults(baseline: BenchResults, now: BenchResults, maxRegress: number): Comparison[] {
  const counts = judgeCounts(baseline.counts, now.counts)
  const unlike = unlikeness(baseline, now)
  if (unlike !== undefined) return [counts, { what: 'times', word: 'could not measure', because: unlike }]
  const drift = calibration(baseline, now)
  const kernels = [...new Set(now.costs.map(({ kernel }) => kernel))]
  const ratios = kernels.flatMap((kernel) => {
    const pairs = pairsOf(baseline, now, kernel)
    return pairs.length === 0 ? [] : [judgeRatio(`time of ${kernel}`, overDrift(ratioOf(pairs, now.seed), drift), maxRegress)]
  })
  const nothing: Comparison = { what: 'times', word: 'could not measure', because: 'the two have no timed case in common' }
  return [counts, ...(ratios.length === 0 ? [nothing] : ratios)]
}

const nodeMajor = (results: BenchResults): string => results.machine.node.split('.', 1)[0] ?? ''

function unlikeness(baseline: BenchResults, now: BenchResults): string | undefined {
  const sides = [baseline, now].map(
    (results) => `${results.machine.cpu}, ${results.machine.cores} cores, node ${nodeMajor(results)}, engine ${results.engine}`,
  )
  if (sides[0] !== sides[1]) return `measured on different machines: ${sides[0]}; and ${sides[1]}`
  if (baseline.roofline === undefined || now.roofline === undefined)
    return 'the limits of the machine were not measured in both runs'
  return undefined
}

/** How many times slower the machine was now than then: the median of its limits, and their range. */
function calibration({ roofline: then }: BenchResults, { roofline: today }: BenchResults): Estimate {
  const tables = (today?.tables ?? []).flatMap(({ n, gatherNs, updateNs }) => {
    const was = then?.tables.find((table) => table.n === n)
    return was === undefined ? [] : [gatherNs / was.gatherNs, updateNs / was.updateNs]
  })
  const value = median(tables)
  return { value, low: Math.min(...tables), high: Math.max(...tables) }
}

interface Pair {
  readonly before: readonly number[]
  readonly now: readonly number[]
}

const caseOf = ({ kernel: name, series, m, n, k, nnz }: CostReport): string => [name, series, m, n, k, nnz].join()

function pairsOf(baseline: BenchResults, now: BenchResults, kernel: string): Pair[] {
  const earlier = new Map(baseline.costs.map((cost) => [caseOf(cost), cost]))
  return now.costs.flatMap((cost) => {
    const before = cost.kernel === kernel ? earlier.get(caseOf(cost)) : undefined
    return before === undefined ? [] : [{ before: before.blocksNs, now: cost.blocksNs }]
  })
}

/** The median over cases of the ratio of least times; cases and blocks of rounds are drawn anew for the interval. */
function ratioOf(pairs: readonly Pair[], seed: number): Estimate {
  const value = median(pairs.map(({ before, now }) => Math.min(...now) / Math.min(...before)))
  const again = (draw: Draw): number => {
    const least = (blocks: readonly number[]): number => Math.min(...withReplacement(blocks, draw))
    return median(withReplacement(pairs, draw).map(({ before, now }) => least(now) / least(before)))
  }
  return withInterval(value, seed, again)
}

function overDrift(ratio: Estimate, drift: Estimate): Estimate {
  return { value: ratio.value / drift.value, low: ratio.low / drift.high, high: ratio.high / drift.low }
}
