/**
 * The vocabulary of training loops: a loop is an ordered program of these steps, plain data. Things (models, optimizers, loaders ...) stand
 * in named registers; where a step leaves a name out, the thing's usual name is meant: `model`, `optimizer`, `scaler`, `loader`, `batch`,
 * `outputs`, `loss`. `at` is where the step stands in the source that it was read from.
 */
export interface Place {
  readonly line: number
  readonly column: number
}

/**
 * A number of the program: a constant, the name of a variable (`rank`, `world`, the flags `ddp`, `fsdp`, `gpu`, an index of a loop, what `set` left), or an operation:
 * arithmetic and comparison by their Python signs, `if` (test, yes, no), `min`, `max`, `exp`, `cos`, `abs`, and, of a register: `item` (the value of a
 * loss), `norm` (what the last clip returned), `rows` (of a batch), `batches` (of a loader), `examples` (of a loader's data set), `exists` (of a path).
 */
export type Value = number | string | { readonly op: string; readonly of: readonly Value[] }

export type Precision = 'float32' | 'bfloat16' | 'float16'
export type DeviceType = 'cuda' | 'cpu'
/** `dp`: DataParallel. `fsdp1`: FullyShardedDataParallel, flat parameters. `fsdp2`: fully_shard. */
export type Wrapper = 'dp' | 'ddp' | 'fsdp1' | 'fsdp2'

/** One operation on the things of a loop. */
export type Action =
  // Processes
  | { readonly do: 'seed'; readonly value: Value }
  | { readonly do: 'init group'; readonly backend?: string }
  | { readonly do: 'destroy group' }
  | { readonly do: 'barrier' }
  | { readonly do: 'set device'; readonly index: Value }
  // Model
  | { readonly do: 'build'; readonly as?: string }
  | { readonly do: 'move'; readonly of?: string; readonly to: string }
  | WrapAction
  | { readonly do: 'unwrap'; readonly of: string; readonly as: string }
  | { readonly do: 'train mode' | 'eval mode'; readonly of?: string }
  // Optimizer, schedule, scaler
  | OptimizerAction
  | ScheduleAction
  | { readonly do: 'schedule step'; readonly of?: string }
  | { readonly do: 'set rate'; readonly of?: string; readonly to: Value }
  | ScalerAction
  // Data
  | { readonly do: 'data set'; readonly as?: string }
  | SamplerAction
  | LoaderAction
  | { readonly do: 'set epoch'; readonly of?: string; readonly to: Value }
  /** A batch of random windows, for loops without epochs. */
  | { readonly do: 'draw'; readonly of?: string; readonly size?: Value; readonly as?: string }
  | { readonly do: 'move batch'; readonly of?: string; readonly to: string }
  /** Another name for what a register holds. */
  | { readonly do: 'same'; readonly of: string; readonly as: string }
  // A step of training
  /** Whether backward passes exchange gradients from here on. */
  | { readonly do: 'sync'; readonly of?: string; readonly on: Value }
  | { readonly do: 'zero grad'; readonly of?: string }
  | { readonly do: 'forward'; readonly of?: string; readonly on?: string; readonly as?: string }
  | LossAction
  /** `reduces`: one loss of many, as a mean does it. */
  | { readonly do: 'divide loss'; readonly of?: string; readonly by: Value; readonly as?: string; readonly reduces?: boolean }
  | { readonly do: 'scale'; readonly of?: string; readonly with?: string; readonly as?: string }
  | { readonly do: 'backward'; readonly of?: string }
  | { readonly do: 'unscale'; readonly with?: string; readonly of?: string }
  | ClipAction
  | { readonly do: 'optimizer step'; readonly of?: string }
  | { readonly do: 'scaler step'; readonly with?: string; readonly of?: string }
  | { readonly do: 'scaler update'; readonly with?: string }
  // Numbers and files
  | { readonly do: 'set'; readonly name: string; readonly to: Value }
  | { readonly do: 'all reduce'; readonly name: string; readonly by: 'sum' | 'mean' }
  | { readonly do: 'log'; readonly values: readonly Value[] }
  /** A reading of the machine, such as memory in use or rows a second. */
  | { readonly do: 'record'; readonly metric: string }
  /** A copy of a model's state dict. `full`: gathered from all ranks, with the plain model's keys. */
  | { readonly do: 'state dict'; readonly of: string; readonly as: string; readonly full?: boolean }
  | SaveAction
  | LoadAction
  // What ends a run or a loop
  | { readonly do: 'import'; readonly names: readonly string[]; readonly wraps?: Wrapper }
  | { readonly do: 'fail'; readonly kind: FaultKind; readonly message: string }
  | { readonly do: 'break' | 'continue' | 'stop' }

