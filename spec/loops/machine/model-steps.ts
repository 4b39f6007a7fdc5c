/** Building, moving and wrapping a model. */
import { Fault } from './fault.ts'
import { Random } from './random.ts'
import { Model, newCore } from './things.ts'
import type { Rank } from './rank.ts'
import type { Running } from './world.ts'
import { noGroup } from './data.ts'
import type { Step, WrapAction } from '../vocabulary.ts'

type Of<D extends Step['do']> = Extract<Step, { do: D }>

/** The weights follow from the seed alone, however much was drawn before: a model that is built twice is the same. */
export function build(rank: Rank, action: Of<'build'>): void {
  const random = new Random(rank.seed ^ 0x5bd1e995)
  const core = newCore(() => random.uniform())
  rank.things.set(action.as ?? 'model', new Model(core, core.parameters))
}

/** What a loop that needs a GPU raises where there is none. */
export const NO_GPU = 'RuntimeError: No CUDA GPUs are available'

/** `cuda` without an index is the rank's current GPU, which is 0 until it is set. */
export function resolveDevice(rank: Rank, to: string): string {
  if (!to.startsWith('cuda')) return to
  if (rank.setting.device === 'cpu') rank.stop(NO_GPU)
  const index = to === 'cuda' ? rank.device : Number(to.slice(5))
  if (!(index < Math.max(rank.setting.ranks, 1))) rank.stop('RuntimeError: CUDA error: invalid device ordinal')
  return `cuda:${index}`
}

export function move(rank: Rank, action: Of<'move'>): void {
  const model = rank.get('model', action.of)
  model.core.device = resolveDevice(rank, action.to)
  rank.trace.moves.push({ at: rank.at, epoch: rank.epoch, device: model.core.device, what: 'model' })
  rank.trace.device = model.core.device
}

export function* wrap(rank: Rank, action: WrapAction): Running {
  const inner = rank.get('model', action.of)
  const wrapped = new Model(inner.core, inner.parameters, action.with, inner)
  rank.trace.wraps.push({ at: rank.at, epoch: rank.epoch, with: action.with, depth: wrapped.chain.length - 1 })
  if (action.with !== 'dp') yield* join(rank, wrapped)
  if (action.with === 'ddp') {
    const all = yield* rank.collective('gather', flatOf(inner))
    scatter(inner, all.subarray(0, flatOf(inner).length))
  }
  if (action.with === 'fsdp1' || action.with === 'fsdp2') wrapped.parameters = shardsOf(rank, wrapped, action)
  rank.things.set(action.as ?? action.of ?? 'model', wrapped)
}

/** What a wrapper over ranks needs: a group, and a device of its own for each rank. */
function* join(rank: Rank, wrapped: Model): Running {
  if (!rank.hasGroup) {
    rank.fault('group', noGroup)
    rank.hasGroup = true
  }
  if (rank.setting.device !== 'gpu') return
  const { device } = wrapped.core
  const overGpus = rank.backend === undefined || rank.backend.includes('nccl')
  if (device === 'cpu') {
    if (overGpus && wrapped.wrapper === 'ddp')
      rank.fault(
        'device',
        'RuntimeError: No backend type associated with device type cpu (the model was not moved to its GPU before the wrap)',
      )
    return
  }
  const all = yield* rank.collective('gather', Float64Array.of(Number(device.slice(5))), false)
  const twice = all.findIndex((index, other) => other > rank.index && index === all[rank.index])
  if (twice >= 0 && overGpus)
    rank.fault(
      'device',
      `DistBackendError: NCCL: Duplicate GPU detected: rank ${rank.index} and rank ${twice} both on CUDA device ${all[twice]}`,
    )
}

export function flatOf({ parameters }: Pick<Model, 'parameters'>): Float64Array {
  const all = new Float64Array(parameters.reduce((sum, { value }) => sum + value.length, 0))
  let offset = 0
  for (const { value } of parameters) {
    all.set(value, offset)
    offset += value.length
  }
  return all
}

function scatter({ parameters }: Model, flat: Float64Array): void {
  let offset = 0
  for (const { value } of parameters) {
    value.set(flat.subarray(offset, offset + value.length))
    offset += value.length
  }
}

/** This rank's share of all parameters: new ones, unless they keep their identity. */
function shardsOf(rank: Rank, { core }: Model, { keepsParameters, with: wrapper }: WrapAction): Model['parameters'] {
  const size = core.flat.length / rank.world.size
  const shard = core.flat.slice(rank.index * size, (rank.index + 1) * size)
  if (keepsParameters !== true || wrapper !== 'fsdp1') return [{ name: 'shard', value: shard, gradient: undefined }]
  // The old parameters stay those of the optimizer, and become what they hold of the shard
  const [first, ...others] = core.parameters
  if (first === undefined) throw new Fault('error', 'a model without parameters')
  Object.assign(first, { value: shard, gradient: undefined })
  for (const other of others) Object.assign(other, { value: new Float64Array(), gradient: undefined })
  return [first, ...others]
}

/** Brings the whole parameters into the core, from all shards if there are any. */
export function* gatherParameters(rank: Rank, model: Model): Running {
  const sharded = model.wrappedBy('fsdp1', 'fsdp2')
  if (sharded === undefined) return
  model.core.flat.set(yield* rank.collective('gather', flatOf(sharded)))
}

export function unwrap(rank: Rank, action: Of<'unwrap'>): void {
  const { inner } = rank.get('model', action.of)
  if (inner === undefined) return rank.stop("AttributeError: 'GPT2' object has no attribute 'module'")
  rank.things.set(action.as, inner)
}
