/** Random orders, the same as PyTorch's for the same seed. */
import { mersenne } from 'pure-rand/generator/mersenne'

/** A random order of 0 … length - 1; see the contract. */
export function randomOrder(length: number, seed: number): Int32Array {
  if (!(Number.isInteger(length) && length >= 0 && length < 2 ** 31)) {
    throw new RangeError(`randomOrder: length must be an integer in [0, 2^31), got ${length}`)
  }
  if (!Number.isSafeInteger(seed)) throw new RangeError(`randomOrder: seed must be an integer, got ${seed}`)
  const generator = mersenne(seed | 0)
  const order = Int32Array.from({ length }, (_, i) => i)
  for (let i = 0; i < length - 1; i += 1) {
    // Fisher and Yates from the front; the remainder of 32 bits, as in torch.randperm, is biased by less than length / 2^32
    const other = i + ((generator.next() >>> 0) % (length - i))
    const value = order[i] as number
    order[i] = order[other] as number
    order[other] = value
  }
  return order
}
