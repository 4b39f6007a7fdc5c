/** Binomial and hypergeometric probabilities by recurrence from the mode: no factorials, no overflow, any n. */
import { requireThat } from './arguments.ts'

/** Probabilities of the outcomes `from`, `from + 1`, ...; the outcomes left out have a joint mass below the `cut` it was made with. */
export interface Window {
  readonly from: number
  readonly pmf: Float64Array
}

/**
 * Binomial(n, p). Walks from the mode while the outcome is more than `cut` times as likely as the mode, then normalises.
 * Beyond the walk the ratios fall, so the mass left out is below cut times the number of standard deviations walked.
 * @throws RangeError unless n is an integer >= 0 and 0 <= p <= 1
 */
export function binomialWindow(n: number, p: number, cut = 1e-20): Window {
  requireThat(Number.isInteger(n) && n >= 0, 'binomialWindow: n must be an integer >= 0', n)
  requireThat(p >= 0 && p <= 1, 'binomialWindow: p must be inside [0, 1]', p)
  const odds = p / (1 - p)
  const mode = Math.min(n, Math.floor((n + 1) * p))
  return walk(mode, 0, n, (k) => ((n - k) / (k + 1)) * odds, cut)
}

/**
 * Successes in the arm of `n` when `successes` fall on `n` and `m` trials at random: the whole support, or, if an `observed` outcome
 * is given, all outcomes that are more than 1e-20 times as likely as it. Beyond that the masses fall faster than a geometric series.
 * @throws RangeError unless the counts are integers with 0 <= successes <= n + m
 */
export function hypergeometric(n: number, m: number, successes: number, observed?: number): Window {
  const low = Math.max(0, successes - m)
  const high = Math.min(n, successes)
  requireThat([n, m, successes].every(Number.isInteger) && low <= high, 'hypergeometric: counts must be integers that fit', [
    n,
    m,
    successes,
  ])
  const mode = Math.min(high, Math.max(low, Math.floor(((n + 1) * (successes + 1)) / (n + m + 2))))
  const ratio = (k: number): number => ((n - k) / (k + 1)) * ((successes - k) / (m - successes + k + 1))
  return walk(mode, low, high, ratio, observed === undefined ? 0 : 1e-20 * weightOf(observed, mode, ratio))
}

/** Below this a weight counts as 0: products of smaller ones lose their digits, and cease to fall. */
const NOTHING = 1e-300

/** P(k) / P(mode), or 0 below `NOTHING`. */
function weightOf(k: number, mode: number, ratio: (k: number) => number): number {
  let weight = 1
  for (let at = mode; at < k && weight > NOTHING; at += 1) weight *= ratio(at)
  for (let at = mode - 1; at >= k && weight > NOTHING; at -= 1) weight /= ratio(at)
  return weight > NOTHING ? weight : 0
}

/** `ratio(k)` is P(k + 1) / P(k). */
function walk(mode: number, low: number, high: number, ratio: (k: number) => number, cut: number): Window {
  const down: number[] = []
  for (let k = mode - 1, weight = 1; k >= low; k -= 1) {
    weight /= ratio(k)
    if (weight < cut || weight < NOTHING) break
    down.push(weight)
  }
  const up: number[] = []
  for (let k = mode, weight = 1; k < high; k += 1) {
    weight *= ratio(k)
    if (weight < cut || weight < NOTHING) break
    up.push(weight)
  }
  const weights = Float64Array.from([...down.toReversed(), 1, ...up])
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return { from: mode - down.length, pmf: weights.map((weight) => weight / total) }
}

/** `atMost[i]` = P(outcome < from + i), for i = 0 .. length: the distribution function, shifted by one. */
export function cumulative({ pmf }: Window): Float64Array {
  const below = new Float64Array(pmf.length + 1)
  for (const [i, mass] of pmf.entries()) below[i + 1] = (below[i] ?? 0) + mass
  return below
}
