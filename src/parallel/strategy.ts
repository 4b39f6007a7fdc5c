/**
 * The life of a unit's parameters under a strategy, in a step: gather -> use -> release, and of its gradient: fill -> reduce -> shard.
 *
 * [Note: whole and shard] A *unit* is a flat float32 array of a block's (or the root's) parameters. Its *whole* is all of it, its *shard* the
 * part that this rank keeps, steps and saves: everything under `single` and `ddp`, one of `size` equal parts under `fsdp`. A whole is
 * *gathered* before it is used and may be *released* after; under `ddp` it is there all the time. A gradient is filled in whole, then
 * *reduced*: summed over the ranks, in canonical order, into each rank's shard. The three strategies run the same step; they differ in these
 * few methods only.
 */
import type { Awaitable } from '../contract/collectives.ts'
import type { Unit } from '../contract/model.ts'

/** What a rank keeps of one unit from step to step. */
export interface Shard {
  readonly unit: Unit
  /** Place of its first element in the unit. */
  readonly start: number
  readonly parameters: Float32Array
  /** Of the last step, summed over all ranks. */
  readonly gradient: Float32Array
  /** What the optimizer keeps, each as long as the parameters. */
  readonly moments: readonly Float32Array[]
}

/** How the parameters and gradients of a model lie on the ranks of a group. */
export interface Strategy {
  readonly name: 'single' | 'ddp' | 'fsdp'
  /** One a unit, in the order of units. */
  readonly shards: readonly Shard[]
  /** Float32 bytes that are held beside the shards: buffers for gathered wholes and for gradients in whole. */
  readonly wholeBytes: number
  /** Gives every rank rank 0's parameters. Collective. @param initial one flat array a unit; only rank 0's are used */
  begin(initial: readonly Float32Array[]): Awaitable<void>
  /** The unit's parameters in whole, until it is released. Collective, unless the unit is still gathered. */
  gather(unit: number): Awaitable<Float32Array>
  /**
   * The whole is not used again before the next gather.
   * @param pass a strategy may keep blocks from the forward to the backward pass
   * @returns whether it is gone
   */
  release(unit: number, pass: 'forward' | 'backward'): boolean
  /** Where the gradient over this rank's micro-batches is filled in, as long as the unit is padded. */
  gradientOf(unit: number): Float32Array
  /** Begins to sum the unit's gradient over the ranks; it may not be touched before `finish`. Collective. */
  reduce(unit: number): Awaitable<void>
  /** Ends every reduction: the shards' gradients are sums over all ranks. Collective. */
  finish(): Awaitable<void>
  /** An array of the form of the shards, in whole on every rank: a copy for the caller. Collective. @param shard this rank's part of it */
  assemble(unit: number, shard: Float32Array): Awaitable<Float32Array>
}

/** Choices that do not change any number. */
export interface StrategyOptions {
  /** Arrays that the optimizer keeps a parameter: 2 for AdamW, 1 for SGD with momentum, else 0. */
  readonly moments: number
  /** `fsdp`: release blocks after the forward pass and gather them again (true, the default), or keep them until the backward pass. */
  readonly reshardAfterForward?: boolean
  /** `ddp`: floats of the largest message; a unit a message by default. */
  readonly bucketFloats?: number
}
