/** A line through a few points, whose gradients are exact fractions: the smallest model for which a wrong weight of a rank shows. */
import fc from 'fast-check'
import { Fraction } from 'fraction.js'
import { toNumber } from '../../formula/rational.ts'

/** One example: y = w x + b is to be t. */
export interface Point {
  readonly x: number
  readonly t: number
}

/** Weights are halves, so that everything is a small fraction. */
export interface Line {
  readonly w: number
  readonly b: number
}

/** Sum over the points of the gradient of (w x + b - t)^2, exactly: d/dw and d/db. */
function exactSum({ w, b }: Line, points: readonly Point[]): [Fraction, Fraction] {
  let [dw, db] = [new Fraction(0), new Fraction(0)]
  for (const { x, t } of points) {
    const residual = new Fraction(2).mul(new Fraction(w).mul(x).add(b).sub(t))
    dw = dw.add(residual.mul(x))
    db = db.add(residual)
  }
  return [dw, db]
}

/** The gradient of the mean over the points, as the nearest doubles; NaN for no points, as 0 / 0 is. */
export function meanGradient(line: Line, points: readonly Point[]): Float64Array {
  if (points.length === 0) return Float64Array.of(NaN, NaN)
  return Float64Array.from(exactSum(line, points), (sum) => toNumber(sum.div(points.length)))
}

/**
 * Both gradients are at most 2 (8 * 8 + 8 + 8) * 8 = 1280. Weighting and adding up to 8 of them takes three roundings a term and one an addition:
 * at most 8 * (3 + 8) * 2^-53 * 1280 < 2e-11. Shares are at least 1 in 64, so weights are at most 8.
 */
export const WEIGHTED = 1e-10

export const anyLine: fc.Arbitrary<Line> = fc.record({
  w: fc.integer({ min: -16, max: 16 }).map((halves) => halves / 2),
  b: fc.integer({ min: -16, max: 16 }).map((halves) => halves / 2),
})

const anyPoint: fc.Arbitrary<Point> = fc.record({ x: fc.integer({ min: -8, max: 8 }), t: fc.integer({ min: -8, max: 8 }) })

/** Shards of 1 to 8 points on 1 to 8 ranks. */
export const anyShards: fc.Arbitrary<Point[][]> = fc.array(fc.array(anyPoint, { minLength: 1, maxLength: 8 }), {
  minLength: 1,
  maxLength: 8,
})

/** The same number of points on every rank. */
export const equalShards: fc.Arbitrary<Point[][]> = fc
  .tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }))
  .chain(([ranks, each]) =>
    fc.array(fc.array(anyPoint, { minLength: each, maxLength: each }), { minLength: ranks, maxLength: ranks }),
  )
