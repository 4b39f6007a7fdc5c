/** What running a loop leaves: every forward pass, update, clip, scale, printed line, file, draw and fault, by rank. */
import type { FaultKind, Place, Precision, Wrapper } from '../vocabulary.ts'
import type { Setting } from '../setting.ts'
import type { Drawn } from './tiny-model.ts'
import type { Numeric } from './things.ts'

interface Recorded {
  readonly at: Place | undefined
  readonly epoch: number
}

export interface ForwardRecord extends Recorded {
  readonly examples: readonly Drawn[]
  readonly loader: string
  readonly dropout: boolean
  readonly precision: Precision
  /** Inside an autocast region, whether that is on or off. */
  readonly inRegion: boolean
  /** The loss of these examples, where one was computed. */
  loss?: number
  /** The same without dropout. */
  lossWithoutDropout?: () => number
  /** The loss of the same logits in float32. */
  lossInFloat32?: () => number
  lossPrecision?: Precision
  lossAt?: Place | undefined
  /** A backward pass followed. */
  trained: boolean
}

export interface BackwardRecord extends Recorded {
  /** The factor on the loss: the scale, and what divides it. */
  readonly factor: number
  /** Gradients that an update has used already were still there: this is the first backward pass after it. */
  readonly leftOver: boolean
  readonly finite: boolean
  readonly exchanged: boolean
}

export interface UpdateRecord extends Recorded {
  readonly by: 'optimizer' | 'scaler'
  /** The scaler found an overflow, so that the optimizer did not move. */
  readonly skipped: boolean
  /** The step counter after it. */
  readonly counter: number
  readonly rate: number
  /** The examples whose backward passes lie between the update before and this one. */
  readonly fresh: readonly Drawn[]
  /** The model's parameters in the last forward pass. */
  readonly before: Float64Array
  /** What the optimizer was given: all parameters of this rank's share, or nothing. */
  readonly gradient: Float64Array | undefined
  /** The parameters of the model that the loop's forward passes use are those of the optimizer. */
  readonly sharesParameters: boolean
}

export interface ClipRecord extends Recorded {
  readonly seen: number
  readonly maxNorm: number
  /** How many updates came before. */
  readonly updates: number
  readonly fresh: readonly Drawn[]
  readonly before: Float64Array
  /** No scaler still has to divide the gradients. */
  readonly unscaled: boolean
}

export interface ScaleRecord extends Recorded {
  /** Before or after the updates of the scaler: a rank's events in order. */
  readonly order: number
  readonly scale: number
  readonly growth: number
  readonly enabled: boolean
  readonly interval: number
  /** How many scalers had been made by then. */
  readonly made: number
}

export interface ScalerUpdateRecord extends Recorded {
  readonly order: number
  readonly scale: number
  readonly growth: number
  readonly enabled: boolean
}

export interface LogRecord extends Recorded {
  /** Printed for each batch, not after them. */
  readonly perBatch: boolean
  readonly values: readonly Numeric[]
}

export interface SaveRecord extends Recorded {
  /** Written among the batches, not after them. */
  readonly perBatch: boolean
  readonly path: string
  readonly keys: readonly string[]
  /** Keys of the model's parameters in the file; none if the file has no model. */
  readonly modelKeys: readonly string[]
  readonly whole: boolean
  /** What else is in the file: optimizer, scaler, schedule, epoch. */
  readonly parts: readonly string[]
  readonly values: readonly number[]
}

export interface DrawRecord extends Recorded {
  readonly loader: string
  readonly shuffled: boolean
  /** From a loader that is built where nobody can look. */
  readonly unseen: boolean
  readonly rows: readonly number[]
}

export interface FaultRecord {
  readonly rank: number
  readonly kind: FaultKind
  readonly message: string
  readonly at: Place | undefined
  readonly mended: boolean
}

export interface WrapRecord extends Recorded {
  readonly with: Wrapper
  readonly depth: number
}

/** What one rank left. */
export class RankTrace {
  readonly forwards: ForwardRecord[] = []
  readonly backwards: BackwardRecord[] = []
  readonly updates: UpdateRecord[] = []
  readonly clips: ClipRecord[] = []
  readonly scales: ScaleRecord[] = []
  readonly scalerUpdates: ScalerUpdateRecord[] = []
  readonly logs: LogRecord[] = []
  readonly saves: SaveRecord[] = []
  readonly draws: DrawRecord[] = []
  readonly wraps: WrapRecord[] = []
  readonly imports: { readonly wraps: Wrapper; readonly at: Place | undefined }[] = []
  readonly moves: (Recorded & { readonly device: string; readonly what: 'model' | 'batch' })[] = []
  readonly metrics: (Recorded & { readonly metric: string })[] = []
  readonly zeros: Recorded[] = []
  readonly optimizers: Recorded[] = []
  readonly epochsBegun: number[] = []
  scheduleSteps = 0
  device = 'cpu'
  /** How many parameters the rank holds between the passes. */
  held = 0
  /** The whole parameters at the end. */
  parameters = new Float64Array()
}

export interface Trace {
  readonly setting: Setting
  readonly ranks: readonly RankTrace[]
  readonly faults: readonly FaultRecord[]
  /** The fault that ended the run, if one did. */
  readonly ended: FaultRecord | undefined
  /** Exchanges of gradients or parameters between ranks. */
  readonly collectives: number
  /** Whether the loop left it to the setting what autocast computes in; if not, other dtypes leave the same trace. */
  readonly dependsOnDtype: boolean
  /** Whether some rank drew from a generator that no seed was set for; if not, a run with other luck leaves the same trace. */
  readonly dependsOnLuck: boolean
}
