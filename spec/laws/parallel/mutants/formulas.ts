/** Wrong weights, shares, formulas and checkpoints. */
import type { Unit } from '../../../../src/contract/model.ts'
import type { RankState } from '../../../../src/contract/parallel.ts'
import { shardedNorm } from '../../../../src/parallel/gradient-norm.ts'
import { stateBytes } from '../../../../src/parallel/memory.ts'
import { fullParameters, reshard } from '../../../../src/parallel/reshard.ts'
import { runningMeans } from '../../../../src/parallel/running-means.ts'
import { shardUnit } from '../../../../src/parallel/shard.ts'
import { stepBytes } from '../../../../src/parallel/step-bytes.ts'
import { averageOverRanks } from '../../../../src/parallel/weights.ts'
import type { Mutant } from '../../../judge/mutant.ts'

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0)

function added(gradients: readonly Float64Array[], weight: (k: number) => number): Float64Array {
  const [first = new Float64Array()] = gradients
  return first.map((_, i) => sum(gradients.map((gradient, k) => weight(k) * (gradient[i] ?? NaN))))
}

const mutant = (id: string, fault: string, refutedBy: readonly string[], parts: Mutant['parts']): Mutant => ({
  id,
  fault,
  refutedBy: refutedBy.map((law) => `parallel.${law}`),
  parts,
})

