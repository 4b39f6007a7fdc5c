/** What the registers of a rank hold. */
import { layout, SIZE, type Activations, type Drawn } from './tiny-model.ts'
import type { crossEntropy } from './tiny-model.ts'
import type { Optimizer, Parameter } from './optimizer.ts'
import type { Scaler } from './scaler.ts'
import type { ForwardRecord } from './trace.ts'
import type { Precision, ScheduleAction, Wrapper } from '../vocabulary.ts'

/** The model itself, below all wrappers. */
export interface Core {
  readonly flat: Float64Array
  readonly parameters: readonly Parameter[]
  training: boolean
  device: string
}

/** A model, or a wrapper around one. */
export class Model {
  readonly kind = 'model'
  readonly core: Core
  readonly wrapper: Wrapper | undefined
  readonly inner: Model | undefined
  /** What an optimizer over this model moves. */
  parameters: readonly Parameter[]
  /** fsdp: gradients that were not exchanged yet. */
  pending: Float64Array | undefined

  constructor(core: Core, parameters: readonly Parameter[], wrapper?: Wrapper, inner?: Model) {
    this.core = core
    this.parameters = parameters
    this.wrapper = wrapper
    this.inner = inner
  }

  /** This wrapper and all below it, outermost first. */
  get chain(): Model[] {
    return this.inner === undefined ? [this] : [this, ...this.inner.chain]
  }

  wrappedBy(...wrappers: readonly Wrapper[]): Model | undefined {
    return this.chain.find(({ wrapper }) => wrapper !== undefined && wrappers.includes(wrapper))
  }

  /** What the wrappers put before the names of the parameters in a state dict. */
  get prefix(): string {
    const own = this.wrapper === 'dp' || this.wrapper === 'ddp' ? 'module.' : ''
    return own + (this.inner?.prefix ?? '')
  }
}

export function newCore(draw: () => number): Core {
  const flat = Float64Array.from({ length: SIZE }, () => draw() - 0.5)
  const parameters = layout.map(({ name, offset, size }) => ({
    name,
    value: flat.subarray(offset, offset + size),
    gradient: undefined,
  }))
  return { flat, parameters, training: true, device: 'cpu' }
}

export interface Outputs {
  readonly kind: 'outputs'
  readonly activations: Activations
  readonly model: Model
  readonly record: ForwardRecord
  readonly differentiable: boolean
}

export interface Loss {
  readonly kind: 'loss'
  readonly outputs: Outputs
  readonly value: number
  readonly entropy: ReturnType<typeof crossEntropy>
  /** From the cross entropy outwards: each factor, and the precision of what it was applied to. */
  readonly factors: readonly { readonly by: number; readonly precision: Precision }[]
  readonly precision: Precision
  /** One loss a device, as a DataParallel model returns it. */
  readonly isVector: boolean
}

export interface DataSet {
  readonly kind: 'data set'
  readonly name: string
  /** Its first row, so that two data sets share none. */
  readonly first: number
}

export interface Sampler {
  readonly kind: 'sampler'
  readonly data: DataSet
  readonly shuffle: boolean
  readonly dropLast: boolean
  readonly ranks: number
  readonly rank: number
  epoch: number
}

export interface Loader {
  readonly kind: 'loader'
  readonly name: string
  readonly data: DataSet
  readonly batch: number
  readonly shuffle: boolean
  readonly dropLast: boolean
  readonly sampler: Sampler | undefined
  readonly unseen: boolean
}

export interface Batch {
  readonly kind: 'batch'
  readonly loader: string
  readonly examples: readonly Drawn[]
  device: string
}

export interface Schedule {
  readonly kind: 'schedule'
  readonly optimizer: Optimizer
  readonly factor: ScheduleAction['factor']
  count: number
}

/** A copy of parameters by name. */
export interface StateDict {
  readonly kind: 'state dict'
  readonly entries: ReadonlyMap<string, Float64Array>
  /** Whether these are whole tensors, which a plain model can load. */
  readonly whole: boolean
}

export type Thing = Model | Optimizer | Scaler | Outputs | Loss | DataSet | Sampler | Loader | Batch | Schedule | StateDict

/** A number, and the forward pass whose loss it came from. */
export interface Numeric {
  readonly value: number
  readonly from?: ForwardRecord
  /** Not linear in the losses: a perplexity. */
  readonly bent?: boolean
}
