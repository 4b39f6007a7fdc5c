/** Clipping by the joint norm of all gradients, whole or in shards. */
import type { Clipped, Floats } from '../contract/optim.ts'

/** Elements that one partial sum covers. Shards are whole numbers of chunks, so every world size adds the same numbers in the same order. */
export const CHUNK = 256

/** Keeps the coefficient finite at norm 0, as PyTorch's clip_grad_norm_ does. */
const NORM_EPS = 1e-6

/** Scales all gradients by one coefficient; see the contract. */
export function clipGradNorm(grads: readonly Floats[], maxNorm: number): Clipped {
  const norm = jointNorm(grads)
  const coefficient = clipCoefficient(norm, maxNorm)
  return { norm, coefficient, grads: grads.map((grad) => (coefficient === 1 ? grad.slice() : grad.map((g) => g * coefficient))) }
}

/** Euclidean norm of all. Where float64 squares overflow, or would lose digits below the least normal number, everything is divided by the largest first. */
function jointNorm(grads: readonly Floats[]): number {
  const squares = grads.reduce((sum, grad) => sum + sumInOrder(sumsOfSquares(grad)), 0)
  if ((squares < Infinity && squares > 1e-280) || Number.isNaN(squares)) return Math.sqrt(squares)
  let largest = 0
  for (const grad of grads) for (const g of grad) largest = Math.max(largest, Math.abs(g))
  if (largest === 0 || largest === Infinity) return largest
  let sum = 0
  for (const grad of grads) for (const g of grad) sum += (g / largest) ** 2
  return largest * Math.sqrt(sum)
}

/**
 * What gradients of joint norm `norm` are multiplied by: min(1, maxNorm / (norm + 1e-6)); 0 for an infinite norm, NaN for a NaN.
 * @throws RangeError if maxNorm is not positive
 */
export function clipCoefficient(norm: number, maxNorm: number): number {
  if (!(maxNorm > 0)) throw new RangeError(`clipCoefficient: maxNorm must be positive, got ${maxNorm}`)
  return Math.min(1, maxNorm / (norm + NORM_EPS))
}

/**
 * Sum of squares, in float64, of every chunk of `CHUNK` elements; the last may be shorter. The norm of a sharded gradient is
 * `normOfChunks` of all ranks' sums, one after another: the same bits as that of the whole.
 * @returns one number a chunk
 */
export function sumsOfSquares(grad: Floats): Float64Array {
  const sums = new Float64Array(Math.ceil(grad.length / CHUNK))
  for (let chunk = 0; chunk < sums.length; chunk += 1) {
    const end = Math.min(grad.length, (chunk + 1) * CHUNK)
    let sum = 0
    for (let i = chunk * CHUNK; i < end; i += 1) sum += (grad[i] as number) * (grad[i] as number)
    sums[chunk] = sum
  }
  return sums
}

/** Root of the sum of `sums`, taken in order: the joint norm from the sums of squares of all chunks. */
export function normOfChunks(sums: Float64Array): number {
  return Math.sqrt(sumInOrder(sums))
}

function sumInOrder(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value
  return sum
}
