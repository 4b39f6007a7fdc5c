/** Other right files, and other right layouts of a run. */
import { decodeCheckpoint, encodeCheckpoint } from '../../../src/train/checkpoint-bytes.ts'
import { runTraining } from '../../../src/train/run-training.ts'
import type { Variant } from '../../judge/mutant.ts'

export default [
  {
    id: 'train.always-on-two-ranks',
    because: 'whoever asks for one rank gets two under DDP where the micro-batches divide: the same bits',
    parts: {
      runTraining: (request) =>
        (request.ranks ?? 1) === 1 && request.config.microBatches % 2 === 0
          ? runTraining({ ...request, strategy: 'ddp', ranks: 2 })
          : runTraining(request),
    },
  },
  {
    id: 'train.on-the-plain-engine',
    because: 'in plain JavaScript, with other kernels and other orders of summation',
    parts: { runTraining: (request) => runTraining({ engine: 'cpu', ...request }) },
  },
  {
    id: 'checkpoint.from-a-buffer',
    because: 'bytes come as a Buffer in the middle of another one, and keys in another order',
    parts: {
      encodeCheckpoint: (checkpoint) => {
        const { tensors, ...state } = checkpoint
        return Buffer.concat([Buffer.alloc(5), encodeCheckpoint({ tensors, ...state })]).subarray(5)
      },
      decodeCheckpoint: (bytes) => {
        const { tensors, ...state } = decodeCheckpoint(Buffer.from(bytes))
        return { tensors: Object.fromEntries(Object.entries(tensors).toReversed()), ...state }
      },
    },
  },
] satisfies Variant[]
