/** One gradient step of logistic regression, run on made-up data with a tally in every loop body. */
import type { Sizes } from './cost.ts'

/** Whether the non-zeros only are stored or every cell, and whether all weights are written or only those whose feature occurs. */
export interface StepSetting {
  readonly storage: 'sparse' | 'dense'
  readonly update: 'dense' | 'lazy'
}

/** Arithmetic operations over all examples: a multiply-add counts as one, a loss with its derivative as one. */
export interface StepCounts {
  readonly forward: number
  readonly loss: number
  readonly backward: number
  readonly update: number
}

/**
 * Example i has its k non-zeros in columns i k, i k + 1, ... modulo n: distinct in a row, and min(n, m k) in all.
 * Dense storage visits the other cells as well. A lazy update writes the columns that a non-zero has met.
 * @throws RangeError unless m, n, k are integers with m >= 1 and 1 <= k <= n
 */
export function countGradientStep({ m, n, k }: Sizes, { storage, update }: StepSetting): StepCounts {
  if (![m, n, k].every(Number.isInteger) || m < 1 || k < 1 || k > n) {
    throw new RangeError(
      `countGradientStep: sizes must be integers with m >= 1 and 1 <= k <= n, got m = ${m}, n = ${n}, k = ${k}`,
    )
  }
  const columnsOf = (i: number): number[] =>
    storage === 'sparse' ? Array.from({ length: k }, (_, p) => (i * k + p) % n) : Array.from({ length: n }, (_, j) => j)
  const valueAt = (i: number, j: number): number => ((((j - i * k) % n) + n) % n < k ? 1 / (1 + j) : 0)
  const counts = { forward: 0, loss: 0, backward: 0, update: 0 }
  const weights = new Float64Array(n).fill(0.5)
  const gradient = new Float64Array(n)
  const met = new Set<number>()
  for (let i = 0; i < m; i += 1) {
    let margin = 0
    for (const j of columnsOf(i)) {
      margin += valueAt(i, j) * (weights[j] ?? NaN)
      counts.forward += 1
    }
    const residual = 1 / (1 + Math.exp(-margin)) - (i % 2)
    counts.loss += 1
    for (const j of columnsOf(i)) {
      gradient[j] = (gradient[j] ?? NaN) + residual * valueAt(i, j)
      met.add(j)
      counts.backward += 1
    }
  }
  for (const j of update === 'lazy' ? met : weights.keys()) {
    weights[j] = (weights[j] ?? NaN) - 0.1 * (gradient[j] ?? NaN)
    counts.update += 1
  }
  return counts
}
