/** Wrong where counts are large, or where a shape is below 1. */
import {
  clopperPearson,
  coverageOfEqualTailed,
  equalTailedInterval,
  highestDensityInterval,
} from '../../../../src/stats/credible-interval.ts'
import { posterior, posteriorDensity, posteriorMedian } from '../../../../src/stats/beta-bernoulli.ts'
import type { Mutant } from '../../../judge/mutant.ts'

export default [
  {
    id: 'coin.median-is-approximated-above-100',
    fault: 'above 100 trials the median is (A - 1/3) / (A + B - 2/3)',
    refutedBy: ['posterior-median.halves-the-mass-at-any-count'],
    parts: {
      posteriorMedian(k, n, prior) {
        if (n <= 100) return posteriorMedian(k, n, prior)
        const { a, b } = posterior(k, n, prior)
        return (a - 1 / 3) / (a + b - 2 / 3)
      },
    },
  },
  {
    id: 'coin.coverage-by-factorials',
    fault: 'binomial coefficients are quotients of factorials, which overflow from 171 trials on',
    refutedBy: ['coverage.counts-every-sample-at-any-count'],
    parts: { coverageOfEqualTailed: (p, n, level) => (n > 170 ? NaN : coverageOfEqualTailed(p, n, level)) },
  },
  {
    id: 'coin.coverage-lacks-a-percent',
    fault: 'from a thousand trials on a hundredth of the coverage is lost',
    refutedBy: ['coverage.counts-every-sample-at-any-count'],
    parts: { coverageOfEqualTailed: (p, n, level) => coverageOfEqualTailed(p, n, level) * (n < 1000 ? 1 : 0.99) },
  },
  {
    id: 'highest-density.equal-tails-on-mixed-shapes',
    fault: 'where one shape is below 1 and the other above, the densest interval leaves equal tails',
    refutedBy: ['highest-density.falls-from-an-end'],
    parts: {
      highestDensityInterval(k, n, level, prior) {
        const { a, b } = posterior(k, n, prior)
        return Math.min(a, b) < 1 && Math.max(a, b) > 1
          ? equalTailedInterval(k, n, level, prior)
          : highestDensityInterval(k, n, level, prior)
      },
    },
  },
  {
    id: 'posterior-density.shapes-near-one-are-flat',
    fault: 'an exponent within 1e-3 of 0 counts as 0',
    refutedBy: ['posterior-density.one-trial-more'],
    parts: {
      posteriorDensity(p, k, n, prior) {
        const { a, b } = posterior(k, n, prior)
        const flat = (shape: number): number => (Math.abs(shape - 1) < 1e-3 ? 1 : shape)
        return posteriorDensity(p, 0, 0, { a: flat(a), b: flat(b) })
      },
    },
  },
  {
    id: 'clopper-pearson.levels-end-at-999',
    fault: 'levels above 99.9 % are taken for 99.9 %',
    refutedBy: ['clopper-pearson.ends-make-the-data-rare'],
    parts: { clopperPearson: (k, n, level) => clopperPearson(k, n, Math.min(level, 0.999)) },
  },
  {
    id: 'equal-tailed.levels-end-at-999',
    fault: 'levels above 99.9 % are taken for 99.9 %',
    refutedBy: ['equal-tailed.leaves-equal-tails'],
    parts: { equalTailedInterval: (k, n, level, prior) => equalTailedInterval(k, n, Math.min(level, 0.999), prior) },
  },
] satisfies Mutant[]
