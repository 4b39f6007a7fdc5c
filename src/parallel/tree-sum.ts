/** Sums of gradients over micro-batches, as a tree: neighbours first, each addition rounded to float32. */
import { leftHalf } from './micro-batches.ts'

/** Arrays that are lent and given back, so that a step allocates none. */
export class BufferPool {
  readonly #free: Float32Array[] = []
  /** Bytes of all arrays that were ever made here. */
  bytes = 0

  /** An array of `length` elements, of any content. */
  take(length: number): Float32Array {
    const found = this.#free.findIndex((buffer) => buffer.length === length)
    if (found !== -1) return this.#free.splice(found, 1)[0] as Float32Array
    this.bytes += 4 * length
    return new Float32Array(length)
  }

  give(buffer: Float32Array): void {
    this.#free.push(buffer)
  }
}

/** Writes the gradient of micro-batch `m` to `into`, all of it. */
export type Leaf = (m: number, into: Float32Array) => void

/**
 * The sum of the leaves `from` up to `to`: the left half of the tree is the largest power of two below the count, as in the canonical sum
 * over ranks, which goes on where this ends. No leaves sum to 0. At most log2(count) arrays are borrowed.
 * @param into overwritten with the sum
 */
export function sumTree(from: number, to: number, leaf: Leaf, into: Float32Array, pool: BufferPool): void {
  const count = to - from
  if (count <= 0) into.fill(0)
  else if (count === 1) leaf(from, into)
  else {
    const middle = from + leftHalf(count)
    sumTree(from, middle, leaf, into, pool)
    const right = pool.take(into.length)
    sumTree(middle, to, leaf, right, pool)
    addTo(into, right)
    pool.give(right)
  }
}

/**
 * The same sum of gradients that are there already.
 * @param gradients the first is overwritten with the sum, the others with partial sums
 */
export function sumInPlace(gradients: readonly Float32Array[]): void {
  if (gradients.length <= 1) return
  const half = leftHalf(gradients.length)
  sumInPlace(gradients.slice(0, half))
  sumInPlace(gradients.slice(half))
  addTo(gradients[0] as Float32Array, gradients[half] as Float32Array)
}

function addTo(sum: Float32Array, addend: Float32Array): void {
  for (let i = 0; i < sum.length; i += 1) sum[i] = (sum[i] as number) + (addend[i] as number)
}
