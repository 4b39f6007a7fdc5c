/** When the average over ranks is the gradient of the mean over all examples, and what it takes when it is not. */
import fc from 'fast-check'
import { law, once } from '../../judge/spec.ts'
import { anyLine, anyShards, equalShards, meanGradient, WEIGHTED } from './regression.ts'

const LINEAR =
  'derived here: the mean over all is sum n_r / N times the mean of rank r, and 1 / W for each rank exactly when n_r = N / W'

/** w = 1/2, b = 0; x = 1 … 7 and their t; shards of 2, 2, 2 and 1. */
const SEVEN = [2, 1, 4, 3, 6, 5, 8].map((t, i) => ({ x: i + 1, t }))
const HALF = { w: 0.5, b: 0 }
const SHARDS = [SEVEN.slice(0, 2), SEVEN.slice(2, 4), SEVEN.slice(4, 6), SEVEN.slice(6)]

/** A dozen roundings of numbers below 64 (up to 200 where nothing is divided). */
const GOLDEN = 1e-12

export default [
  law({
    id: 'parallel.equal-shares-average-to-the-gradient',
    says: 'if every rank has as many examples as the others, the plain average of their mean gradients is the gradient of the mean over all',
    cites: LINEAR,
    needs: ['averageOverRanks'],
    holds: ({ averageOverRanks }, w) =>
      fc.property(anyLine, equalShards, (line, shards) => {
        const average = averageOverRanks(shards.map((points) => meanGradient(line, points)))
        w.close('gradient', average, meanGradient(line, shards.flat()), WEIGHTED)
      }),
  }),
  law({
    id: 'parallel.unequal-shares-are-weighted',
    says: 'with n_r W / N as the weight of rank r, the plain average is the gradient of the mean over all examples, however unequal the shares',
    cites: LINEAR,
    needs: ['averageOverRanks', 'lossWeights'],
    reaches: ['unequal shares'],
    holds: ({ averageOverRanks, lossWeights }, w) =>
      fc.property(anyLine, anyShards, (line, shards) => {
        const weights = lossWeights(shards.map(({ length }) => length))
        const weighted = shards.map((points, rank) => meanGradient(line, points).map((g) => g * (weights[rank] ?? NaN)))
        if (new Set(shards.map(({ length }) => length)).size > 1) w.reached('unequal shares')
        w.close('gradient', averageOverRanks(weighted), meanGradient(line, shards.flat()), WEIGHTED)
      }),
  }),
  law({
    id: 'parallel.ranks-without-examples-have-no-say',
    says: 'the mean over all examples does not depend on ranks that have none, whatever gradient they bring',
    cites: 'derived here: 0 / 0 has no weight',
    needs: ['meanOfRankGradients'],
    holds: ({ meanOfRankGradients }, w) =>
      fc.property(anyLine, anyShards, fc.nat({ max: 8 }), (line, shards, place) => {
        const withIdle = shards.toSpliced(place, 0, [])
        const mean = meanOfRankGradients(
          withIdle.map((points) => meanGradient(line, points)),
          withIdle.map(({ length }) => length),
        )
        w.close('gradient', mean, meanGradient(line, shards.flat()), WEIGHTED)
      }),
  }),
  law({
    id: 'parallel.idle-ranks-are-ranks',
    says: 'a rank without examples has the weight 0 and is counted among the ranks: counts of 2, 0 and 6 give 3/4, 0 and 9/4',
    cites: 'definition: n_r W / N',
    needs: ['lossWeights'],
    holds: ({ lossWeights }, w) =>
      once(() => {
        w.close('2, 0 and 6', lossWeights([2, 0, 6]), [0.75, 0, 2.25], 1e-15)
        w.close('all on the last', lossWeights([0, 0, 0, 5]), [0, 0, 0, 4], 1e-15)
      }),
  }),
  law({
    id: 'parallel.averaged-sums-are-a-rank-s-share',
    says: 'if every rank brings the gradient of a sum, the average over W ranks is 1 / W of the gradient of the sum over all',
    cites: 'PyTorch, DistributedDataParallel: gradients are averaged, so that a summed loss needs the factor W',
    needs: ['averageOverRanks'],
    holds: ({ averageOverRanks }, w) =>
      fc.property(anyLine, anyShards, (line, shards) => {
        const sum = (points: typeof SEVEN) => meanGradient(line, points).map((g) => g * points.length)
        const share = sum(shards.flat()).map((g) => g / shards.length)
        // Sums of up to 8 points are up to 8 times the means that WEIGHTED is for.
        w.close('gradient', averageOverRanks(shards.map(sum)), share, 8 * WEIGHTED)
      }),
  }),
  law({
    id: 'parallel.accumulation-is-the-big-batch',
    says: 'mean gradients of micro-batches, each divided by its share and added up, are the gradient of the mean over all of them, whatever their sizes',
    cites: LINEAR,
    needs: ['accumulateGradients'],
    holds: ({ accumulateGradients }, w) =>
      fc.property(anyLine, anyShards, (line, parts) => {
        const sum = accumulateGradients(
          parts.map((points) => meanGradient(line, points)),
          parts.map(({ length }) => length),
        )
        w.close('gradient', sum, meanGradient(line, parts.flat()), WEIGHTED)
      }),
  }),
  law({
    id: 'parallel.seven-rows-on-four-ranks',
    says: 'for seven given points on ranks of 2, 2, 2 and 1 the weighted mean is (-148/7, -30/7), the mean of means is (-211/8, -39/8), and micro-batches of 3, 3 and 1 accumulate to (-148/7, -30/7)',
    cites: 'computed here in fractions by hand',
    needs: ['averageOverRanks', 'meanOfRankGradients', 'accumulateGradients'],
    holds: ({ averageOverRanks, meanOfRankGradients, accumulateGradients }, w) =>
      once(() => {
        const means = SHARDS.map((points) => meanGradient(HALF, points))
        const all = [-148 / 7, -30 / 7]
        w.close(
          'means of the ranks',
          means.flatMap((mean) => [...mean]),
          [-1.5, -1.5, -11.5, -3.5, -29.5, -5.5, -63, -9],
          GOLDEN,
        )
        w.close('mean of means', averageOverRanks(means), [-211 / 8, -39 / 8], GOLDEN)
        w.close('weighted mean', meanOfRankGradients(means, [2, 2, 2, 1]), all, GOLDEN)
        const micro = [SEVEN.slice(0, 3), SEVEN.slice(3, 6), SEVEN.slice(6)].map((points) => meanGradient(HALF, points))
        w.close('accumulated over 3, 3 and 1', accumulateGradients(micro, [3, 3, 1]), all, GOLDEN)
        // The last rank filled up with row 0, or without its short batch: other numbers, so that neither is the mean over the seven.
        const padded = [...SHARDS.slice(0, 3), [...(SHARDS[3] ?? []), ...SEVEN.slice(0, 1)]]
        w.close('padded', averageOverRanks(padded.map((points) => meanGradient(HALF, points))), [-18.875, -4.125], GOLDEN)
        w.close('last row dropped', averageOverRanks(means.slice(0, 3)), [-42.5 / 3, -3.5], GOLDEN)
      }),
  }),
  law({
    id: 'parallel.ignored-targets-do-not-count',
    says: 'a batch counts as many targets as are not -100, which is what the weights of ranks with masked tokens are made of',
    cites: 'PyTorch, cross_entropy: ignore_index = -100 contributes neither to the loss nor to the number that it is divided by',
    needs: ['countTargets'],
    reaches: ['ignored', 'counted'],
    holds: ({ countTargets }, w) =>
      fc.property(fc.array(fc.oneof(fc.constant(-100), fc.nat({ max: 50_000 })), { minLength: 1, maxLength: 40 }), (targets) => {
        const batch = {
          rows: 1,
          length: targets.length,
          tokens: new Int32Array(targets.length),
          targets: Int32Array.from(targets),
        }
        const counted = targets.filter((target) => target >= 0).length
        if (counted > 0) w.reached('counted')
        if (counted < targets.length) w.reached('ignored')
        w.equal('targets', countTargets(batch), counted)
      }),
  }),
]
