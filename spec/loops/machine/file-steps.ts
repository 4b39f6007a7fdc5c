/** Files, printed lines and readings of the machine. */
import { gatherParameters } from './model-steps.ts'
import { Optimizer } from './optimizer.ts'
import { Scaler } from './scaler.ts'
import { layout, SIZE } from './tiny-model.ts'
import { Model, type StateDict, type Thing } from './things.ts'
import type { Rank } from './rank.ts'
import type { Running } from './world.ts'
import type { LoadAction, SaveAction, Step, Value } from '../vocabulary.ts'

type Of<D extends Step['do']> = Extract<Step, { do: D }>

export function log(rank: Rank, action: Of<'log'>): void {
  const values = action.values.map((value) => rank.number(value))
  rank.trace.logs.push({ at: rank.at, epoch: rank.epoch, perBatch: rank.depth > 0, values })
}

/** Text and numbers of a path, joined. */
function pathOf(rank: Rank, parts: readonly Value[]): string {
  return parts.map((part) => (typeof part === 'string' ? part : String(rank.number(part).value))).join('')
}

/** A model's parameters by name; those of fsdp1 and of a full state are gathered from all ranks, which all have to take part. */
export function* stateOf(rank: Rank, model: Model, full = false): Running<StateDict> {
  const sharded = model.wrappedBy('fsdp1', 'fsdp2')
  const whole = sharded === undefined || full || sharded.wrapper === 'fsdp1'
  if (whole) yield* gatherParameters(rank, model)
  const { flat } = model.core
  const prefix = full ? '' : model.prefix
  const entries = layout.map(({ name, offset, size }) => [prefix + name, flat.slice(offset, offset + size)] as const)
  return { kind: 'state dict', entries: new Map(entries), whole }
}

export function* save(rank: Rank, action: SaveAction): Running {
  const path = pathOf(rank, action.to)
  const entries = new Map<string, unknown>()
  let state: StateDict | undefined
  for (const [key, register] of Object.entries(action.what)) {
    const thing = rank.things.get(register)
    if (thing instanceof Model || (thing !== undefined && 'kind' in thing && thing.kind === 'state dict')) {
      state = thing instanceof Model ? yield* stateOf(rank, thing) : thing
      entries.set(key, state)
    } else entries.set(key, thing === undefined ? rank.number(register).value : snapshot(thing))
  }
  rank.world.files.set(path, { entries })
  const modelKeys = [...(state?.entries.keys() ?? [])]
  const parts = Object.values(action.what).map((register) => partName(rank, register))
  const values = [...(state?.entries.values() ?? [])].flatMap((each) => [...each])
  const keys = Object.keys(action.what)
  rank.trace.saves.push({
    at: rank.at,
    epoch: rank.epoch,
    perBatch: rank.depth > 0,
    path,
    keys,
    modelKeys,
    whole: state?.whole ?? true,
    parts,
    values,
  })
}

function partName(rank: Rank, register: string): string {
  const thing = rank.things.get(register)
  if (thing instanceof Optimizer) return 'optimizer'
  if (thing instanceof Scaler) return 'scaler'
  if (thing === undefined) return rank.numbers.get(register) === undefined ? 'number' : 'epoch'
  return thing.kind === 'state dict' ? 'model' : thing.kind
}

type OptimizerState = readonly { steps: number; first: Float64Array; second: Float64Array }[]
interface Saved {
  readonly optimizer?: OptimizerState
  readonly scaler?: { readonly scale: number; readonly growth: number }
  readonly count?: number
}

function snapshot(thing: Thing): Saved {
  if (thing instanceof Optimizer) {
    const states = thing.parameters.map((parameter) => thing.states.get(parameter))
    const copied = states.flatMap((state) =>
      state === undefined ? [] : [{ steps: state.steps, first: state.first.slice(), second: state.second.slice() }],
    )
    return { optimizer: copied }
  }
  if (thing instanceof Scaler) return { scaler: { scale: thing.scale, growth: thing.growth } }
  return 'kind' in thing && thing.kind === 'schedule' ? { count: thing.count } : {}
}

export function load(rank: Rank, action: LoadAction): void {
  const path = pathOf(rank, action.from)
  const file = rank.world.files.get(path)
  if (file === undefined) return rank.stop(`FileNotFoundError: No such file or directory: '${path}'`)
  const saved = file.entries.get(action.key)
  if (saved === undefined) return rank.stop(`KeyError: '${action.key}'`)
  const thing = rank.things.get(action.of)
  if (typeof saved === 'number') rank.numbers.set(action.of, { value: saved })
  else if (thing instanceof Model) restoreModel(rank, thing, saved as StateDict)
  else if (thing !== undefined) restore(thing, saved as Saved)
  else rank.stop(`NameError: name '${action.of}' is not defined`)
}

function restoreModel(rank: Rank, model: Model, { entries, whole }: StateDict): void {
  const missing = layout.map(({ name }) => model.prefix + name).filter((key) => !entries.has(key))
  if (missing.length > 0)
    rank.stop(
      `RuntimeError: Error(s) in loading state_dict: Missing key(s) in state_dict: ${missing.map((key) => `"${key}"`).join(', ')}`,
    )
  if (!whole) rank.stop('RuntimeError: aten.copy_.default: got mixed torch.Tensor and DTensor')
  const flat = Float64Array.from([...entries.values()].flatMap((each) => [...each]))
  model.core.flat.set(flat)
  const sharded = model.wrappedBy('fsdp1', 'fsdp2')
  const size = SIZE / rank.world.size
  if (sharded !== undefined) sharded.parameters[0]?.value.set(flat.subarray(rank.index * size, (rank.index + 1) * size))
}

function restore(thing: Thing, { optimizer, scaler, count }: Saved): void {
  if (thing instanceof Optimizer && optimizer !== undefined) {
    thing.parameters.forEach((parameter, i) => {
      const state = optimizer[i]
      if (state !== undefined)
        thing.states.set(parameter, { steps: state.steps, first: state.first.slice(), second: state.second.slice() })
    })
  }
  if (thing instanceof Scaler && scaler !== undefined) {
    thing.scale = scaler.scale
    thing.growth = scaler.growth
  }
  if ('kind' in thing && thing.kind === 'schedule' && count !== undefined) thing.count = count
}
