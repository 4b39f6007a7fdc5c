/** The experiment done slowly and plainly, for comparison: full sorts, Newton on lists of lists, integrals by Simpson's rule. */
import type { LinearModel, Method, Stories } from '../../../src/contract/selection.ts'

/** Positions in the order of a key, cut to `count`, then in rising order: what every method means by its picks. */
export function firstBy(positions: readonly number[], key: (position: number) => number, count: number): number[] {
  return positions
    .toSorted((a, b) => key(a) - key(b) || a - b)
    .slice(0, count)
    .toSorted((a, b) => a - b)
}

/** The stories as the model sees them: of each its columns, then a one-hot token. */
function rowsOf({ rows, columns, x, token }: Stories, tokens: number): readonly Float64Array[] {
  return Array.from({ length: rows }, (_, i) => {
    const row = new Float64Array(columns + tokens)
    for (let j = 0; j < columns; j += 1) row[j] = x[i * columns + j] ?? NaN
    if ((token[i] ?? NaN) >= 0) row[columns + (token[i] ?? NaN)] = 1
    return row
  })
}

/** The score of every row under all weights, columns first. */
export function slowScores(weights: readonly number[], { rows, columns, x, token }: Stories): number[] {
  return Array.from({ length: rows }, (_, i) => {
    let score = 0
    for (let j = 0; j < columns; j += 1) score += (weights[j] ?? NaN) * (x[i * columns + j] ?? NaN)
    const own = token[i] ?? NaN
    return own === -1 ? score : score + (weights[columns + own] ?? NaN)
  })
}

/** The gradient of the objective that the contract states, term by term. */
export function slowGradient(weights: readonly number[], stories: Stories, labels: ArrayLike<number>, penalty: number): number[] {
  return gradientAt(weights, rowsOf(stories, weights.length - stories.columns), labels, penalty)
}

function gradientAt(
  weights: readonly number[],
  rows: readonly Float64Array[],
  labels: ArrayLike<number>,
  penalty: number,
): number[] {
  const gradient = weights.map((w) => penalty * w)
  for (const [i, row] of rows.entries()) {
    const y = labels[i] ?? NaN
    const pull = -y / (1 + Math.exp(y * dot(weights, row)))
    for (let j = 0; j < gradient.length; j += 1) gradient[j] = (gradient[j] ?? NaN) + pull * (row[j] ?? NaN)
  }
  return gradient
}

/** The minimum by full Newton steps with Gaussian elimination, halved until the gradient shrinks. */
export function slowFit(stories: Stories, labels: ArrayLike<number>, penalty: number, tokens: number): number[] {
  const rows = rowsOf(stories, tokens)
  let weights = Array.from({ length: stories.columns + tokens }, () => 0)
  let gradient = gradientAt(weights, rows, labels, penalty)
  for (let steps = 0; steps < 100 && Math.max(...gradient.map(Math.abs)) >= 1e-10; steps += 1) {
    const step = eliminate(hessianAt(weights, rows, penalty), gradient)
    let length = 1
    const at = (share: number): number[] => weights.map((w, j) => w - share * (step[j] ?? NaN))
    let next = gradientAt(at(length), rows, labels, penalty)
    while (length > 1e-4 && norm(next) > norm(gradient)) {
      length /= 2
      next = gradientAt(at(length), rows, labels, penalty)
    }
    weights = at(length)
    gradient = next
  }
  return weights
}

/** The second derivatives, row by row. */
function hessianAt(weights: readonly number[], rows: readonly Float64Array[], penalty: number): readonly (readonly number[])[] {
  const hessian = weights.map((_, j) => weights.map((__, l) => (j === l ? penalty : 0)))
  for (const row of rows) {
    const p = 1 / (1 + Math.exp(-dot(weights, row)))
    for (const [j, own] of hessian.entries())
      for (let l = 0; l < own.length; l += 1) own[l] = (own[l] ?? NaN) + p * (1 - p) * (row[j] ?? NaN) * (row[l] ?? NaN)
  }
  return hessian
}

/** The model of the contract out of all weights, columns first. */
export function modelOf(weights: readonly number[], columns: number): LinearModel {
  return { weights: Float64Array.from(weights.slice(0, columns)), tokenWeights: Float64Array.from(weights.slice(columns)) }
}

