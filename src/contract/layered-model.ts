/** A model as its layers: what the trainer asks of it, unit by unit, so that no more than one block is ever whole on a rank that shards. */
import type { DropoutKey, MicroBatch, Unit } from './model.ts'

/** What flows from layer to layer: a tensor of the model's own kind. */
export interface Activation {
  /** Gives the memory back at once; it must not be used after. */
  dispose(): void
}

/** The loss of one micro-batch, and what the blocks' backward pass begins with. */
export interface HeadOutcome<X> {
  /** Sum, not mean, of the cross-entropy in nats over the targets that are not ignored; never scaled. */
  readonly lossSum: number
  /** d(scale x lossSum)/d(output of the last block). */
  readonly dx: X
}

/**
 * Activations `X` belong to whoever got them, who disposes of them once. Flat arrays are as long as the unit is padded; what lies beyond the
 * parameters is not used.
 */
export interface LayeredModel<X extends Activation = Activation> {
  /** The root (embedding and head), then the blocks in forward order. */
  readonly units: readonly Unit[]
  /** Blocks that hold parameters but take no part in the loss; none by default. */
  readonly unused?: readonly number[]
  /** Random parameters, one flat array a unit, padded with 0: a function of the seed. */
  initialise(seed: number): readonly Float32Array[]
  /** The input of the first block. */
  embed(root: Float32Array, batch: MicroBatch, key?: DropoutKey): X
  /** The output of block `index`, counted from 0. `rows` of the batch that x comes from. */
  block(index: number, parameters: Float32Array, x: X, rows: number, key?: DropoutKey): X
  /** The sum of the loss alone. */
  loss(root: Float32Array, x: X, batch: MicroBatch): number
  /** The sum of the loss; overwrites `gradient` with d(scale x lossSum)/d(root) as far as it comes from the head. */
  head(root: Float32Array, x: X, batch: MicroBatch, scale: number, gradient: Float32Array): HeadOutcome<X>
  /** Overwrites `gradient` with the block's, and returns d/dx; the block is computed again from its input x. */
  blockBackward(
    index: number,
    parameters: Float32Array,
    x: X,
    dy: X,
    rows: number,
    key: DropoutKey | undefined,
    gradient: Float32Array,
  ): X
  /** Adds to `gradient` what comes to the root through the embedding. */
  embedBackward(batch: MicroBatch, dx: X, key: DropoutKey | undefined, gradient: Float32Array): void
}
