/** The loss and gradient as they are written, cell by cell over all rows, with the sums that rounding errors are measured against. */
import type { Entry, LossAndGradient } from '../../../src/contract/sparse.ts'

/** Unit roundoff of float64. */
export const U = 2 ** -53

export interface PlainGradient extends LossAndGradient {
  /** (n) sum_i |r_i x_ij| + l2 |w_j|: what the errors of gradient j are relative to. */
  readonly scale: Float64Array
}

export function plainGradient(
  byRow: readonly (readonly Entry[])[],
  labels: ArrayLike<number>,
  weights: Float64Array,
  l2: number,
): PlainGradient {
  const gradient = weights.map((weight) => l2 * weight)
  const scale = weights.map((weight) => Math.abs(l2 * weight))
  let loss = 0
  byRow.forEach((entries, i) => {
    const sign = labels[i] === 1 ? 1 : -1
    const u = -sign * entries.reduce((z, [column, value]) => z + value * (weights[column] ?? NaN), 0)
    loss += softplus(u)
    for (const [column, value] of entries) {
      const term = -sign * sigmoid(u) * value
      gradient[column] = (gradient[column] ?? NaN) + term
      scale[column] = (scale[column] ?? NaN) + Math.abs(term)
    }
  })
  for (const weight of weights) loss += (l2 / 2) * weight * weight
  return { loss, gradient, scale }
}

/** log(1 + exp(u)), to about 2 units in the last place. */
export function softplus(u: number): number {
  return u > 0 ? u + Math.log1p(Math.exp(-u)) : Math.log1p(Math.exp(u))
}

/** 1 / (1 + exp(-u)), to about 3 units in the last place. */
export function sigmoid(u: number): number {
  return u > 0 ? 1 / (1 + Math.exp(-u)) : Math.exp(u) / (1 + Math.exp(u))
}

/** The cells of the rows, row-major, copies of an entry summed. */
export function plainCells(byRow: readonly (readonly Entry[])[], cols: number): number[] {
  return byRow.flatMap((entries) => {
    const cells = Array.from({ length: cols }, () => 0)
    for (const [column, value] of entries) cells[column] = (cells[column] ?? NaN) + value
    return cells
  })
}
