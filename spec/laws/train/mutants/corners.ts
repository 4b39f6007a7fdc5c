/** Faults of validation, of options that are told, and of what a checkpoint gives back. */
import { decodeCheckpoint } from '../../../../src/train/checkpoint-bytes.ts'
import { runTraining } from '../../../../src/train/run-training.ts'
import type { Contract } from '../../../../src/contract/index.ts'
import type { TrainingRecord } from '../../../../src/contract/train.ts'
import type { Mutant } from '../../../judge/mutant.ts'
import { otherwise } from '../mutants.ts'

/** What a run leaves, with its records changed. */
const recorded =
  (change: (record: TrainingRecord) => Partial<TrainingRecord>): Contract['runTraining'] =>
  async (request) => {
    const { records, checkpoint } = await runTraining(request)
    return { checkpoint, records: records.map((record) => ({ ...record, ...change(record) })) }
  }

export default [
  {
    id: 'train.loss-is-off-by-little',
    fault: 'losses are off by 2^-9, as they are under another dropout',
    refutedBy: ['train.a-step-is-of-the-model'],
    parts: {
      runTraining: recorded(({ loss, step }) => ({ loss: loss + (step % 2 === 0 ? 1 : -1) * 2 ** -9 })),
    },
  },
  {
    id: 'train.stores-in-float32-always',
    fault: 'activations are stored in float32 whatever the precision',
    refutedBy: ['train.a-step-is-of-the-model'],
    parts: { runTraining: otherwise(() => ({ precision: 'float32' })) },
  },
  {
    id: 'train.skipped-steps-have-norm-0',
    fault: 'the norm of a skipped step is reported as 0',
    refutedBy: ['train.a-skipped-step-has-no-norm'],
    parts: { runTraining: recorded(({ skipped, gradientNorm }) => ({ gradientNorm: skipped ? 0 : gradientNorm })) },
  },
  {
    id: 'train.validates-on-other-rows',
    fault: 'the validation loss is that of the step, not of the text that was kept apart',
    refutedBy: ['train.validation'],
    parts: {
      runTraining: async (request) => {
        const { records, checkpoint } = await runTraining(request)
        return { checkpoint, records: records.map((record) => (record.validationLoss === undefined ? record : { ...record, validationLoss: record.loss })) } // prettier-ignore
      },
    },
  },
  {
    id: 'train.validates-late',
    fault: 'the first validation comes after twice the given number of steps',
    refutedBy: ['train.validation'],
    parts: {
      runTraining: async (request) => {
        const { records, checkpoint } = await runTraining(request)
        const { validateEvery } = request.config
        return { checkpoint, records: records.map(({ validationLoss, ...record }) => (validationLoss === undefined || record.step === validateEvery ? record : { ...record, validationLoss })) } // prettier-ignore
      },
    },
  },
  {
    id: 'train.always-shuffles',
    fault: 'rows are shuffled though they are to come in order',
    refutedBy: ['train.rows-as-told'],
    parts: { runTraining: otherwise(({ shuffle }) => (shuffle === false ? { shuffle: true } : {})) },
  },
  {
    id: 'train.never-drops',
    fault: 'the last round is filled up though it is to be left out',
    refutedBy: ['train.rows-as-told'],
    parts: { runTraining: otherwise(({ dropLast }) => (dropLast === true ? { dropLast: false } : {})) },
  },
  {
    id: 'checkpoint.flattens',
    fault: 'tensors come back as vectors',
    refutedBy: ['checkpoint.round-trip'],
    parts: {
      decodeCheckpoint: (bytes) => {
        const checkpoint = decodeCheckpoint(bytes)
        return { ...checkpoint, tensors: Object.fromEntries(Object.entries(checkpoint.tensors).map(([name, { values }]) => [name, { shape: [values.length], values }])) } // prettier-ignore
      },
    },
  },
  {
    id: 'checkpoint.invents-a-scaler',
    fault: 'a checkpoint without a scaler comes back with one',
    refutedBy: ['checkpoint.round-trip'],
    parts: { decodeCheckpoint: (bytes) => ({ scaler: {}, ...decodeCheckpoint(bytes) }) },
  },
] satisfies Mutant[]
