/** What may be asked about a coin: the arguments that the functions of this room share, and their limits. */
import type { Beta } from '../contract/beta-bernoulli.ts'

/** Beta(1, 1): every p is as likely as every other. */
export const UNIFORM: Beta = { a: 1, b: 1 }

/** @throws RangeError unless n is an integer of at least `atLeast` */
export function requireTrials(who: string, n: number, atLeast = 0): void {
  if (!Number.isInteger(n) || n < atLeast) throw new RangeError(`${who}: n must be an integer >= ${atLeast}, got ${n}`)
}

/** @throws RangeError unless k and n are integers with 0 <= k <= n and n >= `atLeast` */
export function requireCounts(who: string, k: number, n: number, atLeast = 0): void {
  requireTrials(who, n, atLeast)
  if (!Number.isInteger(k) || k < 0 || k > n) throw new RangeError(`${who}: k must be an integer in 0..n = ${n}, got ${k}`)
}

/** @throws RangeError unless both shapes are positive and finite */
export function requireShapes(who: string, { a, b }: Beta): void {
  for (const [name, shape] of Object.entries({ a, b })) {
    if (!(shape > 0 && shape < Infinity)) throw new RangeError(`${who}: ${name} must be positive and finite, got ${shape}`)
  }
}

/** @throws RangeError unless 0 <= p <= 1 */
export function requireProbability(who: string, p: number): void {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`${who}: p must be in [0, 1], got ${p}`)
}

/** @throws RangeError unless 0 < level < 1 */
export function requireLevel(who: string, level: number): void {
  if (!(level > 0 && level < 1)) throw new RangeError(`${who}: level must be in (0, 1), got ${level}`)
}
