/** Slow, obvious twins for logistic regression, independent of the implementation under test. */
import { Matrix, solve } from 'ml-matrix'
import type { DenseData, Penalty } from '../../../src/contract/logistic.ts'

/** J(w) as it is written, row by row: good while |z| stays below some 30. */
export function plainObjective(data: DenseData, { l1 = 0, l2 = 0 }: Penalty, weights: ArrayLike<number>): number {
  let total = 0
  for (let i = 0; i < data.rows; i += 1) {
    const p = 1 / (1 + Math.exp(-plainLogOdds(data, weights, i)))
    total -= data.labels[i] === 1 ? Math.log(p) : Math.log(1 - p)
  }
  for (let j = 1; j < weights.length; j += 1) total += (l2 / 2) * (weights[j] ?? NaN) ** 2 + l1 * Math.abs(weights[j] ?? NaN)
  return total
}

export function plainLogOdds(data: DenseData, weights: ArrayLike<number>, row: number): number {
  let z = weights[0] ?? NaN
  for (let j = 0; j < data.columns; j += 1) z += (data.features[row * data.columns + j] ?? NaN) * (weights[j + 1] ?? NaN)
  return z
}

/** The root of a rising function between `low` and `high`, by halving 200 times: the last two doubles around it. */
export function bisect(rising: (x: number) => number, low: number, high: number): number {
  for (let k = 0; k < 200; k += 1) {
    const middle = (low + high) / 2
    if (rising(middle) > 0) high = middle
    else low = middle
  }
  return (low + high) / 2
}

/**
 * The minimum of a smooth strictly convex function of one or two variables by golden section, one search inside the other. Values
 * flatten to rounding within about sqrt(1e-16) of the minimum: the place is right to some 1e-7, the value to 1e-14.
 */
export function goldenSection(
  f: (x: readonly number[]) => number,
  dimensions: number,
  reach: number,
): { at: number[]; value: number } {
  const inner = (x: number): { at: number[]; value: number } =>
    dimensions === 1
      ? { at: [x], value: f([x]) }
      : prepend(
          x,
          goldenSection((rest) => f([x, ...rest]), dimensions - 1, reach),
        )
  let [low, high] = [-reach, reach]
  const share = 2 / (1 + Math.sqrt(5))
  let [left, right] = [inner(high - share * (high - low)), inner(low + share * (high - low))]
  while (high - low > 1e-8) {
    if (left.value < right.value) {
      ;[high, right] = [low + share * (high - low), left]
      left = inner(high - share * (high - low))
    } else {
      ;[low, left] = [high - share * (high - low), right]
      right = inner(low + share * (high - low))
    }
  }
  return left.value < right.value ? left : right
}

/** The gradient of J without l1, as it is written. */
export function plainGradient(data: DenseData, l2: number, weights: ArrayLike<number>): number[] {
  const gradient = Array.from(weights, (w, j) => (j === 0 ? 0 : l2 * w))
  for (let i = 0; i < data.rows; i += 1) {
    const residual = 1 / (1 + Math.exp(-plainLogOdds(data, weights, i))) - (data.labels[i] ?? NaN)
    gradient.forEach((g, j) => {
      gradient[j] = g + residual * (j === 0 ? 1 : (data.features[i * data.columns + j - 1] ?? NaN))
    })
  }
  return gradient
}

function prepend(x: number, found: { at: number[]; value: number }): { at: number[]; value: number } {
  return { at: [x, ...found.at], value: found.value }
}

/**
 * The direction of largest margin with a free intercept (hard-margin support vector machine), length 1, without the intercept: the
 * shortest w with (2 y_i - 1) (w_0 + x_i . w) >= 1. Tries every set of up to columns + 1 rows as those that meet it with equality.
 */
export function maxMarginDirection(data: DenseData): number[] {
  const signed = Array.from({ length: data.rows }, (_, i) => {
    const sign = data.labels[i] === 1 ? 1 : -1
    return [sign, ...data.features.slice(i * data.columns, (i + 1) * data.columns).map((x) => sign * x)]
  })
  let best: readonly number[] = []
  for (const support of subsets(data.rows, data.columns + 1)) {
    const w = shortest(support.map((i) => signed[i] ?? []))
    const feasible = signed.every((row) => row.reduce((sum, x, j) => sum + x * (w[j] ?? NaN), 0) >= 1 - 1e-9)
    if (feasible && (best.length === 0 || norm(w) < norm(best))) best = w
  }
  return best.slice(1).map((x) => x / norm(best))
}

function norm(w: readonly number[]): number {
  return Math.hypot(...w.slice(1))
}

/** Minimises |w|^2 / 2 (intercept left out) subject to rows . w = 1: the saddle point of its Lagrangian, of least norm. */
function shortest(rows: readonly (readonly number[])[]): number[] {
  const width = rows[0]?.length ?? 0
  const size = width + rows.length
  const saddle = Matrix.zeros(size, size)
  for (let j = 1; j < width; j += 1) saddle.set(j, j, 1)
  for (const [r, row] of rows.entries()) {
    for (const [j, x] of row.entries()) {
      saddle.set(width + r, j, x)
      saddle.set(j, width + r, x)
    }
  }
  const right = Matrix.columnVector(Array.from({ length: size }, (_, k) => (k < width ? 0 : 1)))
  return solve(saddle, right, true).to1DArray().slice(0, width)
}

/** All subsets of 0..n-1 with 1 to `most` members. */
function* subsets(n: number, most: number, from = 0): Generator<number[]> {
  for (let i = from; i < n; i += 1) {
    yield [i]
    if (most > 1) for (const rest of subsets(n, most - 1, i + 1)) yield [i, ...rest]
  }
}
