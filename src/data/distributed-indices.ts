/** The examples of one rank in an epoch. */
import type { ShareOfEpoch } from '../contract/sampler.ts'
import { randomOrder } from './random-order.ts'

/** The examples of one rank in an epoch, in order; see the contract. */
export function distributedIndices(share: ShareOfEpoch): Int32Array {
  const { length, ranks, rank, epoch = 0, seed = 0, shuffle = true } = share
  requireWhole('length', length, 0)
  requireWhole('ranks', ranks, 1)
  requireWhole('epoch', epoch, 0)
  if (!(Number.isInteger(rank) && rank >= 0 && rank < ranks)) {
    throw new RangeError(`distributedIndices: rank must be an integer in [0, ranks = ${ranks}), got ${rank}`)
  }
  const order = shuffle ? randomOrder(length, seed + epoch) : Int32Array.from({ length }, (_, i) => i)
  return Int32Array.from({ length: rounds(share) }, (_, round) => order[(round * ranks + rank) % length] as number)
}

/**
 * Examples that each rank gets in an epoch: N / W rounded up, or down with `dropLast`.
 */
export function rounds({ length, ranks, dropLast = false }: Pick<ShareOfEpoch, 'length' | 'ranks' | 'dropLast'>): number {
  return dropLast ? Math.floor(length / ranks) : Math.ceil(length / ranks)
}

function requireWhole(name: string, value: number, least: number): void {
  if (!(Number.isSafeInteger(value) && value >= least)) {
    throw new RangeError(`distributedIndices: ${name} must be an integer >= ${least}, got ${value}`)
  }
}
