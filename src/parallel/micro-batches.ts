/** Which micro-batches of a step a rank owns, and when the sum over them has the same bits for every number of ranks. */
import type { Owned } from '../contract/parallel.ts'

/**
 * Cuts a step's micro-batches into contiguous runs, one a rank, in the order of ranks; the first ranks have one more where they cannot be
 * equal, and with fewer micro-batches than ranks the last ranks have none.
 * @param microBatches in the whole step, at least 1
 * @throws RangeError for counts that are no positive integers, or a rank outside the group
 */
export function ownMicroBatches(microBatches: number, ranks: number, rank: number): Owned {
  if (!(Number.isInteger(microBatches) && microBatches >= 1)) {
    throw new RangeError(`ownMicroBatches: expected a whole number of micro-batches of at least 1, got ${microBatches}`)
  }
  if (!(Number.isInteger(ranks) && ranks >= 1 && Number.isInteger(rank) && rank >= 0 && rank < ranks)) {
    throw new RangeError(`ownMicroBatches: expected a rank from 0 to ranks - 1, got rank ${rank} of ${ranks}`)
  }
  const least = Math.floor(microBatches / ranks)
  const withOneMore = microBatches % ranks
  const from = rank * least + Math.min(rank, withOneMore)
  return { from, to: from + least + (rank < withOneMore ? 1 : 0) }
}

/**
 * Whether the gradient of a step has the same bits as on one rank. Addition of floats is not associative, so that the order counts. On one rank
 * the micro-batches are summed as a tree, split at the largest power of two below the count; on several, each rank sums its own as such a
 * tree and the ranks' sums are joined by another one. It is the same tree when every rank has as many micro-batches, a power of two, and in a
 * few cases more (3 on 2 ranks). Otherwise the sums differ by rounding only.
 */
export function sameBitsAsSingle(microBatches: number, ranks: number): boolean {
  const ends = Array.from({ length: ranks }, (_, rank) => ownMicroBatches(microBatches, ranks, rank).to)
  const before = (rank: number): number => (rank === 0 ? 0 : (ends[rank - 1] as number))
  /** Whether the ranks from `first` on, `count` of them, sum theirs as one rank would. */
  const same = (first: number, count: number): boolean => {
    if (count === 1) return true
    const half = leftHalf(count)
    const left = before(first + half) - before(first)
    const all = before(first + count) - before(first)
    return left > 0 && left < all && left === leftHalf(all) && same(first, half) && same(first + half, count - half)
  }
  return same(0, ranks)
}

/** The largest power of two below a count of at least 2: how many leaves of a tree are in its left half. */
export function leftHalf(count: number): number {
  return 2 ** (Math.ceil(Math.log2(count)) - 1)
}