export default [
  mutant(
    'parallel.average-is-a-sum',
    'gradients are summed over the ranks',
    ['equal-shares-average-to-the-gradient', 'averaged-sums-are-a-rank-s-share', 'seven-rows-on-four-ranks'],
    { averageOverRanks: (gradients) => added(gradients, () => 1) },
  ),
  mutant(
    'parallel.average-divides-twice',
    'gradients are divided by the number of ranks twice',
    ['equal-shares-average-to-the-gradient'],
    {
      averageOverRanks: (gradients) => added(gradients, () => gradients.length ** -2),
    },
  ),
  mutant(
    'parallel.mean-ignores-rank-sizes',
    'ranks with few examples weigh as much as others',
    ['seven-rows-on-four-ranks', 'ranks-without-examples-have-no-say'],
    {
      meanOfRankGradients: (gradients) => averageOverRanks(gradients),
    },
  ),
  mutant(
    'parallel.weight-lacks-the-number-of-ranks',
    'a rank’s weight is n / N, without the number of ranks',
    ['unequal-shares-are-weighted'],
    {
      lossWeights: (counts) => counts.map((count) => count / sum(counts)),
    },
  ),
  mutant('parallel.padded-tokens-count', 'padded tokens are counted', ['ignored-targets-do-not-count'], {
    countTargets: ({ targets }) => targets.length,
  }),
  mutant(
    'parallel.accumulation-is-not-divided',
    'micro-batches are added up without division',
    ['accumulation-is-the-big-batch', 'seven-rows-on-four-ranks'],
    {
      accumulateGradients: (gradients) => added(gradients, () => 1),
    },
  ),
  mutant(
    'parallel.accumulation-ignores-sizes',
    'micro-batches count the same whatever their size',
    ['accumulation-is-the-big-batch'],
    {
      accumulateGradients: (gradients) => averageOverRanks(gradients),
    },
  ),
  mutant(
    'parallel.uneven-micro-batches-are-dropped',
    'micro-batches that do not divide evenly are dropped',
    ['micro-batches-are-shared-out'],
    {
      ownMicroBatches: (microBatches, ranks, rank) => {
        const each = Math.floor(microBatches / ranks)
        return { from: rank * each, to: (rank + 1) * each }
      },
    },
  ),
  mutant('parallel.last-rank-takes-the-rest', 'the last rank takes all that is left over', ['micro-batches-are-shared-out'], {
    ownMicroBatches: (microBatches, ranks, rank) => {
      const each = Math.floor(microBatches / ranks)
      return { from: rank * each, to: rank === ranks - 1 ? microBatches : (rank + 1) * each }
    },
  }),
  mutant(
    'parallel.same-bits-need-only-divisibility',
    'sums are said to have the same bits whenever the ranks divide the micro-batches',
    ['same-bits-needs-whole-subtrees'],
    {
      sameBitsAsSingle: (microBatches, ranks) => microBatches % ranks === 0,
    },
  ),
  mutant(
    'parallel.last-elements-have-no-shard',
    'the last elements have no shard',
    ['shards-are-equal-and-cover', 'flat-parameters-of-803-elements'],
    {
      shardUnit: (size, ranks, multiple = 256) => {
        const length = Math.max(1, Math.floor(size / (ranks * multiple))) * multiple
        return { length, padded: length * ranks }
      },
    },
  ),
  mutant(
    'parallel.shards-are-too-long',
    'shards have a chunk more than they need',
    ['shards-are-equal-and-cover', 'flat-parameters-of-803-elements'],
    {
      shardUnit: (size, ranks, multiple = 256) => {
        const length = shardUnit(size, ranks, multiple).length + multiple
        return { length, padded: length * ranks }
      },
    },
  ),
  mutant(
    'parallel.norm-is-the-largest-of-shards',
    'the norm is the largest of the shards’ norms',
    ['the-norm-of-shards-is-the-norm'],
    {
      shardedNorm: (units) =>
        Math.max(...(units[0] ?? []).map((_, rank) => shardedNorm(units.map((shards) => [shards[rank] as Float32Array])))),
    },
  ),
  mutant(
    'parallel.norm-adds-shard-by-shard',
    'squares are added up shard by shard, so that rounding depends on their number',
    ['the-norm-of-shards-is-the-norm'],
    {
      shardedNorm: (units) =>
        Math.sqrt(sum(units.map((shards) => sum(shards.map((shard) => shard.reduce((s, g) => s + g * g, 0)))))),
    },
  ),
  mutant('parallel.buffers-stay-with-rank-0', 'buffers of rank 0 do not come to the others', ['buffers-follow-their-rule'], {
    runningMeans: (steps, momentum, rule) => runningMeans(steps, momentum, rule === 'from rank 0' ? 'local' : rule),
  }),
  mutant(
    'parallel.statistics-of-the-whole-batch',
    'statistics are taken to be those of the whole batch',
    ['buffers-follow-their-rule'],
    {
      runningMeans: (steps, momentum) => runningMeans(steps, momentum, 'synchronised'),
    },
  ),
  mutant(
    'parallel.state-forgets-one-moment',
    'one moment is forgotten: 12 bytes a parameter',
    ['state-takes-16-bytes-a-parameter', 'what-is-sharded-adds-up-to-one-copy', 'each-rank-keeps-its-share-only'],
    {
      stateBytes: (...which) => (stateBytes(...which) * 12) / 16,
    },
  ),
  mutant(
    'parallel.ddp-divides-the-moments',
    'DDP divides the moments by the number of ranks',
    ['state-takes-16-bytes-a-parameter', 'what-is-sharded-adds-up-to-one-copy', 'each-rank-keeps-its-share-only'],
    {
      stateBytes: (parameters, ranks, sharded) => stateBytes(parameters, ranks, sharded === 'nothing' ? 'moments' : sharded),
    },
  ),
  mutant(
    'parallel.fsdp-sends-two-copies',
    'FSDP is said to send two copies a step',
    ['a-step-sends-two-or-three-copies', 'a-step-sends-what-the-formula-says'],
    {
      stepBytes: (strategy, parameters, ranks) => stepBytes(strategy === 'fsdp' ? 'ddp' : strategy, parameters, ranks),
    },
  ),
  mutant(
    'parallel.padding-is-saved',
    'padding is saved with the last parameter of a unit',
    ['full-parameters-have-the-model-s-names'],
    {
      fullParameters: (units, states) => fullParameters(units.map(padded), states),
    },
  ),
  mutant('parallel.names-keep-the-prefix', 'names keep the wrapper’s prefix', ['full-parameters-have-the-model-s-names'], {
    fullParameters: (units, states) =>
      Object.fromEntries(Object.entries(fullParameters(units, states)).map(([name, full]) => [`module.${name}`, full])),
  }),
  mutant(
    'parallel.moments-are-left-behind',
    'moments are not moved with the parameters',
    ['checkpoints-move-between-layouts', 'a-run-goes-on-in-another-layout'],
    { reshard: (...which) => reshard(...which).map(withoutMoments) },
  ),
  mutant('parallel.neighbours-swap-shards', 'neighbours get each other’s shards', ['shards-of-a-checkpoint-partition-it'], {
    reshard: (units, states, strategy, ranks) => {
      const right = reshard(units, states, strategy, ranks)
      return right.map((state, rank) => ({ ...state, units: right[(rank + 1) % ranks]?.units ?? [] }))
    },
  }),
]

function padded(unit: Unit): Unit {
  const last = unit.parameters.length - 1
  return {
    ...unit,
    parameters: unit.parameters.map((parameter, i) =>
      i === last ? { ...parameter, shape: [unit.padded - parameter.offset] } : parameter,
    ),
  }
}

function withoutMoments(state: RankState): RankState {
  return {
    ...state,
    units: state.units.map((unit) => ({ ...unit, moments: unit.moments.map((moment) => moment.slice().fill(0)) })),
  }
}
