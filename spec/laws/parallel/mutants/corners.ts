/** Faults that show with shares in another order, idle ranks, large gradients and rarely told options only. */
import { fullParameters, reshard } from '../../../../src/parallel/reshard.ts'
import { shardedNorm } from '../../../../src/parallel/gradient-norm.ts'
import { lossWeights } from '../../../../src/parallel/weights.ts'
import { ownMicroBatches } from '../../../../src/parallel/micro-batches.ts'
import type { RankTrace, TrainingJob } from '../../../../src/contract/parallel.ts'
import { trainOnRanks } from '../../../../src/train/train-on-ranks.ts'
import type { Mutant } from '../../../judge/mutant.ts'

/** A run that tells something else of every rank. */
const traces = (change: (trace: RankTrace) => Partial<RankTrace>) => async (job: TrainingJob) => {
  const outcome = await trainOnRanks(job)
  return { ...outcome, ranks: outcome.ranks.map((trace) => ({ ...trace, ...change(trace) })) }
}

export default [
  {
    id: 'parallel.last-ranks-have-more',
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
    id: 'parallel.first-share-is-taken-for-rank-0',
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
    id: 'parallel.reshard-invents-a-scaler',
    fault: 'a state without a scaler gets one',
    refutedBy: ['parallel.checkpoints-move-between-layouts'],
    parts: {
      reshard: (units, states, strategy, ranks) =>
        reshard(units, states, strategy, ranks).map((state) => ({ ...state, scaler: state.scaler ?? {} })),
    },
  },
  {
    id: 'parallel.norm-overflows',
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
    id: 'parallel.idle-ranks-are-no-ranks',
    fault: 'ranks without examples are left out of the number of ranks',
    refutedBy: ['parallel.idle-ranks-are-ranks'],
    parts: {
      lossWeights: (counts) => {
        const busy = counts.filter((count) => count > 0).length
        return lossWeights(counts).map((weight) => (weight * busy) / counts.length)
      },
    },
  },
  {
    id: 'parallel.last-gradients-are-the-first',
    fault: 'the gradients of the first step are reported as those of the last',
    refutedBy: ['parallel.what-goes-on-counts-on'],
    parts: { trainOnRanks: traces(({ firstGradients }) => ({ lastGradients: firstGradients })) },
  },
  {
    id: 'parallel.steps-count-from-one',
    fault: 'a run that goes on numbers its steps from 1',
    refutedBy: ['parallel.what-goes-on-counts-on'],
    parts: {
      trainOnRanks: traces(({ records }) => ({ records: records.map((record, i) => ({ ...record, step: i + 1 })) })),
    },
  },
  {
    id: 'parallel.without-nesterov',
    fault: 'Nesterov does not reach the optimizer',
    refutedBy: ['parallel.nesterov-looks-ahead'],
    parts: {
      trainOnRanks: (job) =>
        trainOnRanks(job.optimizer.kind === 'sgd' ? { ...job, optimizer: { ...job.optimizer, nesterov: false } } : job),
    },
  },
  {
    id: 'parallel.without-buckets',
    fault: 'the size of a message is not bounded',
    refutedBy: ['parallel.buckets-bound-a-message'],
    parts: { trainOnRanks: ({ bucketFloats: _bucketFloats, ...job }) => trainOnRanks(job) },
  },
] satisfies Mutant[]
