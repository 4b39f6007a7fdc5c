/** Wrong where counts are large, or where a shape is below 1. */
import { coverageOfEqualTailed, equalTailedInterval, highestDensityInterval } from '../../../../src/stats/credible-interval.ts'
import { posterior, posteriorMedian } from '../../../../src/stats/beta-bernoulli.ts'
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
    refutedBy: ['coverage.stays-near-the-level-at-any-count'],
    parts: { coverageOfEqualTailed: (p, n, level) => (n > 170 ? NaN : coverageOfEqualTailed(p, n, level)) },
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
] satisfies Mutant[]
