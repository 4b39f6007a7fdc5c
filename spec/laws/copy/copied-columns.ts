/** Finds out that the last columns of a table are copies: what a fault in their treatment must know. */
import type { DenseData, FitOptions } from '../../../src/contract/logistic.ts'

export interface Copies {
  /** The table without the copies: the copied feature is its last column. */
  readonly base: DenseData
  /** Place of the copied feature among the weights, the intercept at 0. */
  readonly first: number
  /** Column = scale * feature + shift, for the feature itself (1) and each copy. */
  readonly scales: readonly number[]
}

/** The longest run of last columns that are affine images of the first of them; none unless there are two. */
export function copiesOf(data: DenseData): Copies | undefined {
  for (let first = 0; first + 1 < data.columns; first += 1) {
    const scales = Array.from({ length: data.columns - first }, (_, k) => scaleOf(column(data, first), column(data, first + k)))
    if (!scales.every((scale) => scale !== undefined)) continue
    const features = data.features.filter((_, at) => at % data.columns <= first)
    return { base: { ...data, columns: first + 1, features }, first: first + 1, scales }
  }
  return undefined
}

function column(data: DenseData, j: number): Float64Array {
  return data.features.filter((_, at) => at % data.columns === j)
}

/** The c of y = c x + d, if there is one; four rows are needed to tell. */
function scaleOf(x: Float64Array, y: Float64Array): number | undefined {
  const far = x.findIndex((value) => value !== x[0])
  if (far < 0 || x.length < 4) return undefined
  const scale = ((y[far] ?? NaN) - (y[0] ?? NaN)) / ((x[far] ?? NaN) - (x[0] ?? NaN))
  const affine = x.every((value, i) => Math.abs((y[i] ?? NaN) - (y[0] ?? NaN) - scale * (value - (x[0] ?? NaN))) < 1e-9)
  return affine && scale !== 0 ? scale : undefined
}

/** A copy of the weights after `change`. */
export function reweighted(weights: Float64Array, change: (weights: Float64Array) => void): Float64Array {
  const changed = Float64Array.from(weights)
  change(changed)
  return changed
}

/** The table with every feature x of weight j (from 1) and row i replaced. */
export function withFeatures(data: DenseData, replace: (x: number, j: number, i: number) => number): DenseData {
  const features = data.features.map((x, at) => replace(x, (at % data.columns) + 1, Math.floor(at / data.columns)))
  return { ...data, features }
}

/** Whether the fit is under l1. */
export function hasL1({ penalty = {} }: FitOptions): boolean {
  return (penalty.l1 ?? 0) > 0
}

/** Whether the fit is under l2. */
export function hasL2({ penalty = {} }: FitOptions): boolean {
  return (penalty.l2 ?? 0) > 0
}