export interface WrapAction {
  readonly do: 'wrap'
  readonly with: Wrapper
  readonly of?: string
  readonly as?: string
  /** fsdp1: the parameters keep their identity, so an optimizer that was built before still sees them. */
  readonly keepsParameters?: boolean
}

export interface OptimizerAction {
  readonly do: 'optimizer'
  readonly rule: 'adamw' | 'adam' | 'sgd'
  readonly of?: string
  readonly as?: string
  readonly rate?: Value
  readonly weightDecay?: Value
  readonly momentum?: Value
  readonly betas?: readonly [number, number]
  readonly epsilon?: number
}

export interface ScheduleAction {
  readonly do: 'schedule'
  readonly of?: string
  readonly as?: string
  /** The factor on the optimizer's rate, a value of the variable `count`: how often the schedule was stepped. */
  readonly factor: Value
}

export interface ScalerAction {
  readonly do: 'scaler'
  readonly as?: string
  /** A scaler for CUDA turns itself off where there is none. */
  readonly device?: DeviceType
  readonly enabled?: Value
  readonly initial?: number
  readonly growthInterval?: number
  /** The flag that a gradient overflowed is shared between ranks. */
  readonly sharded?: boolean
}

export interface SamplerAction {
  readonly do: 'sampler'
  readonly of?: string
  readonly as?: string
  readonly shuffle?: boolean
  readonly dropLast?: boolean
  readonly ranks?: Value
  readonly rank?: Value
}

export interface LoaderAction {
  readonly do: 'loader'
  readonly of?: string
  readonly as?: string
  readonly batch?: Value
  readonly shuffle?: boolean
  readonly sampler?: string
  readonly dropLast?: boolean
  /** It is built where nobody can look: which examples it gives is not judged. */
  readonly unseen?: boolean
}

export interface LossAction {
  readonly do: 'loss'
  readonly of?: string
  readonly on?: string
  readonly as?: string
  readonly reduction?: 'mean' | 'sum'
  /** The model returns it: a DataParallel model then returns one loss a device. */
  readonly inModel?: boolean
  /** The logits are cast to float32 first. */
  readonly upcast?: boolean
}

export interface ClipAction {
  readonly do: 'clip'
  readonly of?: string
  readonly maxNorm: Value
  /** `model`: the method of fsdp1, which knows all shards. */
  readonly by?: 'parameters' | 'model'
  readonly as?: string
}

export interface SaveAction {
  readonly do: 'save'
  /** Key of the file -> register; the one key '' is a bare state dict. */
  readonly what: Readonly<Record<string, string>>
  readonly to: readonly Value[]
}

export interface LoadAction {
  readonly do: 'load'
  readonly of: string
  readonly from: readonly Value[]
  readonly key: string
}

/** Why a run ends. The first four can be mended: the run goes on as if it were put right, so that the rest is judged too. */
export type FaultKind = 'name' | 'module' | 'group' | 'device' | 'error' | 'hang'

/** Steps around steps. */
export type Block =
  /** `index` runs over from .. until - 1. Over batches these are epochs; around optimizer steps without batches they are iterations. */
  | { readonly do: 'repeat'; readonly from?: Value; readonly until: Value; readonly index?: string; readonly body: Program }
  | { readonly do: 'batches'; readonly of?: string; readonly as?: string; readonly index?: string; readonly body: Program }
  /** The current batch, in equal parts. */
  | {
      readonly do: 'micro steps'
      readonly of?: string
      readonly as?: string
      readonly index?: string
      readonly parts: Value
      readonly body: Program
    }
  | { readonly do: 'while'; readonly test: Value; readonly body: Program }
  | { readonly do: 'when'; readonly test: Value; readonly body: Program; readonly otherwise?: Program }
  | {
      readonly do: 'autocast'
      readonly device?: DeviceType
      readonly dtype?: Precision
      readonly enabled?: Value
      readonly body: Program
    }
  | { readonly do: 'no sync'; readonly of?: string; readonly unless?: Value; readonly body: Program }
  | { readonly do: 'no grad'; readonly body: Program }

export type Step = (Action | Block) & { readonly at?: Place }

/** A training loop, in order. */
export type Program = readonly Step[]

/** The step's inner programs. */
export function bodiesOf(step: Step): readonly Program[] {
  if (!('body' in step)) return []
  return step.do === 'when' && step.otherwise !== undefined ? [step.body, step.otherwise] : [step.body]
}

/** Every step, outer ones first. */
export function* allSteps(program: Program): Generator<Step> {
  for (const step of program) {
    yield step
    for (const body of bodiesOf(step)) yield* allSteps(body)
  }
}
