/** The program of a rank that trains with files: rank 0 writes checkpoints and metrics into the run's folder. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ProcessGroup } from '../contract/collectives.ts'
import type { EngineName } from '../contract/engine.ts'
import type { TrainingConfig, TrainingRecord } from '../contract/train.ts'
import type { StrategyName } from '../contract/training-step.ts'
import { startEngine } from '../engine/engine.ts'
import { flatten } from '../model/state-dict.ts'
import { corpusOf, readText } from '../text/corpus.ts'
import { tokenizer } from '../text/tokenizer.ts'
import { takeState } from './checkpoint.ts'
import { readCheckpoint, writeCheckpoint } from './checkpoint-folder.ts'
import { firstLossWarning } from './first-loss.ts'
import { trainOnRank, type TrainedModel } from './loop.ts'
import { MetricsWriter } from './metrics.ts'
import { type RankReport, rankReport } from './rank-report.ts'
import { ResourceMeter } from './resources.ts'
import type { Trainer } from './step.ts'

/** What to train, and where; plain data. */
export interface TrainingJobFiles {
  readonly config: TrainingConfig
  /** The default text if there is none. */
  readonly textFile?: string
  /** Of the run; exists. */
  readonly folder: string
  readonly strategy: StrategyName
  readonly engine?: EngineName
  /** Stops after this step. */
  readonly until?: number
  /** A checkpoint's file to go on from. */
  readonly resume?: string
  /** Steps between checkpoints. */
  readonly checkpointEvery: number
  /** How many of the newest checkpoints stay. */
  readonly keep: number
  /** Tokens of the text that the model writes before the first and after the last step; 0 for none. */
  readonly sampleTokens: number
}

/** What rank 0 tells at the end. */
export interface TrainingJobOutcome {
  readonly engine: EngineName
  readonly engineReason: string
  readonly startedAt: number
  readonly steps: number
  readonly checkpoint?: string
  readonly sampleBefore?: string | undefined
  readonly sampleAfter?: string | undefined
  /** Why the first loss is suspicious, if it is. */
  readonly warning?: string | undefined
  /** What this rank did in its last step, and what it keeps; if it took one. */
  readonly report?: RankReport
  /** The reports of all ranks, by rank. */
  readonly reports?: readonly RankReport[]
}

/** While this file is in the run's folder, its ranks stop after the step that they are at. */
export const STOP_FILE = 'stop'
const PROMPT = 'The '
const SAMPLE_SEED = 1

/** Trains on this rank. */
export default async function trainRank(group: ProcessGroup, data: unknown): Promise<TrainingJobOutcome> {
  const job = data as TrainingJobFiles
  const { config, folder, strategy, until } = job
  const words = tokenizer(config.model.vocabularySize)
  const corpus = corpusOf(await readText(job.textFile), words, config.validationShare)
  const engine = await startEngine(job.engine)
  const from = job.resume === undefined ? undefined : readCheckpoint(job.resume).checkpoint
  const writes = group.rank === 0
  const notes: Notes = { startedAt: 0, steps: 0 }
  const meter = writes ? new ResourceMeter(() => performance.now()) : undefined
  let metrics: MetricsWriter | undefined
  let stepEndMs = performance.now()

  /** Collective: the parameters are gathered. */
  const sample = async (model: TrainedModel, trainer: Trainer): Promise<string | undefined> => {
    if (job.sampleTokens === 0) return undefined
    const { tensors } = await takeState(group, model.units, trainer)
    if (!writes) return undefined
    const names = model.units.flatMap(({ parameters }) => parameters.map(({ name }) => name))
    const flats = flatten(model.units, Object.fromEntries(names.map((name) => [name, tensors[name]?.values ?? []])))
    const options = { count: job.sampleTokens, temperature: 0.8, topK: 40, seed: SAMPLE_SEED }
    return words.decode(model.generate(flats, [...words.encode(PROMPT)], options))
  }

  const stepped = async (record: TrainingRecord): Promise<void> => {
    if (record.step === 1) notes.warning = firstLossWarning(record.loss, config.model.vocabularySize)
    const nowMs = performance.now()
    const { rows: _rows, ...rest } = record
    const tokensPerSecond = (1000 * record.targets) / (nowMs - stepEndMs)
    if (meter !== undefined) metrics?.write({ ...rest, time: Date.now() / 1000, tokensPerSecond, ...meter.look() })
    stepEndMs = nowMs
    // signals, timers and the answers of children come through between steps
    await new Promise((resolve) => setImmediate(resolve))
  }

  await trainOnRank(
    group,
    engine,
    { config, corpus, strategy, ...(until === undefined ? {} : { until }), ...(from === undefined ? {} : { from }) },
    {
      started: async (model, trainer) => {
        if (writes) metrics = new MetricsWriter(folder, trainer.steps, Date.now() / 1000)
        notes.startedAt = trainer.steps
        notes.sampleBefore = await sample(model, trainer)
        stepEndMs = performance.now()
      },
      now: () => performance.timeOrigin + performance.now(),
      stepped,
      wantsCheckpoint: (step) => step % job.checkpointEvery === 0,
      wantsStop: () => existsSync(join(folder, STOP_FILE)),
      checkpoint: (checkpoint) => {
        notes.checkpoint = writeCheckpoint(folder, checkpoint, job.keep)
        notes.steps = checkpoint.steps
      },
      ended: async (model, trainer) => {
        notes.steps = trainer.steps
        if (trainer.spans.length > 0) notes.report = rankReport(trainer)
        notes.sampleAfter = await sample(model, trainer)
      },
    },
  )
  return { ...notes, engine: engine.name, engineReason: engine.reason }
}

/** The outcome as it grows. */
interface Notes {
  startedAt: number
  steps: number
  checkpoint?: string
  sampleBefore?: string | undefined
  sampleAfter?: string | undefined
  warning?: string | undefined
  report?: RankReport
}
