/**
 * The contract of the room `parallel`: one model on several ranks. Gradients by true counts, shards, memory, traffic, checkpoints that move
 * between layouts, and training itself, on ranks of any kind.
 */
import type { MpiJob, RankFailure, RankJob, Traffic } from './collectives.ts'
import type { MicroBatch, Unit } from './model.ts'
import type { Span, StepRecord, StrategyName, TrainerOptions } from './training-step.ts'

/** Micro-batches `from` (included) to `to` (excluded), numbered over all ranks. */
export interface Owned {
  /** The first of them, from 0. */
  readonly from: number
  /** One after the last; equal to `from` if there is none. */
  readonly to: number
}

/** A flat array of some elements in equal shards. */
export interface Sharding {
  /** Elements of each shard. */
  readonly length: number
  /** Elements of all shards together; what lies beyond the array is padding. */
  readonly padded: number
}

/** How much of the training state is sharded: nothing (DDP), the moments (ZeRO-1), gradients too (ZeRO-2), parameters too (FSDP, ZeRO-3). */
export type ShardedState = 'nothing' | 'moments' | 'moments and gradients' | 'everything'

/**
 * Whose values a buffer is made of: each rank's own; those of rank 0, whose buffers the others get at every step, as under DDP; or those of
 * all ranks, as in a synchronised batch normalisation.
 */
export type BufferRule = 'local' | 'from rank 0' | 'synchronised'

/** What a rank keeps of one unit. */
export interface ShardState {
  /** Its name: `root`, `h.0` ... */
  readonly unit: string
  /** Place of the first element in the unit. */
  readonly start: number
  /** The rank's share of the unit, padding included; the whole unit unless parameters are sharded. */
  readonly parameters: Float32Array
  /** What the optimizer keeps, each as long as the parameters. */
  readonly moments: readonly Float32Array[]
}

/** All that one of `ranks` ranks needs in order to go on: its share of a checkpoint. */
export interface RankState {
  /** Decides what a share is: the whole of each unit, or a shard under `fsdp`. */
  readonly strategy: StrategyName
  /** In [0, ranks). */
  readonly rank: number
  /** At least 1. */
  readonly ranks: number
  /** Steps so far, and those of them that changed the parameters. */
  readonly steps: number
  /** At most `steps`: skipped steps change nothing. */
  readonly updates: number
  /** The loss scaler as it stands, if there is one; plain data. */
  readonly scaler?: Readonly<Record<string, unknown>>
  /** One a unit, in the order of the model. */
  readonly units: readonly ShardState[]
}

/** A parameter in whole, with what the optimizer keeps of it. */
export interface FullParameter {
  /** As the model declares it. */
  readonly shape: readonly number[]
  /** Row-major, as many as the product of `shape`. */
  readonly values: Float32Array
  /** What the optimizer keeps, each as long as `values`: two for AdamW, none or one for SGD. */
  readonly moments: readonly Float32Array[]
}

/** Training on some ranks, from the same data whatever the layout. */
export interface TrainingJob extends TrainerOptions {
  /** Ranks in this thread in lock step, threads, or processes. */
  readonly transport: 'simulated' | 'threads' | 'mpi'
  /** At least 1. */
  readonly ranks: number
  /**
   * URL of a module whose default export makes a LayeredModel from `modelData`, or a promise of one; or `gpt2`, whose data are
   * `{ config: Gpt2Config, engine?: EngineName, precision?: Precision }`.
   */
  readonly model: string
  /** Plain data, handed to the module; none by default. */
  readonly modelData?: unknown
  /** The micro-batches of each step, `microBatches` of them. */
  readonly batches: readonly (readonly MicroBatch[])[]
  /** Of every step, >= 0. */
  readonly learningRate: number
  /** After the last step the mean loss over these is taken, without dropout. */
  readonly evaluation?: readonly MicroBatch[]
  /** Seeds of the ranks' first parameters; `seed` for all by default. */
  readonly seeds?: readonly number[]
  /** Goes on from here: one state a rank, of this strategy and number of ranks. */
  readonly resumeFrom?: readonly RankState[]
  /** Records when each rank computed, communicated and waited, and what it used. */
  readonly timed?: boolean
  /** Milliseconds that a rank waits for the others in one collective. */
  readonly deadlineMs?: number
  /** Transport `mpi`: which machines, and how to reach them. */
  readonly mpi?: Omit<MpiJob, keyof RankJob>
}

