/** The rules of a regime, and its values with the defaults filled in. */
import type { Regime } from '../contract/selection.ts'

/** Most rows of one chunk of the pool. */
export const CHUNK_ROWS = 100_000
/** Held-out stories: what is counted where no closed form is known. */
export const HELD_OUT_ROWS = 2000

/** @throws RangeError that names `caller`, the rule and the value */
export function checkRegime(caller: string, regime: Regime): void {
  const { features, firstRows, picked, poolRows, penalty, flips = 0, temperature = 0, blindSpots, shift } = regime
  const { truth = 'linear', basis = 'linear' } = regime
  requireCount(caller, 'features', features, 1, 1000)
  requireCount(caller, 'firstRows', firstRows, 1, 1e7)
  requireCount(caller, 'poolRows', poolRows, 1, 1e7)
  requireCount(caller, 'picked', picked, 1, poolRows)
  requireThat(caller, 'penalty must be positive and finite', penalty > 0 && penalty < Infinity, penalty)
  requireThat(caller, 'flips must lie in [0, 1/2)', flips >= 0 && flips < 0.5, flips)
  requireThat(caller, 'temperature must be 0 or positive, and finite', temperature >= 0 && temperature < Infinity, temperature)
  if (blindSpots !== undefined) {
    requireCount(caller, 'blindSpots.tokens', blindSpots.tokens, 1, 1e6)
    const { mass } = blindSpots
    requireThat(caller, 'blindSpots.mass must lie in (0, 1)', mass > 0 && mass < 1, mass)
  }
  if (shift !== undefined) {
    requireCount(caller, 'shift.sources', shift.sources, 1, 1e6)
    requireThat(caller, 'shift.size must be 0 or positive, and finite', shift.size >= 0 && shift.size < Infinity, shift.size)
    requireThat(caller, 'shift needs a linear truth', truth === 'linear', truth)
  }
  requireThat(caller, 'truth must be linear or quadratic', truth === 'linear' || truth === 'quadratic', truth)
  requireThat(caller, 'basis must be linear or quadratic', basis === 'linear' || basis === 'quadratic', basis)
}

/** @throws RangeError that names `caller` */
export function checkSeed(caller: string, seed: number): void {
  requireThat(caller, 'seed must be a safe integer', Number.isSafeInteger(seed), seed)
}

/** @throws RangeError unless `value` is a whole number in [least, most] */
export function requireCount(caller: string, name: string, value: number, least: number, most: number): void {
  const fits = Number.isInteger(value) && value >= least && value <= most
  requireThat(caller, `${name} must be a whole number in [${least}, ${most}]`, fits, value)
}

/** @throws RangeError that names `caller`, the rule and what was given, unless it holds */
export function requireThat(caller: string, rule: string, holds: boolean, got: unknown): void {
  if (!holds) throw new RangeError(`${caller}: ${rule}, got ${String(got)}`)
}

/** Columns that the model sees. */
export function columnsOf({ features, basis }: Regime): number {
  return basis === 'quadratic' ? features + (features * (features + 1)) / 2 : features
}

/** The number of chunks that the pool comes in. */
export function chunksOf({ poolRows }: Regime): number {
  return Math.ceil(poolRows / CHUNK_ROWS)
}
