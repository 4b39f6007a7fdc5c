/** Faults that show with shares in another order, idle ranks and large gradients only. */
import { fullParameters, reshard } from '../../../../src/parallel/reshard.ts'
import { shardedNorm } from '../../../../src/parallel/gradient-norm.ts'
import { lossWeights } from '../../../../src/parallel/weights.ts'
import { ownMicroBatches } from '../../../../src/parallel/micro-batches.ts'
import type { Mutant } from '../../../judge/mutant.ts'

export default [
  {
    id: 'parallel-last-ranks-have-more',
    fault: 'the last ranks have more micro-batches, not the first',
    refutedBy: ['parallel.micro-batches-are-shared-out'],
    parts: {
      ownMicroBatches: (microBatches, ranks, rank) => {
        const { from, to } = ownMicroBatches(microBatches, ranks, ranks - 1 - rank)
        return { from: microBatches - to, to: microBatches - from }
      },
    },
  },
  {
    id: 'parallel-full-parameters-in-the-order-given',
    fault: 'the first share is taken for that of rank 0',
    refutedBy: ['parallel.full-parameters-have-the-model-s-names'],
    parts: {
      fullParameters: (units, states) => {
        let at = -1
        const numbered = states.map((state) => {
          at += 1
          const starts = states[at]?.strategy === 'fsdp' ? (states.find(({ rank }) => rank === at)?.units ?? []) : undefined
          return {
            ...state,
            rank: at,
            units: state.units.map((unit, u) => ({ ...unit, start: starts?.[u]?.start ?? unit.start })),
          }
        })
        return fullParameters(units, numbered)
      },
    },
  },
  {
    id: 'parallel-scaler-invented',
    fault: 'a state without a scaler gets one',
    refutedBy: ['parallel.checkpoints-move-between-layouts'],
    parts: {
      reshard: (units, states, strategy, ranks) =>
        reshard(units, states, strategy, ranks).map((state) => ({ ...state, scaler: state.scaler ?? {} })),
    },
  },
  {
    id: 'parallel-norm-overflows',
    fault: 'squares are float32 numbers: they overflow from 2e19 on',
    refutedBy: ['parallel.the-norm-of-large-gradients'],
    parts: {
      shardedNorm: (units) =>
        units.some((shards) => shards.some((shard) => shard.some((g) => Math.fround(g * g) === Infinity)))
          ? Infinity
          : shardedNorm(units),
    },
  },
  {
    id: 'parallel-idle-ranks-are-no-ranks',
    fault: 'ranks without examples are left out of the number of ranks',
    refutedBy: ['parallel.idle-ranks-are-ranks'],
    parts: {
      lossWeights: (counts) => {
        const busy = counts.filter((count) => count > 0).length
        return lossWeights(counts).map((weight) => (weight * busy) / counts.length)
      },
    },
  },
] satisfies Mutant[]
