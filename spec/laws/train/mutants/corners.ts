/** Faults of validation, of options that are told, and of what a checkpoint gives back. */
import { decodeCheckpoint } from '../../../../src/train/checkpoint-bytes.ts'
import { runTraining } from '../../../../src/train/run-training.ts'
import type { Mutant } from '../../../judge/mutant.ts'
import { otherwise } from '../mutants.ts'

export default [
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
    fault: 'the first validation comes after twice the told number of steps',
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
