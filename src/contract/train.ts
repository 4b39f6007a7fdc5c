/**
 * Training a GPT-2 on a text: the run as a function of its configuration and its text, and the checkpoints that it can go on from.
 *
 * A step takes M micro-batches of B rows of T tokens, T being the model's context length. Where rows are cut, see `nextTokenBatch`.
 */
import type { EngineName } from './engine.ts'
import type { Gpt2Config, Precision } from './model.ts'
import type { ScalerOptions, Schedule } from './optim.ts'
import type { StepRecord, StrategyName } from './training-step.ts'

/** All that decides what a run computes, whatever it runs on. */
export interface TrainingConfig {
  /** Its context length is T. */
  readonly model: Gpt2Config
  /** M, over all ranks, at least 1. */
  readonly microBatches: number
  /** B, at least 1. */
  readonly rows: number
  /** Steps of the whole run, at least 1; the schedule ends there. */
  readonly steps: number
  /** Of the learning rate; its last step is `steps`. */
  readonly schedule: Omit<Schedule, 'totalSteps'>
  /** Of AdamW, both in [0, 1). */
  readonly betas: readonly [number, number]
  /** Of AdamW, >= 0. */
  readonly eps: number
  /** Of AdamW, >= 0, of matrices only. */
  readonly weightDecay: number
  /** The joint gradient norm is clipped to it; no clipping without it. */
  readonly maxNorm?: number
  /** How activations and their gradients are stored; parameters, their gradients and moments are float32 always. */
  readonly precision: Precision
  /** Scales the loss; none by default. */
  readonly scaler?: ScalerOptions
  /** Of the first parameters, the order of rows and dropout. */
  readonly seed: number
  /** True by default. */
  readonly shuffle?: boolean
  /** Leaves the rows out that do not fill a round of micro-batches, instead of repeating the first ones; false by default. */
  readonly dropLast?: boolean
  /** Share of the text, at its end, that is kept apart, in [0, 1). */
  readonly validationShare: number
  /** Steps between validations, at least 1. */
  readonly validateEvery: number
  /** Batches of B rows that a validation looks at, at least 1, the same ones every time; fewer where less text is kept apart. */
  readonly validationBatches: number
}

/** Where in the data a run stands: the next batch to be taken. */
export interface DataPosition {
  /** From 0. */
  readonly epoch: number
  /** Steps taken in this epoch. */
  readonly batch: number
}

/** What one step of a run left. */
export interface TrainingRecord extends StepRecord {
  /** From 0: the one that the rows were taken in. */
  readonly epoch: number
  /** Of this step. */
  readonly learningRate: number
  /** Rows of the text that were learned from, micro-batch after micro-batch. */
  readonly rows: Int32Array
  /** Mean loss in nats over the validation batches, after the step; only where the run looked. */
  readonly validationLoss?: number
}

/** What is run. */
export interface TrainingRequest {
  /** A RangeError names a field that is unknown or out of range. */
  readonly config: TrainingConfig
  /** Cut into tokens by the tokenizer of this package; its hash is in every checkpoint. */
  readonly text: string
  /** Stops after this step, with a checkpoint; `config.steps` by default. */
  readonly until?: number
  /** Bytes of a checkpoint to go on from. */
  readonly from?: Uint8Array
  /** `single` by default. */
  readonly strategy?: StrategyName
  /** Simulated in one thread; 1 by default. */
  readonly ranks?: number
  /** The first that starts by default. */
  readonly engine?: EngineName
}

/** What was run. */
export interface TrainingRun {
  /** One a step that was taken now, in order. */
  readonly records: readonly TrainingRecord[]
  /** Bytes of a checkpoint after the last step: the same for every strategy and number of ranks that computes the same bits. */
  readonly checkpoint: Uint8Array
}

/** A tensor of a checkpoint. */
export interface SavedTensor {
  /** Sizes of the axes, the slowest first. */
  readonly shape: readonly number[]
  /** Row-major, as many as the product of `shape`. */
  readonly values: Float32Array
}

/** All that a run needs in order to go on, bit for bit. */
export interface Checkpoint {
  /** That of the run; going on with another is a RangeError. */
  readonly config: TrainingConfig
  /** SHA-256 of the text, in hexadecimal. */
  readonly textSha256: string
  /** Of the next step. */
  readonly position: DataPosition
  /** Steps so far, and those of them that changed the parameters. */
  readonly steps: number
  /** At most `steps`. */
  readonly updates: number
  /** State of the loss scaler, plain data. */
  readonly scaler?: Readonly<Record<string, unknown>>
  /** Parameters by their names in GPT-2's checkpoints, and AdamW's moments under `optimizer.m.` and `optimizer.v.` before these names. */
  readonly tensors: Readonly<Record<string, SavedTensor>>
}

/** Errors are RangeErrors that name the function, the rule, what was expected and what was got. */
export interface Training {
  /**
   * Trains from the start or from a checkpoint. A run that stops and goes on leaves the same records and checkpoint as one that does not stop, bit for
   * bit: model, optimizer, schedule, scaler, dropout and place in the data are all in the checkpoint.
   * @throws RangeError for a checkpoint of another configuration or text, and for one that `decodeCheckpoint` refuses
   */
  runTraining(request: TrainingRequest): Promise<TrainingRun>
  /** A checkpoint as the bytes of a file in the safetensors format; what is not a tensor stands in its metadata, with a SHA-256 of everything. The order of keys changes no byte. */
  encodeCheckpoint(checkpoint: Checkpoint): Uint8Array
  /**
   * The checkpoint of a file's bytes.
   * @throws RangeError that says which: not a checkpoint, of another version, cut short, or changed since it was written
   */
  decodeCheckpoint(bytes: Uint8Array): Checkpoint
}
