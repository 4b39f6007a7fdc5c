/** The step of a training run: batch -> gradients -> collective -> unscale -> clip -> optimizer, the same code for every strategy and world size. */
import type { ProcessGroup } from '../contract/collectives.ts'
import type { Activation, LayeredModel } from '../contract/layered-model.ts'
import type { DropoutKey, MicroBatch } from '../contract/model.ts'
import type { Span, StepRecord, TrainerOptions } from '../contract/training-step.ts'
import { clipCoefficient } from '../optim/clip.ts'
import { newScaler, noteStep, noteUnscaled, type ScalerState, scaleLoss, update } from '../optim/grad-scaler.ts'
import { ddp } from '../parallel/ddp.ts'
import { fsdp } from '../parallel/fsdp.ts'
import { countTargets, globalScale, sumLosses } from '../parallel/global-mean.ts'
import { chunkSums, globalNorm } from '../parallel/gradient-norm.ts'
import { ownMicroBatches } from '../parallel/micro-batches.ts'
import { momentsOf, stepShard } from '../parallel/shard-optimizer.ts'
import { single } from '../parallel/single.ts'
import type { Strategy } from '../parallel/strategy.ts'
import { BufferPool, sumInPlace } from '../parallel/tree-sum.ts'
import { forwardBackward, forwardLosses, sumInTree } from './layers.ts'
import { Recorder } from './recorder.ts'

/** What a step is made of; a spec replaces one of them to show that the fault is seen. */
export const stepParts = {
  requireUsed,
  single,
  ddp,
  fsdp,
  ownMicroBatches,
  countTargets,
  globalScale,
  sumLosses,
  sum: sumInTree,
  sumInPlace,
  /** Who writes logs and files for everybody. */
  isWriter: (rank: number): boolean => rank === 0,
  dropoutKey: (seed: number, step: number, microBatch: number): DropoutKey => ({ seed, step, microBatch }),
  /** Divides by the loss scale. */
  unscale: scaleGradients,
  globalNorm,
  clipCoefficient,
  stepShard,
}

/** See `stepParts`. */
export type StepParts = typeof stepParts

/** A model that is trained on this rank and the others of its group. Its methods are collective. */
export interface Trainer {
  readonly strategy: Strategy
  /** Updates of the parameters so far; skipped steps do not count. */
  updates: number
  /** Steps so far. */
  steps: number
  scaler: ScalerState | undefined
  /** Bytes that were allocated for sums over micro-batches. */
  readonly sumBytes: number
  /** What this rank did in the last step; empty without a clock. */
  readonly spans: readonly Span[]
  /** What this rank sent to others in the last step. */
  readonly bytesSent: number
  /** @param batchOf called with the numbers of the micro-batches that this rank owns, of 0 to microBatches - 1 */
  step(batchOf: (microBatch: number) => MicroBatch, learningRate: number): Promise<StepRecord>
  /** Mean loss over batches 0 to count - 1, without dropout, and how many targets it is over; the same on every rank. */
  evaluate(batchOf: (batch: number) => MicroBatch, count: number): Promise<{ readonly loss: number; readonly targets: number }>
}

/**
 * Builds a trainer on every rank of a group; every rank begins with rank 0's parameters. Collective.
 * @param now a clock in milliseconds, for spans
 * @throws RangeError for strategy `single` on more than one rank, and for a model with blocks that it does not use
 */
export async function trainer<X extends Activation>(
  group: ProcessGroup,
  model: LayeredModel<X>,
  options: TrainerOptions,
  now?: () => number,
  parts: StepParts = stepParts,
): Promise<Trainer> {
  checkOptions(options)
  parts.requireUsed(model, options)
  const moments = momentsOf(options.optimizer)
  const strategy = parts[options.strategy](group, model.units, { ...options, moments })
  await strategy.begin(model.initialise(options.seed))
  return new RankTrainer(group, model, options, strategy, parts, now)
}

class RankTrainer<X extends Activation> implements Trainer {
  readonly strategy: Strategy
  updates = 0
  steps = 0
  bytesSent = 0
  scaler: ScalerState | undefined
  readonly #group: ProcessGroup
  readonly #model: LayeredModel<X>
  readonly #options: TrainerOptions
  readonly #parts: StepParts
  readonly #now: (() => number) | undefined
  readonly #pool = new BufferPool()
  #recorder: Recorder

  constructor(
    group: ProcessGroup,
    model: LayeredModel<X>,
    options: TrainerOptions,
    strategy: Strategy,
    parts: StepParts,
    now: (() => number) | undefined,
  ) {
    this.#group = group
    this.#model = model
    this.#options = options
    this.strategy = strategy
    this.#parts = parts
    this.#now = now
    this.#recorder = new Recorder(group.traffic, now)
    this.scaler = options.scaler === undefined ? undefined : newScaler(options.scaler)
  }

  get spans(): readonly Span[] {
    return this.#recorder.spans
  }

