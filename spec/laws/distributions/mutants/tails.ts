/** Faults of distributions: the normal, Beta and chi-square. */
import { betaCdf, betaQuantile, chiSquareUpperTail, normalQuantile } from '../../../../src/index.ts'
import { normalUpperTail } from '../../../../src/stats/tails.ts'
import type { Mutant } from '../../../judge/mutant.ts'

export default [
  {
    id: 'normal.upper-tail-is-one-minus-cdf',
    fault: 'a normal upper tail is 1 - cdf, and 0 from 8.3 on',
    refutedBy: ['normal.cdf-matches-frozen-values', 'normal.is-symmetric', 'chi-square.with-one-degree-is-a-squared-normal'],
    parts: { normalUpperTail: (z) => 1 - (1 - normalUpperTail(z)) },
  },
  {
    id: 'normal.cdf-is-one-minus-the-tail',
    fault: 'the normal cdf is 1 - upper tail, and 0 below -8.3',
    refutedBy: ['normal.cdf-matches-frozen-values', 'normal.is-symmetric'],
    parts: { normalCdf: (z) => 1 - normalUpperTail(z) },
  },
  {
    id: 'normal.quantile-is-two-sided',
    fault: 'the normal quantile is the two-sided one',
    refutedBy: [
      'normal.quantile-matches-frozen-values',
      'wilson.ends-are-where-the-score-test-turns',
      'range-of-n.has-a-closed-form',
      'peeking.is-the-sum-over-all-paths',
    ],
    parts: { normalQuantile: (p) => normalQuantile(p <= 0.5 ? p / 2 : 1 - (1 - p) / 2) },
  },
  {
    id: 'beta.shapes-are-exchanged',
    fault: 'the shapes of Beta are exchanged',
    refutedBy: ['beta.cdf-matches-frozen-values', 'beta.quantile-inverts-the-cdf'],
    parts: { betaCdf: (x, a, b) => betaCdf(x, b, a), betaUpperTail: (x, a, b) => betaCdf(1 - x, a, b) },
  },
  {
    id: 'beta.quantile-is-normal',
    fault: 'the Beta quantile is that of the normal approximation',
    refutedBy: ['beta.quantile-matches-frozen-values', 'beta.quantile-inverts-the-cdf'],
    parts: {
      betaQuantile: (p, a, b) => {
        if (p <= 0 || p >= 1) return betaQuantile(p, a, b)
        const mean = a / (a + b)
        const x = mean + normalQuantile(p) * Math.sqrt((mean * (1 - mean)) / (a + b + 1))
        return Math.min(1, Math.max(0, x))
      },
    },
  },
  {
    id: 'chi-square.one-degree-is-one-sided',
    fault: 'chi-square at one degree of freedom is taken as one-sided',
    refutedBy: [
      'chi-square.upper-tail-matches-frozen-values',
      'chi-square.with-one-degree-is-a-squared-normal',
      'two-proportion.p-is-the-two-sided-tail',
    ],
    parts: { chiSquareUpperTail: (x, df) => chiSquareUpperTail(x, df) / (df === 1 ? 2 : 1) },
  },
] satisfies Mutant[]
