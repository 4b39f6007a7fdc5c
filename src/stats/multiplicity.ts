/** Adjusted p-values for a family of comparisons: each is the smallest alpha at which the procedure rejects that comparison. */
import type { Correction } from '../contract/experiment.ts'
import { requireThat } from './arguments.ts'
import { dunnettTail, requireLoadings } from './dunnett.ts'
import { twoSidedCritical } from './tails.ts'

/**
 * Adjusts two-sided p-values; the order of the family is kept, nothing is mutated.
 *
 * Single step: Bonferroni, Sidak, Dunnett. Step down: Holm. Step up: Hochberg, BH (Benjamini-Hochberg, false discovery rate), BY
 * (Benjamini-Yekutieli, any dependence).
 * @param pValues inside [0, 1]
 * @param loadingOf for Dunnett, see `loadings`: one for each p-value
 * @throws RangeError for p-values outside [0, 1], or if Dunnett has not one loading for each
 */
export function adjustPValues(correction: Correction, pValues: readonly number[], loadingOf: readonly number[] = []): number[] {
  for (const p of pValues) requireThat(p >= 0 && p <= 1, 'adjustPValues: p-values must be inside [0, 1]', p)
  const m = pValues.length
  switch (correction) {
    case 'none':
      return [...pValues]
    case 'Bonferroni':
      return pValues.map((p) => Math.min(1, m * p))
    case 'Sidak':
      return pValues.map((p) => -Math.expm1(m * Math.log1p(-p)))
    case 'Holm':
      return stepDown(pValues, (rank) => m - rank)
    case 'Hochberg':
      return stepUp(pValues, (rank) => m - rank)
    case 'BH':
      return stepUp(pValues, (rank) => m / (rank + 1))
    case 'BY': {
      const share = m * harmonic(m)
      return stepUp(pValues, (rank) => share / (rank + 1))
    }
    case 'Dunnett':
      requireThat(loadingOf.length === m, `adjustPValues: Dunnett needs ${m} loadings`, loadingOf.length)
      requireLoadings('adjustPValues', loadingOf)
      return sameOfEqual(pValues, (p) => (p === 0 || p === 1 ? p : Math.max(p, dunnettTail(twoSidedCritical(p), loadingOf))))
    default:
      throw new RangeError(`adjustPValues: unknown correction, got ${String(correction)}`)
  }
}

/** Ranks count from 0, the smallest p first. Adjusted values never fall along the ranks: a running maximum from the smallest on. */
function stepDown(pValues: readonly number[], factor: (rank: number) => number): number[] {
  const adjusted = Array.from(pValues)
  let largest = 0
  for (const [rank, i] of ascending(pValues).entries()) {
    largest = Math.max(largest, Math.min(1, factor(rank) * (pValues[i] ?? NaN)))
    adjusted[i] = largest
  }
  return adjusted
}

/** As `stepDown`, but a running minimum from the largest on. */
function stepUp(pValues: readonly number[], factor: (rank: number) => number): number[] {
  const adjusted = Array.from(pValues)
  let smallest = 1
  for (const [rank, i] of [...ascending(pValues).entries()].toReversed()) {
    smallest = Math.min(smallest, factor(rank) * (pValues[i] ?? NaN))
    adjusted[i] = smallest
  }
  return adjusted
}

/** Computed once for equal values. */
function sameOfEqual(values: readonly number[], of: (value: number) => number): number[] {
  const known = new Map([...new Set(values)].map((value) => [value, of(value)]))
  return values.map((value) => known.get(value) as number)
}

function ascending(pValues: readonly number[]): number[] {
  return Array.from(pValues, (p, i) => ({ p, i }))
    .toSorted((one, other) => one.p - other.p)
    .map(({ i }) => i)
}

function harmonic(m: number): number {
  return Array.from({ length: m }, (_, i) => 1 / (i + 1)).reduce((sum, share) => sum + share, 0)
}
