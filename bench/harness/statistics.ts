/** Order statistics, and intervals by drawing again from what was measured. All draws come from a seed. */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** A figure and the interval that it lies in: 95 % unless the place says otherwise. */
export interface Estimate {
  readonly value: number
  readonly low: number
  readonly high: number
}

/** Draws that an interval is made of. */
const DRAWS = 400

/** The q-quantile, interpolated; NaN of nothing. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const place = q * (sorted.length - 1)
  const below = sorted[Math.floor(place)] ?? NaN
  const above = sorted[Math.ceil(place)] ?? NaN
  return below === above ? below : below + (above - below) * (place - Math.floor(place))
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** Whole numbers in [0, below), the same for the same seed. */
export type Draw = (below: number) => number

export function drawFrom(seed: number): Draw {
  const generator = xoroshiro128plus(seed)
  return (below) => Math.floor((generator.next() >>> 0) * 2 ** -32 * below)
}

/** As many of `items` as there are, with replacement. */
export function withReplacement<T>(items: readonly T[], draw: Draw): T[] {
  return items.map(() => items[draw(items.length)] as T)
}

/** `count` of the numbers 0 .. size - 1, without replacement. */
export function withoutReplacement(size: number, count: number, draw: Draw): number[] {
  const pool = Array.from({ length: size }, (_, i) => i)
  for (let i = 0; i < count; i += 1) {
    const other = i + draw(size - i)
    const chosen = pool[other] as number
    pool[other] = pool[i] as number
    pool[i] = chosen
  }
  return pool.slice(0, count)
}

/** `value`, and the middle 95 % of what `again` makes of 400 fresh draws. Draws without a value are left out. */
export function withInterval(value: number, seed: number, again: (draw: Draw) => number): Estimate {
  return withIntervals([value], seed, (draw) => [again(draw)])[0] as Estimate
}

/** The same for several values, which `again` makes of each draw together. */
export function withIntervals(values: readonly number[], seed: number, again: (draw: Draw) => readonly number[]): Estimate[] {
  const draw = drawFrom(seed)
  const drawn = Array.from({ length: DRAWS }, () => again(draw))
  return values.map((value, i) => {
    const own = drawn.map((each) => each[i] ?? NaN).filter(Number.isFinite)
    return { value, low: Math.min(value, quantile(own, 0.025)), high: Math.max(value, quantile(own, 0.975)) }
  })
}

/** The median of independent values, with its bootstrap interval. */
export function medianEstimate(values: readonly number[], seed: number): Estimate {
  return withInterval(median(values), seed, (draw) => median(withReplacement(values, draw)))
}
