/** Ranks the methods by paired numbers: every trial sees the same world, so differences within trials say most. */
import type { Comparison, Method, PairedDifference, PerMethod } from '../contract/selection.ts'
import { betaQuantile } from '../stats/tails.ts'
import { requireThat } from './regime.ts'

/** See the contract. */
export function compareMethods(columns: PerMethod<readonly number[]>, level = 0.95): Comparison {
  const [{ length: trials }] = columns
  requireThat('compareMethods', 'there must be at least one trial', trials > 0, trials)
  requireThat('compareMethods', 'level must lie in (0, 1)', level > 0 && level < 1, level)
  for (const column of columns) {
    requireThat('compareMethods', `all columns must have ${trials} trials`, column.length === trials, column.length)
    const bad = column.find((value) => !Number.isFinite(value))
    requireThat('compareMethods', 'values must be finite', bad === undefined, bad)
  }
  const means = [meanOf(columns[0]), meanOf(columns[1]), meanOf(columns[2])] as const
  const meanOfMethod = (method: Method): number => means[method - 1] as number
  return {
    order: ([1, 2, 3] as const).toSorted((a, b) => meanOfMethod(b) - meanOfMethod(a) || a - b),
    means,
    difference: (a, b) => pairedDifference(columns[a - 1] ?? [], columns[b - 1] ?? [], level),
  }
}

function pairedDifference(a: readonly number[], b: readonly number[], level: number): PairedDifference {
  const differences = a.map((value, i) => value - (b[i] as number))
  const mean = meanOf(differences)
  const trials = differences.length
  if (trials === 1) return { mean, halfWidth: Infinity }
  // Rounding of the mean must not make a width where there is none.
  if (differences.every((difference) => difference === differences[0])) return { mean: differences[0] as number, halfWidth: 0 }
  const variance = differences.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (trials - 1)
  return { mean, halfWidth: tQuantile(level, trials - 1) * Math.sqrt(variance / trials) }
}

/** The t with P(|T| <= t) = level: T^2 / (nu + T^2) is Beta(1/2, nu/2). */
function tQuantile(level: number, freedom: number): number {
  const x = betaQuantile(1 - level, freedom / 2, 1 / 2)
  return Math.sqrt((freedom * (1 - x)) / x)
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