  get sumBytes(): number {
    return this.#pool.bytes
  }

  async step(batchOf: (microBatch: number) => MicroBatch, learningRate: number): Promise<StepRecord> {
    const { microBatches, dropoutSeed, maxNorm, optimizer } = this.#options
    const parts = this.#parts
    const recorder = (this.#recorder = new Recorder(this.#group.traffic, this.#now))
    this.steps += 1
    const sentBefore = this.#group.traffic.bytesSent
    const owned = parts.ownMicroBatches(microBatches, this.#group.size, this.#group.rank)
    const batches = new Map<number, MicroBatch>()
    for (let m = owned.from; m < owned.to; m += 1) batches.set(m, batchOf(m))

    const count = [...batches.values()].reduce((sum, batch) => sum + parts.countTargets(batch), 0)
    const counts = await recorder.communicate('norm', undefined, () => this.#group.gatherNumbers(Float64Array.of(count)))
    const lossScale = this.#lossScale()
    const losses = await forwardBackward({
      model: this.#model,
      strategy: this.strategy,
      owned,
      batchOf: (m) => batches.get(m) as MicroBatch,
      keyOf: (m) => (dropoutSeed === undefined ? undefined : parts.dropoutKey(dropoutSeed, this.steps, m)),
      scale: lossScale * parts.globalScale(counts, this.#group.rank),
      pool: this.#pool,
      recorder,
      sum: parts.sum,
      sumInPlace: parts.sumInPlace,
    })
    const most = Math.ceil(microBatches / this.#group.size)
    const lossSum = await recorder.communicate('norm', undefined, () => parts.sumLosses(this.#group, losses, most))
    const targets = counts.reduce((sum, n) => sum + n, 0)

    const sums = recorder.compute('norm', undefined, () => {
      parts.unscale(this.strategy, 1 / lossScale)
      return chunkSums(this.strategy)
    })
    const gradientNorm = await recorder.communicate('norm', undefined, () => parts.globalNorm(this.#group, this.strategy, sums))
    const skipped = !Number.isFinite(gradientNorm)
    const coefficient = maxNorm === undefined ? 1 : parts.clipCoefficient(gradientNorm, maxNorm)
    if (this.#maySteps(skipped)) {
      recorder.compute('optimizer', undefined, () => {
        scaleGradients(this.strategy, coefficient)
        this.updates += 1
        for (const shard of this.strategy.shards) parts.stepShard(shard, optimizer, learningRate, this.updates)
      })
    }
    this.bytesSent = this.#group.traffic.bytesSent - sentBefore
    const loss = lossSum / targets
    return { step: this.steps, loss, targets, gradientNorm, clipCoefficient: coefficient, skipped, lossScale }
  }

  async evaluate(batchOf: (batch: number) => MicroBatch, count: number): Promise<{ loss: number; targets: number }> {
    const { from, to } = ownMicroBatches(count, this.#group.size, this.#group.rank)
    const batches = Array.from({ length: to - from }, (_, i) => batchOf(from + i))
    const losses = await forwardLosses(this.#model, this.strategy, batches)
    const targets = batches.reduce((sum, batch) => sum + this.#parts.countTargets(batch), 0)
    const lossSum = await this.#parts.sumLosses(this.#group, losses, Math.ceil(count / this.#group.size))
    const all = (await this.#group.gatherNumbers(Float64Array.of(targets))).reduce((sum, n) => sum + n, 0)
    return { loss: lossSum / all, targets: all }
  }

  /** The scale of this step; the state machine notes that the loss was scaled. */
  #lossScale(): number {
    if (this.scaler === undefined) return 1
    this.scaler = scaleLoss(this.scaler, 1).state
    return this.scaler.scale
  }

  /** Whether the parameters may change: the norm is the same on every rank, so that all step or none does. */
  #maySteps(foundInf: boolean): boolean {
    if (this.scaler === undefined) return !foundInf
    const { state, steps } = noteStep(noteUnscaled(this.scaler, foundInf))
    this.scaler = update(state)
    return steps
  }
}

function scaleGradients({ shards }: Strategy, factor: number): void {
  if (factor === 1) return
  for (const { gradient } of shards) for (let i = 0; i < gradient.length; i += 1) gradient[i] = (gradient[i] as number) * factor
}

function checkOptions({ microBatches }: TrainerOptions): void {
  if (!(Number.isInteger(microBatches) && microBatches >= 1)) {
    throw new RangeError(`trainer: microBatches must be an integer >= 1, got ${microBatches}`)
  }
}

function requireUsed({ units, unused = [] }: Pick<LayeredModel, 'units' | 'unused'>, { allowUnused }: TrainerOptions): void {
  const names = unused.map((block) => units[block + 1]?.name)
  if (names.length === 0 || allowUnused === true) return
  throw new RangeError(
    `trainer: expected every unit to take part in the loss, got ${names.join(', ')} without; set allowUnused, and their gradient is 0`,
  )
}
