/** Faults of runs and of checkpoints. */
import type { Checkpoint, TrainingRequest, TrainingRun } from '../../../src/contract/train.ts'
import { toBfloat16 } from '../../../src/numeric/half.ts'
import { decodeCheckpoint, encodeCheckpoint } from '../../../src/train/checkpoint-bytes.ts'
import { runTraining } from '../../../src/train/run-training.ts'
import type { Mutant } from '../../judge/mutant.ts'
import { tracing } from '../../judge/trace.ts'

/** What a run leaves that goes on from nothing: the same whatever is lost later. */
const fromTheStart = tracing(['runTraining'], ({ runTraining: run }, request: string) =>
  run(JSON.parse(request) as TrainingRequest),
)

/** A run that loses something of the checkpoint that it goes on from. */
function forgetting(lose: (checkpoint: Checkpoint) => Partial<Checkpoint>) {
  return (request: TrainingRequest): Promise<TrainingRun> => {
    if (request.from === undefined) return fromTheStart({ runTraining }, JSON.stringify(request))
    const saved = decodeCheckpoint(request.from)
    return runTraining({ ...request, from: encodeCheckpoint({ ...saved, ...lose(saved) }) })
  }
}

/** A run whose configuration is another than the one that it was given and that it writes down. */
export function otherwise(change: (config: TrainingRequest['config'], from: boolean) => Partial<TrainingRequest['config']>) {
  return async (request: TrainingRequest): Promise<TrainingRun> => {
    const config = { ...request.config, ...change(request.config, request.from !== undefined) }
    const named = (bytes: Uint8Array, own: TrainingRequest['config']) =>
      encodeCheckpoint({ ...decodeCheckpoint(bytes), config: own })
    const run = await runTraining({
      ...request,
      config,
      ...(request.from === undefined ? {} : { from: named(request.from, config) }),
    })
    return { ...run, checkpoint: named(run.checkpoint, request.config) }
  }
}

/** Replaces the tensors whose names match. */
const tensors = ({ tensors: all }: Checkpoint, names: RegExp, change: (values: Float32Array) => Float32Array) => ({
  tensors: Object.fromEntries(
    Object.entries(all).map(([name, tensor]) => [name, names.test(name) ? { ...tensor, values: change(tensor.values) } : tensor]),
  ),
})

