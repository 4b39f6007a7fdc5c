/** One step of training on a group of ranks: what is chosen, and what it leaves. */
import type { ScalerOptions, AdamHyper, SgdHyper } from './optim.ts'

/** Where parameters, gradients and the optimizer's moments lie: all on one rank, all on every rank, or a shard on each. */
export type StrategyName = 'single' | 'ddp' | 'fsdp'

/** The optimizer and its hyper-parameters; the learning rate comes with every step. Weight decay is for matrices only: biases and norms have none. */
export type OptimizerChoice =
  ({ readonly kind: 'adamw' } & Omit<AdamHyper, 'lr'>) | ({ readonly kind: 'sgd' } & Omit<SgdHyper, 'lr'>)

/** How a model is trained. */
export interface TrainerOptions {
  /** Where parameters, gradients and moments lie. */
  readonly strategy: StrategyName
  /** Micro-batches of a step, over all ranks, at least 1. The gradient is of the mean over all their targets, whatever their sizes. */
  readonly microBatches: number
  /** The same on every rank. */
  readonly optimizer: OptimizerChoice
  /** The joint norm of all gradients is clipped to it, after reduction and unscaling; no clipping by default. */
  readonly maxNorm?: number
  /** Scales the loss; none by default. */
  readonly scaler?: ScalerOptions
  /** Seed of the first parameters; only rank 0's counts. */
  readonly seed: number
  /** Dropout is on if there is one; masks depend on it, the step and the number of the micro-batch over all ranks. */
  readonly dropoutSeed?: number
  /** `fsdp`: release blocks after the forward pass (the default), or keep them for the backward pass. */
  readonly reshardAfterForward?: boolean
  /** `ddp`: floats of the largest message; a unit a message by default. */
  readonly bucketFloats?: number
  /** Blocks that the model does not use are an error unless this is true; then their gradient is 0. */
  readonly allowUnused?: boolean
}

/** What a step left, the same on every rank. */
export interface StepRecord {
  /** Number of the step, from 1; skipped ones count. */
  readonly step: number
  /** Mean loss in nats over all targets of all ranks' micro-batches. */
  readonly loss: number
  /** Targets that are not ignored, over all ranks. */
  readonly targets: number
  /** Joint norm of the gradients of all ranks, unscaled, before clipping. */
  readonly gradientNorm: number
  /** What the gradients were multiplied by to clip them. */
  readonly clipCoefficient: number
  /** Whether a gradient was not finite: then no rank stepped, and parameters and moments are as they were. */
  readonly skipped: boolean
  /** Loss scale of this step; 1 without a scaler. */
  readonly lossScale: number
}

/** What a rank did in an interval. Waiting inside a call is put at its beginning. Under `fsdp` it also says when a unit was there in whole. */
export interface Span {
  /** `wait` is the part of a call in which the rank stood still; `whole` spans the time in which a unit was gathered. */
  readonly kind: 'compute' | 'communicate' | 'wait' | 'whole'
  /** What the time was spent on: `head` is the loss with its backward pass, `norm` the sums of losses, counts and norms over ranks. */
  readonly what: 'gather' | 'embed' | 'forward' | 'head' | 'backward' | 'reduce' | 'norm' | 'optimizer'
  /** Name of the unit, if it is about one. */
  readonly unit?: string
  /** Milliseconds of the clock that the rank was given. */
  readonly startMs: number
  /** After `startMs`. */
  readonly endMs: number
}
