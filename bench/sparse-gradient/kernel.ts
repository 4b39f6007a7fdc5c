/** A kernel under measurement, and the check that it passes before it is timed. */
import type { LossAndGradient } from '../../src/contract/sparse.ts'
import { sparseLossAndGradient } from '../../src/logistic/sparse-gradient.ts'
import type { Problem } from './problem.ts'

/** A kernel made ready for one problem. */
export interface Prepared {
  /** How it holds the matrix, where it has a choice. */
  readonly layout?: string
  lossAndGradient(): LossAndGradient
  close(): void
}

export interface Kernel {
  readonly name: string
  /** Whether the cost is meant to follow the stored entries or all m n cells. */
  readonly storage: 'sparse' | 'dense'
  prepare(problem: Problem): Prepared
}

/** Unit roundoff of float64. */
const U = 2 ** -53
const gamma = (n: number): number => (n * U) / (1 - n * U)

/** A kernel gave another answer than the plain form: it is not timed. */
export class WrongAnswer extends Error {
  override readonly name = 'WrongAnswer'
}

/**
 * Requires that the kernel and the plain form agree. Both may err, hence the factor 2: a logit by gamma_k sum|x w|, a residual by a
 * quarter of that (the sigmoid's steepest slope) and some roundings, a column's sum by gamma_(m + 2) of its terms, of which none exceeds |x|.
 * @throws WrongAnswer that names the kernel, the shape, and the first figure that is off
 */
export function validate(kernel: Kernel, problem: Problem, prepared: Prepared): void {
  const { csr, labels, weights, l2 } = problem
  const expected = sparseLossAndGradient(csr, labels, weights, l2)
  const got = prepared.lossAndGradient()
  const bounds = errorBounds(problem, expected.loss)
  compare(kernel, problem, 'loss', got.loss, expected.loss, bounds.loss)
  for (let j = 0; j < csr.cols; j += 1) {
    compare(kernel, problem, `gradient[${j}]`, got.gradient[j] ?? NaN, expected.gradient[j] ?? NaN, bounds.gradient[j] ?? NaN)
  }
}

function compare(kernel: Kernel, { m, n, k }: Problem, what: string, got: number, expected: number, bound: number): void {
  if (Math.abs(got - expected) <= 2 * bound) return
  throw new WrongAnswer(
    `${kernel.name} at m=${m} n=${n} k=${k}: ${what} must be ${expected} within ${(2 * bound).toExponential(1)}, got ${got}`,
  )
}

function errorBounds({ csr, weights, l2 }: Problem, loss: number): { loss: number; gradient: Float64Array } {
  const { rows, indptr, indices, data } = csr
  const gradient = weights.map((weight) => gamma(rows + 3) * l2 * Math.abs(weight))
  let logitErrors = 0
  for (let i = 0; i < rows; i += 1) {
    const [start, stop] = [indptr[i] as number, indptr[i + 1] as number]
    let size = 0
    for (let p = start; p < stop; p += 1) size += Math.abs((data[p] as number) * (weights[indices[p] as number] as number))
    const logit = gamma(stop - start + 1) * size
    logitErrors += logit
    for (let p = start; p < stop; p += 1) {
      const j = indices[p] as number
      gradient[j] = (gradient[j] as number) + Math.abs(data[p] as number) * (logit / 4 + 8 * U + gamma(rows + 2))
    }
  }
  return { loss: logitErrors + gamma(rows + csr.cols + 10) * (loss + rows), gradient }
}
