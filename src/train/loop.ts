/** The loop of a training run on one rank: batch -> step -> position -> validation -> checkpoint, the same on every rank. */
import type { ProcessGroup } from '../contract/collectives.ts'
import type { Engine, Tensor } from '../contract/engine.ts'
import type { LayeredModel } from '../contract/layered-model.ts'
import type { Gpt2Model } from '../contract/model.ts'
import type { Checkpoint, TrainingConfig, TrainingRecord } from '../contract/train.ts'
import type { StrategyName, TrainerOptions } from '../contract/training-step.ts'
import { countRows, nextTokenBatch } from '../data/next-token.ts'
import { gpt2 } from '../model/gpt2.ts'
import { initialise } from '../model/initialise.ts'
import { learningRate } from '../optim/schedule.ts'
import type { Corpus } from '../text/corpus.ts'
import { giveState, requireFit, takeState } from './checkpoint.ts'
import { checkTraining } from './config.ts'
import { DataCursor } from './data-cursor.ts'
import { trainer as makeTrainer, type Trainer } from './step.ts'

/** What a run is made of. */
export interface Run {
  readonly config: TrainingConfig
  readonly corpus: Corpus
  readonly strategy: StrategyName
  /** The last step to take; `config.steps` by default. */
  readonly until?: number
  /** Goes on from here. */
  readonly from?: Checkpoint
}

/** A GPT-2 that the trainer takes in layers, and a hook as a whole. */
export type TrainedModel = Gpt2Model & LayeredModel<Tensor>

/** What happens on the way; every function may be left out. */
export interface RunHooks {
  /** A clock in milliseconds, the same for all ranks of a machine: then each rank knows what it did in a step. */
  readonly now?: () => number
  /** Before the first step: the parameters of every unit, which may be changed by nobody, and the step that was reached. Collective. */
  readonly started?: (model: TrainedModel, trainer: Trainer) => Promise<void> | void
  /** After every step, on every rank. */
  readonly stepped?: (record: TrainingRecord) => Promise<void> | void
  /** Whether this rank wants a checkpoint after this step; a wish of any rank counts. */
  readonly wantsCheckpoint?: (step: number) => boolean
  /** A checkpoint, on rank 0 only. One comes after the last step in any case. */
  readonly checkpoint?: (checkpoint: Checkpoint) => Promise<void> | void
  /** Whether this rank wants to stop after this step; a wish of any rank counts. */
  readonly wantsStop?: () => boolean
  /** After the last step. Collective. */
  readonly ended?: (model: TrainedModel, trainer: Trainer) => Promise<void> | void
}

/**
 * Trains on this rank. Collective.
 * @throws RangeError for a configuration that makes no sense, a text that is too short, and a checkpoint of another run
 */
export async function trainOnRank(group: ProcessGroup, engine: Engine, run: Run, hooks: RunHooks = {}): Promise<void> {
  const { corpus, strategy, from } = run
  const config = checkTraining(run.config)
  if (from !== undefined) requireFit(from, config, corpus.sha256)
  const cursor = new DataCursor(config, corpus.training, from?.position)
  const model: TrainedModel = {
    ...gpt2(config.model, engine, { precision: config.precision }),
    initialise: (seed) => initialise(config.model, seed),
  }
  const options: TrainerOptions = {
    strategy,
    microBatches: config.microBatches,
    optimizer: { kind: 'adamw', betas: config.betas, eps: config.eps, weightDecay: config.weightDecay },
    seed: config.seed,
    ...(config.maxNorm === undefined ? {} : { maxNorm: config.maxNorm }),
    ...(config.scaler === undefined ? {} : { scaler: config.scaler }),
    ...((config.model.dropout ?? 0) > 0 ? { dropoutSeed: config.seed } : {}),
  }
  const trainer = await makeTrainer(group, model, options, hooks.now)
  if (from !== undefined) giveState(group, model.units, trainer, from)
  await hooks.started?.(model, trainer)

  const until = Math.min(run.until ?? config.steps, config.steps)
  let saved = trainer.steps
  for (let stops = false; trainer.steps < until && !stops;) {
    await hooks.stepped?.(await oneStep(config, corpus, cursor, trainer))
    const wishes = Float64Array.of(Number(hooks.wantsStop?.() ?? false), Number(hooks.wantsCheckpoint?.(trainer.steps) ?? false))
    const all = await group.gatherNumbers(wishes)
    stops = all.some((wish, i) => i % 2 === 0 && wish === 1)
    if (!stops && !all.some((wish, i) => i % 2 === 1 && wish === 1)) continue
    await save()
  }
  if (saved !== trainer.steps) await save()
  await hooks.ended?.(model, trainer)

  async function save(): Promise<void> {
    const state = await takeState(group, model.units, trainer)
    if (group.rank === 0) {
      await hooks.checkpoint?.({ config, textSha256: corpus.sha256, position: cursor.position, ...state })
    }
    saved = trainer.steps
  }
}

async function oneStep(config: TrainingConfig, corpus: Corpus, cursor: DataCursor, trainer: Trainer): Promise<TrainingRecord> {
  const rate = learningRate({ ...config.schedule, totalSteps: config.steps }, trainer.steps)
  const { epoch } = cursor.position
  const rows = Int32Array.from(Array.from({ length: config.microBatches }, (_, m) => [...cursor.rowsOf(m)]).flat())
  const step = await trainer.step((m) => cursor.batchOf(m), rate)
  cursor.advance()
  const looks = trainer.steps % config.validateEvery === 0 || trainer.steps === config.steps
  const validationLoss = looks ? await validate(config, corpus, trainer) : undefined
  return { ...step, epoch, learningRate: rate, rows, ...(validationLoss === undefined ? {} : { validationLoss }) }
}

/** Mean loss over the first batches of the validation text, without dropout; undefined if there is nothing to look at. Collective. */
async function validate(config: TrainingConfig, corpus: Corpus, trainer: Trainer): Promise<number | undefined> {
  const stream = { tokens: corpus.validation, length: config.model.contextLength }
  const rows = countRows(stream)
  const count = Math.min(config.validationBatches, Math.floor(rows / config.rows))
  if (count === 0) return undefined
  const numbers = (batch: number): number[] => Array.from({ length: config.rows }, (_, i) => batch * config.rows + i)
  return (await trainer.evaluate((batch) => nextTokenBatch(stream, numbers(batch)), count)).loss
}
