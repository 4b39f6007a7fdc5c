/** Wrong coins: their MLE and their posterior, with its mean, median and density. */
import { posterior, posteriorMean } from '../../../../src/stats/beta-bernoulli.ts'
import { map, mapIn } from '../../../../src/stats/posterior-mode.ts'
import type { Mode } from '../../../../src/contract/beta-bernoulli.ts'
import type { Mutant } from '../../../judge/mutant.ts'

const point = (p: number): Mode => ({ kind: 'point', p })

export default [
  {
    id: 'mle.divides-by-n-plus-1',
    fault: 'the MLE is k / (n + 1)',
    refutedBy: [
      'mle.maximises-the-likelihood',
      'mle.is-unbiased',
      'risk.mse-of-mle',
      'coin.published-estimates',
      'mle.is-invariant',
    ],
    parts: { mle: (k, n) => (n === 0 ? undefined : k / (n + 1)) },
  },
  {
    id: 'posterior-mean.divides-by-n-plus-1',
    fault: 'the posterior mean is (k + 1) / (n + 1)',
    refutedBy: [
      'q5.bayes-is-the-mean',
      'q5.bayes-minimises-the-expected-loss',
      'posterior-mean.is-the-mean',
      'posterior-mean.is-a-compromise',
      'posterior-mean.predicts-the-next-trial',
      'coin.sides-are-alike',
    ],
    parts: { posteriorMean: (k, n) => (k + 1) / (n + 1) },
  },
  {
    id: 'posterior-mean.shrinks-towards-0',
    fault: 'the posterior mean shrinks towards 0 instead of the prior mean: k / (n + 2)',
    refutedBy: [
      'posterior-mean.uniform-prior-is-two-trials',
      'posterior-mean.is-the-mean-for-any-prior',
      'risk.mse-of-posterior-mean',
    ],
    parts: { posteriorMean: (k, n) => k / (n + 2) },
  },
  {
    id: 'posterior-mean.ignores-the-prior',
    fault: 'the prior is ignored: the posterior mean is k / n',
    refutedBy: [
      'q5.mean-ignores-the-prior',
      'q5.mean-equals-mle',
      'q5.mean-is-unbiased',
      'q5.mean-is-closer',
      'posterior-mean.is-a-compromise',
    ],
    parts: { posteriorMean: (k, n) => (n === 0 ? 0.5 : k / n) },
  },
  {
    id: 'posterior.adds-the-prior-at-every-trial',
    fault: 'the prior is added at every trial',
    refutedBy: [
      'posterior.sequential-is-batch',
      'posterior.is-prior-times-likelihood',
      'posterior.is-the-likelihood-made-a-density',
    ],
    parts: {
      posterior: (k, n, prior = { a: 1, b: 1 }) => ({ a: prior.a * Math.max(n, 1) + k, b: prior.b * Math.max(n, 1) + n - k }),
    },
  },
  {
    id: 'posterior-median.is-the-mean',
    fault: 'the posterior median is the mean',
    refutedBy: ['posterior-median.halves-the-mass', 'posterior-median.has-the-least-absolute-loss', 'coin.published-estimates'],
    parts: { posteriorMedian: posteriorMean },
  },
  {
    id: 'posterior-median.is-approximated',
    fault: 'the posterior median is the approximation (A - 1/3) / (A + B - 2/3)',
    refutedBy: ['posterior-median.halves-the-mass', 'coin.published-estimates'],
    parts: {
      posteriorMedian: (k, n, prior) => {
        const { a, b } = posterior(k, n, prior)
        return (a - 1 / 3) / (a + b - 2 / 3)
      },
    },
  },
  {
    id: 'posterior-density.is-not-normalised',
    fault: 'the posterior density is not divided by its integral',
    refutedBy: ['posterior-density.integrates-to-one', 'posterior-density.at-the-ends'],
    parts: { posteriorDensity: (p, k, n, prior = { a: 1, b: 1 }) => p ** (prior.a + k - 1) * (1 - p) ** (prior.b + n - k - 1) },
  },
  {
    id: 'posterior-density.is-gaussian',
    fault: 'the posterior density is that of a normal distribution with the same mean and variance',
    refutedBy: ['q5.posterior-is-beta', 'posterior-density.integrates-to-one', 'posterior-density.at-the-ends'],
    parts: {
      posteriorDensity: (p, k, n, prior) => {
        const { a, b } = posterior(k, n, prior)
        const [mean, variance] = [a / (a + b), (a * b) / ((a + b) ** 2 * (a + b + 1))]
        return Math.exp(-((p - mean) ** 2) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance)
      },
    },
  },
  {
    id: 'mle.takes-a-jacobian',
    fault: 'the MLE depends on the parametrisation: it takes the Jacobian of a density',
    refutedBy: ['mle.is-invariant'],
    parts: {
      mleIn: (parametrisation, k, n) => {
        const mode = mapIn(parametrisation, k, n)
        return mode.kind === 'point' && n > 0 ? mode.p : undefined
      },
    },
  },
  {
    id: 'mle.is-nan-without-trials',
    fault: 'without trials the MLE is NaN',
    refutedBy: ['mle.none-without-trials', 'coin.published-estimates'],
    parts: { mle: (k, n) => k / n },
  },
  {
    id: 'coin.mle-and-map-are-0-without-trials',
    fault: 'without trials MLE and MAP are 0',
    refutedBy: [
      'mle.none-without-trials',
      'map.everywhere-without-trials',
      'map.published-modes',
      'map.is-the-mode-for-any-prior',
    ],
    parts: { mle: (k, n) => (n === 0 ? 0 : k / n), map: (k, n, prior) => (n === 0 ? point(0) : map(k, n, prior)) },
  },
  {
    id: 'coin.takes-impossible-counts',
    fault: 'impossible counts give a number',
    refutedBy: ['coin.rejects-impossible-counts'],
    parts: { posteriorMean: (k, n, { a, b } = { a: 1, b: 1 }) => (a + k) / (a + b + n) },
  },
  {
    id: 'coin.takes-impossible-priors',
    fault: 'impossible priors give a distribution',
    refutedBy: ['coin.rejects-impossible-priors'],
    parts: { posterior: (k, n, { a, b } = { a: 1, b: 1 }) => ({ a: a + k, b: b + n - k }) },
  },
  {
    id: 'mle.is-laplace-smoothed',
    fault: 'the MLE adds a head and a tail that were not seen: (k + 1) / (n + 2)',
    refutedBy: ['mle.ignores-the-prior', 'coin.a-head-after-tails-only', 'mle.maximises-the-likelihood', 'mle.is-unbiased'],
    parts: { mle: (k, n) => (n === 0 ? undefined : posteriorMean(k, n)) },
  },
] satisfies Mutant[]