/** What one rank left. */
export interface RankTrace {
  /** Its share of a checkpoint after the last step. */
  readonly state: RankState
  /** Its shards of the gradients that the first step was taken with, in the order of units. */
  readonly firstGradients: readonly Float32Array[]
  /** Its shards of the gradients of the last step. */
  readonly lastGradients: readonly Float32Array[]
  /** One a step. */
  readonly records: readonly StepRecord[]
  /** Mean loss over the evaluation batches and the targets that it is over, if there are any. */
  readonly evaluation?: { readonly loss: number; readonly targets: number }
  /** What this rank is to write down for everybody: all records on one rank, nothing on the others. */
  readonly log: readonly StepRecord[]
  /** Float32 bytes that the rank keeps from step to step: parameters, gradients and moments. */
  readonly stateBytes: number
  /** Float32 bytes of buffers for gathered parameters and for gradients before they are reduced, unless these are the state itself. */
  readonly wholeBytes: number
  /** Float32 bytes that were borrowed for sums over this rank's micro-batches. */
  readonly sumBytes: number
  /** Sent in construction. */
  readonly beginTraffic: Pick<Traffic, 'calls' | 'bytesSent'>
  /** Sent in all steps together. */
  readonly stepTraffic: Pick<Traffic, 'calls' | 'bytesSent'>
  /** One list a step; empty unless timed. Milliseconds of the system's clock, the same for all ranks of a machine. */
  readonly spans: readonly (readonly Span[])[]
  /** As it was before the first step, and after each; empty unless timed. */
  readonly usage: readonly RankUsage[]
}

/** What a rank has used since it began. */
export interface RankUsage {
  /** Processor time, user and system; undefined where ranks share a thread, and for threads of systems that do not tell. */
  readonly cpuMs?: number
  /** Memory at this moment: resident, of a process; heap and typed arrays that no other rank sees, of a thread. */
  readonly memoryBytes: number
  /** Sent to other ranks. */
  readonly bytesSent: number
}

/** What a training job left: traces by rank, or the failure that ended it. */
export interface TrainingOutcome {
  /** By rank; empty if the job failed. */
  readonly ranks: readonly RankTrace[]
  /** Only if the job failed: what ended it first. */
  readonly failure?: RankFailure
}

/** The parts of this room. Counts are integers; every part throws a RangeError that names the function, the rule and the value. */
export interface Parallel {
  /**
   * What each rank multiplies the mean loss over its own examples by, so that the plain average over ranks is the mean over all: n_r W / N.
   * @param counts examples of every rank (rows, or targets that are not ignored), not all 0
   */
  lossWeights(counts: readonly number[]): number[]
  /** Plain average over the ranks, as DDP and FSDP take it. @param gradients one array a rank */
  averageOverRanks(gradients: readonly Float64Array[]): Float64Array
  /** The gradient of the mean over all examples, from that of each rank's mean. A rank with no examples may bring anything, NaN too. */
  meanOfRankGradients(gradients: readonly Float64Array[], counts: readonly number[]): Float64Array
  /** The gradient of the mean over all examples of a step, from that of each micro-batch's mean. */
  accumulateGradients(gradients: readonly Float64Array[], counts: readonly number[]): Float64Array
  /** Targets of a batch that are not ignored (-100 is). */
  countTargets(batch: MicroBatch): number

  /** The contiguous run of a step's micro-batches that a rank owns; they differ by at most one, the first ranks have more. */
  ownMicroBatches(microBatches: number, ranks: number, rank: number): Owned
  /**
   * Whether the sum over a step's micro-batches has the same bits on that many ranks as on one. A sum is a tree, split at the largest power of two
   * below the count, over each rank's micro-batches and then over the ranks: it is the same if that is the tree over all micro-batches.
   */
  sameBitsAsSingle(microBatches: number, ranks: number): boolean
  /** Equal shards, each the least multiple of `multiple` (256 by default) with which they cover `size` elements. */
  shardUnit(size: number, ranks: number, multiple?: number): Sharding
  /** The joint norm of gradients in shards, the same bits for any number of shards. @param units for each unit its shards, whole chunks of 256 elements each */
  shardedNorm(units: readonly (readonly Float32Array[])[]): number

  /**
   * Running mean of a normalisation layer on every rank after some steps, from 0: r <- (1 - momentum) r + momentum x mean of the values that
   * the rule looks at. Gradients do not synchronise it.
   * @param steps for each step the values that every rank saw, at least one each
   */
  runningMeans(steps: readonly (readonly Float64Array[])[], momentum: number, rule: BufferRule): Float64Array

  /** Bytes of float32 parameters (4), gradients (4) and AdamW's moments (8) on each rank; what is sharded is divided by the ranks. */
  stateBytes(parameters: number, ranks: number, sharded: ShardedState): number
  /**
   * Bytes that each rank sends in a step, float32 gradients and parameters in equal shares: DDP 2 x 4P (W - 1) / W, FSDP 3 x, each unit gathered for the forward
   * and for the backward pass and its gradient reduced.
   * @param gatheredOnce parameters that stay gathered from the forward to the backward pass
   */
  stepBytes(strategy: StrategyName, parameters: number, ranks: number, gatheredOnce?: number): number

  /**
   * The same training state in another layout: bit for bit, no arithmetic.
   * @param states all ranks' shares, in any order
   */
  reshard(units: readonly Unit[], states: readonly RankState[], strategy: StrategyName, ranks: number): RankState[]
  /** Every parameter in whole by its name in the model, without padding: what another program can load. */
  fullParameters(units: readonly Unit[], states: readonly RankState[]): Readonly<Record<string, FullParameter>>

  /**
   * Trains a model on ranks. Fulfilled for a failed run too; rejected with a RangeError for a job that makes no sense: `single` on several ranks,
   * a step with another number of micro-batches, states to go on from that are not one of each rank of this layout.
   */
  trainOnRanks(job: TrainingJob): Promise<TrainingOutcome>
}