/** Gauss and Jordan, with the largest pivot. */
function eliminate(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i] ?? NaN])
  for (let c = 0; c < rows.length; c += 1) {
    const best = rows.map((row, i) => (i < c ? -1 : Math.abs(row[c] ?? NaN)))
    const pivot = best.indexOf(Math.max(...best))
    ;[rows[c], rows[pivot]] = [rows[pivot] as number[], rows[c] as number[]]
    const top = rows[c] as number[]
    for (const [i, row] of rows.entries()) {
      if (i === c) continue
      const share = (row[c] ?? NaN) / (top[c] ?? NaN)
      for (let l = c; l < row.length; l += 1) row[l] = (row[l] ?? NaN) - share * (top[l] ?? NaN)
    }
  }
  return rows.map((row, i) => (row.at(-1) ?? NaN) / (row[i] ?? NaN))
}

/** P(Z <= z) by Simpson's rule on 400 panels; its error is below 1e-10 for |z| <= 8. */
export function slowPhi(z: number): number {
  const end = Math.min(Math.abs(z), 8)
  const h = end / 800
  let sum = 0
  for (let i = 0; i <= 800; i += 1) sum += (i === 0 || i === 800 ? 1 : i % 2 === 1 ? 4 : 2) * Math.exp(-((i * h) ** 2) / 2)
  const half = (sum * h) / 3 / Math.sqrt(2 * Math.PI)
  return z < 0 ? 0.5 - half : 0.5 + half
}

/** ln of the determinant of the biased covariance of the columns, by elimination. */
export function slowLogDet({ rows, columns, x }: Stories): number {
  const at = (i: number, j: number): number => x[i * columns + j] ?? NaN
  const all = Array.from({ length: rows }, (_, i) => i)
  const mean = (value: (i: number) => number): number => all.reduce((sum, i) => sum + value(i), 0) / rows
  const centre = Array.from({ length: columns }, (_, j) => mean((i) => at(i, j)))
  const covariance = centre.map((cj, j) => centre.map((cl, l) => mean((i) => (at(i, j) - cj) * (at(i, l) - cl))))
  let sum = 0
  for (let c = 0; c < columns; c += 1) {
    const top = covariance[c] as number[]
    sum += Math.log(top[c] ?? NaN)
    for (const row of covariance.slice(c + 1)) {
      const share = (row[c] ?? NaN) / (top[c] ?? NaN)
      for (let l = c; l < columns; l += 1) row[l] = (row[l] ?? NaN) - share * (top[l] ?? NaN)
    }
  }
  return sum
}

/** Rows of two sets of stories, one after the other, with these labels. */
export function slowJoin(a: Stories, b: Stories): Stories {
  return {
    rows: a.rows + b.rows,
    columns: a.columns,
    x: Float64Array.from([...a.x, ...b.x]),
    token: Int32Array.from([...a.token, ...b.token]),
    truth: Int8Array.from([...a.truth, ...b.truth]),
    labels: Int8Array.from([...a.labels, ...b.labels]),
  }
}

/** The stories at some positions. */
export function slowTake(stories: Stories, positions: readonly number[]): Stories {
  const { columns, x } = stories
  return {
    rows: positions.length,
    columns,
    x: Float64Array.from(positions.flatMap((i) => Array.from(x.subarray(i * columns, (i + 1) * columns)))),
    token: Int32Array.from(positions, (i) => stories.token[i] ?? NaN),
    truth: Int8Array.from(positions, (i) => stories.truth[i] ?? NaN),
    labels: Int8Array.from(positions, (i) => stories.labels[i] ?? NaN),
  }
}

/** The methods, in order. */
export const METHODS = [1, 2, 3] as const satisfies readonly Method[]

function dot(a: readonly number[], b: ArrayLike<number>): number {
  let sum = 0
  for (let j = 0; j < a.length; j += 1) sum += (a[j] ?? NaN) * (b[j] ?? NaN)
  return sum
}

function norm(vector: readonly number[]): number {
  return Math.sqrt(dot(vector, vector))
}
