/**
 * How a cost grows with m rows, n columns and k entries a row, read from timings.
 *
 * [Note: second differences] A cost such as a m k + b n + c m is a sum, and a line through its logarithms is biased: at k entries a row
 * its slope in k is k / (k + c / a), not 1. So an exponent is read from three costs in a geometric row,
 *
 *   e = log2 [(T(4x) - T(2x)) / (T(2x) - T(x))]
 *
 * where every term without x cancels exactly, and a power x^p gives p. T is the least of the rounds: what disturbs a timing adds to it.
 * [Note: interaction] m = 1 and n = 1 do not tell a m k + b n from a m n. The mixed difference does: it is 0 for every sum of a function
 * of m and one of n, and 1 for the product.
 * Intervals: half of the rounds without replacement (the bootstrap is wrong for a minimum, subsampling is right, and half the rounds make
 * the interval wider than need be), base points with replacement.
 */
import type { Sizes } from '../../src/contract/complexity.ts'
import { median, withInterval, withoutReplacement, withReplacement, type Draw, type Estimate } from './statistics.ts'

export type Axis = keyof Sizes

/** Costs of a point in one unit, one a round; every point has the same rounds. */
export type CostsOf = (point: Sizes) => readonly number[]

/** Where an axis is read: each base point is measured at 1, 2 and 4 times its value on the axis. */
export interface Design extends Readonly<Record<Axis, readonly Sizes[]>> {
  /** Base points of the interaction of m and n; each is measured at 1 and 2 times m and n. */
  readonly interaction: readonly Sizes[]
}

/**
 * `power`: the cost has a term in the axis, of this exponent. `none`: a fourfold axis raises the cost by less than a tenth.
 * `unclear`: too noisy to say. `growth` is T(4x) / T(x) - 1.
 */
export type Reading =
  | { readonly reads: 'power'; readonly exponent: Estimate; readonly growth: Estimate }
  | { readonly reads: 'none' | 'unclear'; readonly growth: Estimate }

/** The least growth over a fourfold axis that counts as a dependence: x^0.07 has it. */
export const LEAST_GROWTH = 0.1

export const axes = ['m', 'n', 'k'] as const satisfies readonly Axis[]

/** Every point that a design needs, each once. */
export function pointsOf(design: Design): Sizes[] {
  const alongAxes = axes.flatMap((axis) => design[axis].flatMap((base) => [1, 2, 4].map((by) => stretch(base, axis, by))))
  const corners = design.interaction.flatMap((base) => cornersOf(base))
  return [...new Map([...alongAxes, ...corners].map((point) => [keyOf(point), point])).values()]
}

export const keyOf = ({ m, n, k }: Sizes): string => `m=${m} n=${n} k=${k}`

function stretch(point: Sizes, axis: Axis, by: number): Sizes {
  return { ...point, [axis]: point[axis] * by }
}

/** (m, n), (2m, n), (m, 2n), (2m, 2n) */
function cornersOf(base: Sizes): [Sizes, Sizes, Sizes, Sizes] {
  const wide = stretch(base, 'n', 2)
  return [base, stretch(base, 'm', 2), wide, stretch(wide, 'm', 2)]
}

export function readExponent(axis: Axis, bases: readonly Sizes[], costsOf: CostsOf, seed: number): Reading {
  const rows = bases.map((base) => [1, 2, 4].map((by) => costsOf(stretch(base, axis, by))))
  const growth = overBases(rows, seed, ([once = NaN, , fourTimes = NaN]) => fourTimes / once - 1)
  if (growth.high < LEAST_GROWTH) return { reads: 'none', growth }
  const exponent = overBases(rows, seed, secondDifference)
  const clear = growth.low >= LEAST_GROWTH && Number.isFinite(exponent.value)
  return clear ? { reads: 'power', exponent, growth } : { reads: 'unclear', growth }
}

/** NaN where the cost does not rise twice. */
function secondDifference([once = NaN, twice = NaN, fourTimes = NaN]: readonly number[]): number {
  const [first, second] = [twice - once, fourTimes - twice]
  return first > 0 && second > 0 ? Math.log2(second / first) : NaN
}

/** (T(2m, 2n) - T(2m, n) - T(m, 2n) + T(m, n)) / T(m, n): 0 for a sum of a cost in m and one in n, 1 for their product. */
export function readInteraction(bases: readonly Sizes[], costsOf: CostsOf, seed: number): Estimate {
  const rows = bases.map((base) => cornersOf(base).map(costsOf))
  return overBases(rows, seed, ([once = NaN, tall = NaN, wide = NaN, both = NaN]) => (both - tall - wide + once) / once)
}

/** The median over base points of a figure made of the least costs; `rows[base][place]` are the costs of one point, by round. */
function overBases(
  rows: readonly (readonly (readonly number[])[])[],
  seed: number,
  figure: (least: number[]) => number,
): Estimate {
  const rounds = Math.min(...rows.flat().map((costs) => costs.length))
  const some = (chosen: typeof rows, leastOf: (costs: readonly number[]) => number): number =>
    median(chosen.map((places) => figure(places.map(leastOf))).filter(Number.isFinite))
  const again = (draw: Draw): number => {
    const half = withoutReplacement(rounds, Math.ceil(rounds / 2), draw)
    return some(withReplacement(rows, draw), (costs) =>
      half.reduce((least, round) => Math.min(least, costs[round] ?? NaN), Infinity),
    )
  }
  return withInterval(
    some(rows, (costs) => Math.min(...costs)),
    seed,
    again,
  )
}