export default [
  {
    id: 'train.moments-are-not-saved',
    fault: "the optimizer's moments are not saved: they begin at 0 again",
    refutedBy: ['train.resume-is-bitwise', 'train.ranks-change-nothing'],
    parts: { runTraining: forgetting((saved) => tensors(saved, /^optimizer\./, (values) => values.map(() => 0))) },
  },
  {
    id: 'train.step-count-is-not-saved',
    fault: "the optimizer's step count is not saved: the moments are corrected as in the first steps",
    refutedBy: ['train.resume-is-bitwise', 'train.ranks-change-nothing'],
    parts: { runTraining: forgetting(() => ({ updates: 0 })) },
  },
  {
    id: 'train.schedule-is-not-saved',
    fault: 'the schedule is not saved: a resumed run warms up again',
    refutedBy: ['train.resume-is-bitwise'],
    parts: {
      runTraining: otherwise(({ schedule }, resumed) =>
        resumed ? { schedule: { ...schedule, warmupSteps: schedule.warmupSteps + 4, floor: 0 } } : {},
      ),
    },
  },
  {
    id: 'train.generator-is-not-saved',
    fault: 'the generator of dropout and order is not saved: a resumed run has another seed',
    refutedBy: ['train.resume-is-bitwise'],
    parts: { runTraining: otherwise(({ seed }, resumed) => (resumed ? { seed: seed + 1 } : {})) },
  },
  {
    id: 'train.scaler-is-not-saved',
    fault: 'the scaler is not saved: its scale begins anew',
    refutedBy: ['train.resume-is-bitwise'],
    parts: {
      runTraining: forgetting(({ config, scaler }) =>
        scaler === undefined ? {} : { scaler: { ...scaler, scale: config.scaler?.initScale, growthTracker: 0 } },
      ),
    },
  },
  {
    id: 'train.clean-steps-are-not-saved',
    fault: 'the count of clean steps of the scaler is not saved',
    refutedBy: ['train.resume-is-bitwise'],
    parts: { runTraining: forgetting(({ scaler }) => (scaler === undefined ? {} : { scaler: { ...scaler, growthTracker: 0 } })) },
  },
  {
    id: 'train.resumes-an-epoch-ahead',
    fault: 'a resumed run is one epoch ahead',
    refutedBy: ['train.resume-is-bitwise'],
    parts: { runTraining: forgetting(({ position }) => ({ position: { ...position, epoch: position.epoch + 1 } })) },
  },
  {
    id: 'train.position-lost',
    fault: 'the place in the data is not saved: a resumed run begins at the first row',
    refutedBy: ['train.resume-is-bitwise', 'train.ranks-change-nothing'],
    parts: { runTraining: forgetting(() => ({ position: { epoch: 0, batch: 0 } })) },
  },
  {
    id: 'train.batch-repeated',
    fault: 'the batch that the checkpoint came after is taken again',
    refutedBy: ['train.resume-is-bitwise', 'train.ranks-change-nothing'],
    parts: { runTraining: forgetting(({ position }) => ({ position: { ...position, batch: Math.max(0, position.batch - 1) } })) },
  },
  {
    id: 'train.half-checkpoint',
    fault: 'parameters are saved in half precision',
    refutedBy: ['train.resume-is-bitwise', 'train.ranks-change-nothing'],
    parts: {
      runTraining: forgetting((saved) =>
        tensors(saved, /^(?!optimizer)/, (values) => values.map((x) => Math.round(x * 2 ** 11) / 2 ** 11)),
      ),
    },
  },
  {
    id: 'train.ranks-draw-alone',
    fault: 'with several ranks the seed is another: each layout sees its own order',
    refutedBy: ['train.ranks-change-nothing'],
    parts: { runTraining: (request) => otherwise(({ seed }) => ({ seed: seed + (request.ranks ?? 1) - 1 }))(request) },
  },
  {
    id: 'train.no-shuffle',
    fault: 'rows come in the order of the text in every epoch: set_epoch is never called',
    refutedBy: ['train.every-row-every-epoch'],
    parts: { runTraining: otherwise(() => ({ shuffle: false })) },
  },
  {
    id: 'train.drops-rows',
    fault: 'the rows that do not fill a round are left out though nobody asked',
    refutedBy: ['train.every-row-every-epoch'],
    parts: { runTraining: otherwise(() => ({ dropLast: true })) },
  },
  {
    id: 'train.schedule-a-step-late',
    fault: 'the rate is that of the step before',
    refutedBy: ['train.follows-the-schedule'],
    parts: {
      runTraining: async (request) => {
        const run = await runTraining(request)
        return { ...run, records: run.records.map((record, i) => ({ ...record, learningRate: run.records[Math.max(0, i - 1)]?.learningRate ?? 0 })) } // prettier-ignore
      },
    },
  },
  {
    id: 'train.no-clip',
    fault: 'gradients are not clipped',
    refutedBy: ['train.follows-the-schedule'],
    parts: { runTraining: otherwise(() => ({ maxNorm: 1e9 })) },
  },
  {
    id: 'train.loss-divided-twice',
    fault: "a step's loss is divided by the number of micro-batches once more",
    refutedBy: ['train.first-loss'],
    parts: {
      runTraining: async (request) => {
        const run = await runTraining(request)
        return { ...run, records: run.records.map((record) => ({ ...record, loss: record.loss / request.config.microBatches })) }
      },
    },
  },
  {
    id: 'train.loss-is-half-precision',
    fault: 'the loss is kept in half precision',
    refutedBy: ['train.loss-is-float32'],
    parts: {
      runTraining: async (request) => {
        const run = await runTraining(request)
        const losses = toBfloat16(Float32Array.from(run.records, ({ loss }) => loss))
        return { ...run, records: run.records.map((record, i) => ({ ...record, loss: losses[i] ?? NaN })) }
      },
    },
  },
  {
    id: 'train.learns-nothing',
    fault: "the optimizer is built over parameters that are not the model's: nothing moves",
    refutedBy: ['train.learns'],
    parts: { runTraining: otherwise(({ schedule }) => ({ schedule: { ...schedule, peak: 1e-12, floor: 0 } })) },
  },
  {
    id: 'checkpoint.unchecked',
    fault: 'the checksum is not looked at',
    refutedBy: ['checkpoint.refuses-damage'],
    parts: {
      decodeCheckpoint: (bytes) => {
        try {
          return decodeCheckpoint(bytes)
        } catch (error) {
          if (String(error).includes('changed after it was written: expected')) return decodeCheckpoint(encodeCheckpoint(NOTHING))
          throw error
        }
      },
    },
  },
  {
    id: 'checkpoint.cut-is-taken',
    fault: 'what is missing at the end is taken for zeros',
    refutedBy: ['checkpoint.refuses-damage'],
    parts: {
      decodeCheckpoint: (bytes) => {
        try {
          return decodeCheckpoint(bytes)
        } catch (error) {
          if (String(error).includes('is cut short:')) return decodeCheckpoint(encodeCheckpoint(NOTHING))
          throw error
        }
      },
    },
  },
  {
    id: 'checkpoint.any-file',
    fault: 'a file of somebody else is taken for an empty checkpoint',
    refutedBy: ['checkpoint.refuses-foreign'],
    parts: {
      decodeCheckpoint: (bytes) => {
        try {
          return decodeCheckpoint(bytes)
        } catch {
          return decodeCheckpoint(encodeCheckpoint(NOTHING))
        }
      },
    },
  },
  {
    id: 'checkpoint.through-text',
    fault: 'zeros lose their sign',
    refutedBy: ['checkpoint.round-trip'],
    parts: {
      encodeCheckpoint: (checkpoint) =>
        encodeCheckpoint({ ...checkpoint, ...tensors(checkpoint, /^/, (values) => values.map((x) => x + 0)) }),
    },
  },
  {
    id: 'checkpoint.own-format',
    fault: 'the header ends where it ends, not at a multiple of 8 bytes',
    refutedBy: ['checkpoint.is-safetensors'],
    parts: {
      encodeCheckpoint: (checkpoint) => {
        const bytes = Buffer.from(encodeCheckpoint(checkpoint))
        const length = Number(bytes.readBigUInt64LE()) + 1
        bytes.writeBigUInt64LE(BigInt(length))
        return Buffer.concat([bytes.subarray(0, 7 + length), Buffer.from(' '), bytes.subarray(7 + length)])
      },
    },
  },
  {
    id: 'checkpoint.of-any-run',
    fault: "a checkpoint of another run is gone on from, in that run's configuration",
    refutedBy: ['checkpoint.of-another-run'],
    parts: {
      runTraining: (request) => {
        if (request.from === undefined) return runTraining(request)
        const saved = decodeCheckpoint(request.from)
        return saved.config.seed === request.config.seed
          ? runTraining(request)
          : runTraining({ ...request, config: saved.config })
      },
    },
  },
] satisfies Mutant[]

const NOTHING: Checkpoint = {
  config: { model: { vocabularySize: 256, contextLength: 1, channels: 1, heads: 1, layers: 1 }, microBatches: 1, rows: 1, steps: 1, schedule: { kind: 'constant', peak: 1, warmupSteps: 0 }, betas: [0, 0], eps: 0, weightDecay: 0, precision: 'float32', seed: 0, validationShare: 0, validateEvery: 1, validationBatches: 1 }, // prettier-ignore
  textSha256: '',
  position: { epoch: 0, batch: 0 },
  steps: 0,
  updates: 0,
  tensors: {},
}
