/**
 * Loss and gradient of logistic regression with an L2 penalty, over sparse rows: the plain form.
 *
 *   L(w) = sum_i log(1 + exp(u_i)) + (l2 / 2) |w|^2      u_i = -s_i (x_i . w),  s_i = +1 for label 1, -1 for label 0
 *   dL/dw = sum_i -s_i sigmoid(u_i) x_i + l2 w
 *
 * A sum over the rows, not a mean; every weight is penalised. Legend: m rows, n columns, nnz stored entries.
 * The rows are taken in blocks of about 4096 entries, three short loops a block: logits, residuals, scatter. Row by row would chain
 * dot -> sigmoid -> scatter and leave the processor waiting; whole passes would read the matrix from memory twice.
 */
import type { Csr, Labels, LossAndGradient } from '../contract/sparse.ts'
import { validateCsr } from '../numeric/csr.ts'

/** Entries a block holds at least, if there are so many: 48 KB of matrix, so that the second pass reads it from the L2 cache. */
export const BLOCK_NNZ = 4096

/**
 * @param csr     (m, n); not mutated
 * @param labels  (m)
 * @param weights (n)
 * @param l2      penalty, finite and >= 0
 * @throws RangeError for a matrix that breaks its format, wrong lengths, other labels, or a penalty outside its range
 */
export function sparseLossAndGradient(csr: Csr, labels: Labels, weights: Float64Array, l2 = 0): LossAndGradient {
  validateCsr(csr, 'sparseLossAndGradient')
  requirePenalty('sparseLossAndGradient', l2)
  requireLength('sparseLossAndGradient', 'weights', 'cols', csr.cols, weights.length)
  return blockedGradient(csr, signsOf('sparseLossAndGradient', labels, csr.rows), weights, l2)
}

/** The same for arguments that are known to be valid; `signs` as `signsOf` returns them. */
export function blockedGradient(csr: Csr, signs: Float64Array, weights: Float64Array, l2: number): LossAndGradient {
  const gradient = weights.map((weight) => l2 * weight)
  let loss = penaltyOf(weights, l2)
  const { rows, indptr } = csr
  const residuals = new Float64Array(longestBlock(indptr))
  for (let first = 0; first < rows;) {
    const end = blockEnd(indptr, first)
    rowLogits(csr, first, end, weights, residuals)
    loss += lossAndResiduals(signs, first, end, residuals)
    scatterRows(csr, first, end, residuals, gradient)
    first = end
  }
  return { loss, gradient }
}

/** (l2 / 2) |w|^2; 0 without a penalty, even where |w|^2 overflows. */
export function penaltyOf(weights: Float64Array, l2: number): number {
  if (l2 === 0) return 0
  let squaredNorm = 0
  for (const weight of weights) squaredNorm += weight * weight
  return (l2 / 2) * squaredNorm
}

/** One past the last row of the block that starts at `first` and holds at least `blockNnz` entries, or as many rows, or ends the matrix. */
export function blockEnd(indptr: Int32Array, first: number, blockNnz = BLOCK_NNZ): number {
  const full = (indptr[first] as number) + blockNnz
  let end = first + 1
  while (end < indptr.length - 1 && (indptr[end] as number) < full && end - first < blockNnz) end += 1
  return end
}

/** Rows of the longest block. */
function longestBlock(indptr: Int32Array): number {
  return Math.min(indptr.length - 1, BLOCK_NNZ)
}

/** logits[i - first] = x_i . w */
function rowLogits(
  { indptr, indices, data }: Csr,
  first: number,
  end: number,
  weights: Float64Array,
  logits: Float64Array,
): void {
  for (let i = first; i < end; i += 1) {
    const stop = indptr[i + 1] as number
    let logit = 0
    for (let p = indptr[i] as number; p < stop; p += 1) {
      logit += (data[p] as number) * (weights[indices[p] as number] as number)
    }
    logits[i - first] = logit
  }
}

/** Turns the logits of the block into residuals dL/d(x_i . w), in place, and returns the loss of its rows. */
function lossAndResiduals(signs: Float64Array, first: number, end: number, logits: Float64Array): number {
  let loss = 0
  for (let i = first; i < end; i += 1) {
    const sign = signs[i] as number
    const u = -sign * (logits[i - first] as number)
    const t = Math.exp(-Math.abs(u)) // in [0, 1], so nothing overflows, and log1p(t) keeps the digits of a small loss
    loss += Math.log1p(t) + Math.max(u, 0)
    logits[i - first] = (-sign * (u >= 0 ? 1 : t)) / (1 + t)
  }
  return loss
}

/** gradient += residual_i x_i for every row of the block */
function scatterRows(
  { indptr, indices, data }: Csr,
  first: number,
  end: number,
  residuals: Float64Array,
  gradient: Float64Array,
): void {
  for (let i = first; i < end; i += 1) {
    const stop = indptr[i + 1] as number
    const residual = residuals[i - first] as number
    for (let p = indptr[i] as number; p < stop; p += 1) {
      const column = indices[p] as number
      gradient[column] = (gradient[column] as number) + residual * (data[p] as number)
    }
  }
}

/** +1 for label 1, -1 for label 0 or -1. */
export function signsOf(caller: string, labels: Labels, rows: number): Float64Array {
  requireLength(caller, 'labels', 'rows', rows, labels.length)
  const signs = new Float64Array(rows)
  for (let i = 0; i < rows; i += 1) {
    const label = labels[i] as number
    if (label !== 1 && label !== 0 && label !== -1) {
      throw new RangeError(`${caller}: labels must be 0 or 1, or -1 or +1, got ${label} at row ${i}`)
    }
    signs[i] = label === 1 ? 1 : -1
  }
  return signs
}

/** @throws RangeError unless the penalty is finite and not negative */
export function requirePenalty(caller: string, l2: number): void {
  if (!(l2 >= 0 && l2 < Infinity)) throw new RangeError(`${caller}: l2 must be finite and not negative, got ${l2}`)
}

/** @throws RangeError that names the array, its expected length and the one it has */
export function requireLength(caller: string, what: string, size: string, expected: number, got: number): void {
  if (expected !== got) throw new RangeError(`${caller}: ${what} must have length ${size} = ${expected}, got ${got}`)
}
