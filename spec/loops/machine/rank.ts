/** One simulated rank: its registers, its state, and what it leaves. */
import { Fault } from './fault.ts'
import { evaluate } from './evaluate.ts'
import { Optimizer } from './optimizer.ts'
import { Random } from './random.ts'
import { Scaler } from './scaler.ts'
import type { Batch, DataSet, Loader, Loss, Model, Numeric, Outputs, Sampler, Schedule, StateDict, Thing } from './things.ts'
import type { Drawn } from './tiny-model.ts'
import { RankTrace } from './trace.ts'
import { Ended, type Collective, type Running, type World } from './world.ts'
import type { Setting } from '../setting.ts'
import type { DeviceType, FaultKind, Place, Precision, Value } from '../vocabulary.ts'
import { rowsOf } from './data.ts'

interface Kinds {
  model: Model
  outputs: Outputs
  loss: Loss
  'data set': DataSet
  sampler: Sampler
  loader: Loader
  batch: Batch
  schedule: Schedule
  'state dict': StateDict
}

export class Rank {
  readonly index: number
  readonly setting: Setting
  readonly world: World
  readonly trace = new RankTrace()
  readonly things = new Map<string, Thing>()
  readonly numbers = new Map<string, Numeric>()
  at: Place | undefined
  hasGroup = false
  backend: string | undefined
  device = 0
  epoch = 0
  /** How many `batches` or `micro steps` blocks are open. */
  depth = 0
  gradients = true
  readonly autocast: { readonly device: DeviceType; readonly dtype: Precision | undefined; readonly enabled: boolean }[] = []
  readonly unsynchronised = new Set<Model>()
  /** Examples whose backward pass came after the last update. */
  fresh: Drawn[] = []
  lastNorm = NaN
  scalersMade = 0
  lastModel: Model | undefined
  readonly #random: Random
  /** The state that the generator began with, or was set to last. */
  #seed: number
  #isSeeded = false
  /** Variables that every program has. */
  readonly #given: Readonly<Record<string, number | undefined>>

  constructor(index: number, setting: Setting, world: World, entropy: number) {
    this.index = index
    this.setting = setting
    this.world = world
    const { strategy, device } = setting
    const flags = { ddp: Number(strategy === 'ddp'), fsdp: Number(strategy === 'fsdp'), gpu: Number(device === 'gpu') }
    this.#given = { rank: index, world: world.size, ...flags }
    this.#random = new Random(entropy * 7919 + index * 104_729 + 13)
    this.#seed = this.#random.state
  }

  /** The generator that the rank draws from, and where it began: asked before the loop has set a seed, the run depends on luck. */
  get random(): Random {
    this.#noteLuck()
    return this.#random
  }

  get seed(): number {
    this.#noteLuck()
    return this.#seed
  }

  set seed(state: number) {
    this.#seed = state
    this.#random.state = state
    this.#isSeeded = true
  }

  #noteLuck(): void {
    if (!this.#isSeeded) this.world.dependsOnLuck = true
  }

  #events = 0

  /** A number that grows from event to event. */
  tick(): number {
    this.#events += 1
    return this.#events
  }

  /** Notes a fault at the current step; goes on only if it can be mended. */
  fault(kind: FaultKind, message: string): void {
    this.world.fault(this.index, { kind, message, at: this.at })
  }

  /** An error that ends the run. */
  stop(message: string, kind: FaultKind = 'error'): never {
    this.fault(kind, message)
    throw new Ended()
  }

  /** Runs an action whose faults belong to the current step. */
  guarded<T>(action: () => T): T {
    try {
      return action()
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      this.fault(error.kind, error.message)
      throw new Ended()
    }
  }

  synchronise(model: Model, on: boolean): void {
    if (on) this.unsynchronised.delete(model)
    else this.unsynchronised.add(model)
  }

  *collective(op: Collective['op'], data: Float64Array, exchange = true): Running<Float64Array> {
    if (this.world.size === 1) return data.slice()
    return yield { op, data, at: this.at, exchange }
  }

  get<K extends keyof Kinds>(kind: K, name: string | undefined): Kinds[K] {
    const register = name ?? kind
    const thing = this.things.get(register)
    if (thing === undefined) return this.stop(`NameError: name '${register}' is not defined`)
    if (!('kind' in thing) || thing.kind !== kind) return this.stop(`AttributeError: '${register}' is no ${kind}`)
    return thing as Kinds[K]
  }

  optimizer(name = 'optimizer'): Optimizer {
    const thing = this.things.get(name)
    return thing instanceof Optimizer ? thing : this.stop(`NameError: name '${name}' is not defined`)
  }

  scaler(name = 'scaler'): Scaler {
    const thing = this.things.get(name)
    return thing instanceof Scaler ? thing : this.stop(`NameError: name '${name}' is not defined`)
  }

  number(value: Value): Numeric {
    return evaluate(value, this.#lookUp, this.#answer)
  }

  readonly #lookUp = (name: string): Numeric => this.#variable(name)
  readonly #answer = (op: string, register: string): Numeric => this.#ask(op, register)

  #variable(name: string): Numeric {
    const value = this.#given[name]
    if (value !== undefined) return { value }
    return this.numbers.get(name) ?? this.stop(`NameError: name '${name}' is not defined`)
  }

  #ask(op: string, register: string): Numeric {
    switch (op) {
      case 'item': {
        const { value, outputs } = this.get('loss', register)
        return { value, from: outputs.record }
      }
      case 'norm':
        return { value: this.lastNorm }
      case 'rows':
        return { value: this.get('batch', register).examples.length }
      case 'batches': {
        const loader = this.get('loader', register)
        const rows = rowsOf(loader, this.setting)
        return { value: loader.dropLast ? Math.floor(rows / loader.batch) : Math.ceil(rows / loader.batch) }
      }
      case 'examples':
        return { value: rowsOf({ ...this.get('loader', register), sampler: undefined }, this.setting) }
      case 'rate':
        return { value: this.optimizer(register).rate }
      case 'scale of':
        return { value: this.scaler(register).scale }
      default:
        return { value: this.world.files.has(register) ? 1 : 0 }
    }
  }
}
