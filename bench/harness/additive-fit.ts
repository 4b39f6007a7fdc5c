/** The law as a sum: T = a nnz + c m + b n + d, fitted by least squares of relative errors; see [Note: second differences] in `law`. */
import type { Sizes } from '../../src/contract/complexity.ts'
import { keyOf, type CostsOf } from './law.ts'
import { median, withIntervals, withoutReplacement, withReplacement, type Draw, type Estimate } from './statistics.ts'

/** Nanoseconds per stored entry, row, column and call. */
export interface AdditiveFit {
  readonly perEntry: Estimate
  readonly perRow: Estimate
  readonly perColumn: Estimate
  readonly perCall: Estimate
  /** Median of |measured / fitted - 1| over the points. */
  readonly typicalError: number
}

const terms = ['perEntry', 'perRow', 'perColumn', 'perCall'] as const

/** nnz, m, n, 1 */
function sizesOf({ m, n, k }: Sizes): number[] {
  return [m * k, m, n, 1]
}

/** @throws RangeError when the points do not tell the four terms apart (each must vary on its own) */
export function fitAdditive(points: readonly Sizes[], costsOf: CostsOf, seed: number): AdditiveFit {
  const costs = new Map(points.map((point) => [keyOf(point), costsOf(point)]))
  const rounds = Math.min(...[...costs.values()].map((each) => each.length))
  const all = Array.from({ length: rounds }, (_, round) => round)
  const least = (point: Sizes, chosen: readonly number[]): number => {
    const own = costs.get(keyOf(point)) ?? []
    return chosen.reduce((smallest, round) => Math.min(smallest, own[round] ?? NaN), Infinity)
  }
  const fit = (chosen: readonly Sizes[], some: readonly number[]): number[] =>
    leastSquares(
      chosen.map((point) => ({ sizes: sizesOf(point), cost: least(point, some) })).filter(({ cost }) => cost < Infinity),
    )
  const best = fit(points, all)
  if (best.some((x) => !Number.isFinite(x))) throw new RangeError('fitAdditive: the points must vary m, n and k independently')
  const again = (draw: Draw): number[] =>
    fit(withReplacement(points, draw), withoutReplacement(rounds, Math.ceil(rounds / 2), draw))
  const [perEntry, perRow, perColumn, perCall] = withIntervals(best, seed, again) as [Estimate, Estimate, Estimate, Estimate]
  const fitted = (point: Sizes): number => sizesOf(point).reduce((sum, size, i) => sum + size * (best[i] ?? NaN), 0)
  const typicalError = median(points.map((point) => Math.abs(least(point, all) / fitted(point) - 1)))
  return { perEntry, perRow, perColumn, perCall, typicalError }
}

/** What the fit says of a point, in nanoseconds. */
export function costByFit({ perEntry, perRow, perColumn, perCall }: AdditiveFit, { m, n, k }: Sizes): number {
  return perEntry.value * m * k + perRow.value * m + perColumn.value * n + perCall.value
}

interface Observation {
  readonly sizes: readonly number[]
  readonly cost: number
}

/** Minimises the sum of ((cost - sizes . x) / cost)^2; NaN where the sizes are dependent. */
function leastSquares(observations: readonly Observation[]): number[] {
  const width = terms.length
  const scale = terms.map((_, i) => Math.max(...observations.map(({ sizes, cost }) => (sizes[i] ?? NaN) / cost)))
  const rows = observations.map(({ sizes, cost }) => sizes.map((size, i) => size / cost / (scale[i] ?? NaN)))
  const normal = Array.from({ length: width }, (_, i) => [
    ...Array.from({ length: width }, (__, j) => rows.reduce((sum, row) => sum + (row[i] ?? NaN) * (row[j] ?? NaN), 0)),
    rows.reduce((sum, row) => sum + (row[i] ?? NaN), 0),
  ])
  return solve(normal).map((x, i) => x / (scale[i] ?? NaN))
}

/** Gauss-Jordan with pivoting on [A | b]; NaN where A is singular to working precision. */
function solve(system: number[][]): number[] {
  for (let column = 0; column < system.length; column += 1) {
    const below = system.slice(column)
    const pivot = below.reduce((best, row) => (Math.abs(row[column] ?? 0) > Math.abs(best[column] ?? 0) ? row : best))
    const head = pivot[column] ?? 0
    if (!(Math.abs(head) > 1e-10)) return system.map(() => NaN)
    system.splice(system.indexOf(pivot), 1)
    system.splice(column, 0, pivot)
    for (let j = 0; j < pivot.length; j += 1) pivot[j] = (pivot[j] ?? NaN) / head
    for (const row of system) {
      const factor = row === pivot ? 0 : (row[column] ?? NaN)
      for (let j = 0; j < row.length; j += 1) row[j] = (row[j] ?? NaN) - factor * (pivot[j] ?? NaN)
    }
  }
  return system.map((row) => row.at(-1) ?? NaN)
}
