/** Which examples a rank sees, in which order, and what a language model predicts from them. */
import type { MicroBatch } from './model.ts'

/** One rank's share of an epoch. */
export interface ShareOfEpoch {
  /** Examples in all, N >= 0. */
  readonly length: number
  /** W >= 1. */
  readonly ranks: number
  /** In [0, W). */
  readonly rank: number
  /** >= 0; 0 by default. What set_epoch sets: without it every epoch has the same order. */
  readonly epoch?: number
  /** Common to all ranks; 0 by default. */
  readonly seed?: number
  /** True by default. */
  readonly shuffle?: boolean
  /** Leaves the examples out that do not fill a round of all ranks, instead of repeating the first ones; false by default. */
  readonly dropLast?: boolean
}

/** Cuts a stream of N tokens into rows of T. */
export interface RowsOfStream {
  /** (N) ids of tokens. */
  readonly tokens: Int32Array
  /** T >= 1. */
  readonly length: number
}

/** Every part throws a RangeError that names the function, the rule and the value for sizes and numbers outside their ranges. */
export interface Sampling {
  /**
   * A random order of 0 … length - 1, every order as likely: that of torch.randperm with a CPU generator of this seed.
   * @param length in [0, 2^31)
   * @param seed an integer; its low 32 bits count
   */
  randomOrder(length: number, seed: number): Int32Array
  /**
   * The examples of one rank in an epoch, in order, as torch's DistributedSampler gives them: the order is `randomOrder(N, seed + epoch)`, or
   * 0 … N - 1 without shuffle; it is made a multiple of W long by going on from its own start (again and again if N < W), or by leaving out
   * its end; rank r takes places r, r + W, r + 2W ….
   */
  distributedIndices(share: ShareOfEpoch): Int32Array

  /** Rows of a stream: ceil((N - 1) / T), so that every token but the first is predicted once. 0 for fewer than two tokens. */
  countRows(stream: RowsOfStream): number
  /**
   * The rows `numbers` of a stream, as a batch. Row i holds tokens iT … iT + T - 1, and the target at each place is the token after it. Beyond
   * the end of the stream tokens are 0 and targets -100, which the loss ignores.
   */
  nextTokenBatch(stream: RowsOfStream, numbers: ArrayLike<number>): MicroBatch
}
