/** The dense twin of `sparse-gradient`: the same loss and gradient over all m * n cells, zeros included. */
import type { DenseMatrix, Labels, LossAndGradient } from '../contract/sparse.ts'
import { penaltyOf, requireLength, requirePenalty, signsOf } from './sparse-gradient.ts'

/** Theta(m n) whatever the density. Parameters and errors as `sparseLossAndGradient`. */
export function denseLossAndGradient(matrix: DenseMatrix, labels: Labels, weights: Float64Array, l2 = 0): LossAndGradient {
  const { rows, cols, values } = matrix
  requireLength('denseLossAndGradient', 'values', 'rows * cols', rows * cols, values.length)
  requireLength('denseLossAndGradient', 'weights', 'cols', cols, weights.length)
  requirePenalty('denseLossAndGradient', l2)
  const signs = signsOf('denseLossAndGradient', labels, rows)
  const gradient = weights.map((weight) => l2 * weight)
  let loss = penaltyOf(weights, l2)
  for (let i = 0; i < rows; i += 1) {
    const row = values.subarray(i * cols, (i + 1) * cols)
    let logit = 0
    for (let j = 0; j < cols; j += 1) logit += (row[j] as number) * (weights[j] as number)
    const sign = signs[i] as number
    const u = -sign * logit
    const t = Math.exp(-Math.abs(u))
    loss += Math.log1p(t) + Math.max(u, 0)
    const residual = (-sign * (u >= 0 ? 1 : t)) / (1 + t)
    for (let j = 0; j < cols; j += 1) gradient[j] = (gradient[j] as number) + residual * (row[j] as number)
  }
  return { loss, gradient }
}
