/** Other right ways to weigh, to take norms and to keep means. */
import { shardedNorm } from '../../../src/parallel/gradient-norm.ts'
import { runningMeans } from '../../../src/parallel/running-means.ts'
import { accumulateGradients, lossWeights, meanOfRankGradients } from '../../../src/parallel/weights.ts'
import type { Variant } from '../../judge/mutant.ts'

/** The mean over all, weighed one after the other: each moves the mean by its share so far. */
function runningMean(gradients: readonly Float64Array[], counts: readonly number[]): Float64Array {
  const mean = new Float64Array(gradients[0]?.length ?? 0)
  let seen = 0
  for (const [k, gradient] of gradients.entries()) {
    const count = counts[k] ?? 0
    if (count === 0) continue
    seen += count
    gradient.forEach((g, i) => (mean[i] = (mean[i] ?? NaN) + (g - (mean[i] ?? NaN)) * (count / seen)))
  }
  return mean
}

export default [
  {
    id: 'parallel.means-one-after-the-other',
    because: 'a mean that moves by the share of what comes is the mean, and a weight is a count over the mean count',
    parts: {
      lossWeights: (counts) => {
        const { length } = lossWeights(counts) // for its refusals
        const each = counts.reduce((sum, count) => sum + count, 0) / length
        return counts.map((count) => count / each)
      },
      meanOfRankGradients: (gradients, counts) => {
        meanOfRankGradients(gradients, counts) // for its refusals
        return runningMean(gradients, counts)
      },
      accumulateGradients: (gradients, counts) => {
        accumulateGradients(gradients, counts) // for its refusals
        return runningMean(gradients, counts)
      },
    },
  },
  {
    id: 'parallel.norm-by-fours',
    because: 'squares are added in four sums within a chunk of 256: the same bits for any number of shards',
    parts: {
      shardedNorm: (units) => {
        shardedNorm(units) // for its refusals
        let sum = 0
        for (const shards of units) {
          for (const shard of shards) {
            for (let chunk = 0; chunk < shard.length; chunk += 256) {
              const four = [0, 0, 0, 0]
              shard.subarray(chunk, chunk + 256).forEach((g, i) => (four[i % 4] = (four[i % 4] ?? NaN) + g * g))
              sum += four.reduce((a, b) => a + b)
            }
          }
        }
        return Math.sqrt(sum)
      },
    },
  },
  {
    id: 'parallel.buffers-moved-by-the-difference',
    because: 'r + momentum (x - r) is (1 - momentum) r + momentum x, rounded otherwise',
    parts: {
      runningMeans: (steps, momentum, rule) => {
        const { length } = runningMeans(steps, momentum, rule) // for its refusals
        const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length
        const looked = (values: readonly Float64Array[], rank: number): number[] =>
          rule === 'synchronised'
            ? values.flatMap((each) => [...each]).toReversed()
            : [...(values[rule === 'local' ? rank : 0] ?? [])].toReversed()
        return Float64Array.from({ length }, (_, rank) =>
          steps.reduce((r, values) => r + momentum * (mean(looked(values, rank)) - r), 0),
        )
      },
    },
  },
] satisfies Variant[]
