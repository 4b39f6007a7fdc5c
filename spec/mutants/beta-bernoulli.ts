/** Wrong coins. */
import { posterior, posteriorMean } from '../../src/stats/beta-bernoulli.ts'
import { equalTailedInterval, clopperPearson } from '../../src/stats/credible-interval.ts'
import { map, mapIn } from '../../src/stats/posterior-mode.ts'
import type { Mode } from '../contract/beta-bernoulli.ts'
import type { Mutant } from '../mutant.ts'

const point = (p: number): Mode => ({ kind: 'point', p })

export default [
  {
    id: 'M69',
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
    id: 'M70',
    fault: 'the posterior mean is (k + 1) / (n + 1)',
    refutedBy: [
      'q5.bayes-is-the-mean',
      'q5.bayes-minimises-the-expected-loss',
      'posterior-mean.is-the-mean',
      'posterior-mean.is-a-compromise',
      'posterior-mean.predicts-the-next-toss',
      'coin.sides-are-alike',
    ],
    parts: { posteriorMean: (k, n) => (k + 1) / (n + 1) },
  },
  {
    id: 'M71',
    fault: 'the posterior mean shrinks towards 0 instead of the prior mean: k / (n + 2)',
    refutedBy: [
      'posterior-mean.uniform-prior-is-two-tosses',
      'posterior-mean.is-the-mean-for-any-prior',
      'risk.mse-of-posterior-mean',
    ],
    parts: { posteriorMean: (k, n) => k / (n + 2) },
  },
  {
    id: 'M71b',
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
    id: 'M72',
    fault: 'the prior is added at every toss',
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
    id: 'M73',
    fault: 'the posterior median is the mean',
    refutedBy: ['posterior-median.halves-the-mass', 'posterior-median.has-the-least-absolute-loss', 'coin.published-estimates'],
    parts: { posteriorMedian: posteriorMean },
  },
  {
    id: 'M73b',
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
    id: 'M73c',
    fault: 'the posterior density is not divided by its integral',
    refutedBy: ['posterior-density.integrates-to-one', 'posterior-density.at-the-ends'],
    parts: { posteriorDensity: (p, k, n, prior = { a: 1, b: 1 }) => p ** (prior.a + k - 1) * (1 - p) ** (prior.b + n - k - 1) },
  },
  {
    id: 'M73d',
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
    id: 'M74',
    fault: 'the mean squared error of the posterior mean lacks the square of its bias',
    refutedBy: ['risk.mse-of-posterior-mean', 'risk.average-over-uniform-p', 'risk.where-bayes-wins', 'risk.published-values'],
    parts: { mseOfPosteriorMean: (p, n) => (n * p * (1 - p)) / (n + 2) ** 2 },
  },
  {
    id: 'M75',
    fault: 'the posterior mean is said to be better for every p',
    refutedBy: ['risk.where-bayes-wins', 'risk.published-intervals'],
    parts: { whereBayesWins: () => ({ low: 0, high: 1 }) },
  },
  {
    id: 'M76',
    fault: 'the interval in which the posterior mean is better is taken at n = infinity for every n',
    refutedBy: ['risk.where-bayes-wins', 'risk.published-intervals'],
    parts: { whereBayesWins: () => ({ low: 0.5 - Math.SQRT1_2 / 2, high: 0.5 + Math.SQRT1_2 / 2 }) },
  },
  {
    id: 'M77',
    fault: 'the Jacobian is missing: the MAP in log-odds and in arcsine is that in p',
    refutedBy: [
      'q5.map-equals-mle',
      'q5.map-equals-mean',
      'q5.map-is-invariant',
      'map-in.is-the-mode-of-the-density-in-theta',
      'map-in.window-at-the-mode-holds-most',
      'map-in.published-reparametrisation',
      'map-in.flat-prior-gives-the-mle-in-its-own-scale',
    ],
    parts: { mapIn: (_parametrisation, k, n, prior) => map(k, n, prior) },
  },
  {
    id: 'M77b',
    fault: 'the Jacobian of the arcsine scale is that of the log-odds',
    refutedBy: ['map-in.is-the-mode-of-the-density-in-theta', 'map-in.published-reparametrisation'],
    parts: { mapIn: (parametrisation, k, n, prior) => mapIn(parametrisation === 'p' ? 'p' : 'log-odds', k, n, prior) },
  },
  {
    id: 'M79',
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
    id: 'M80',
    fault: 'without tosses the MLE is NaN',
    refutedBy: ['mle.none-without-tosses', 'coin.published-estimates'],
    parts: { mle: (k, n) => k / n },
  },
  {
    id: 'M80b',
    fault: 'without tosses MLE and MAP are 0',
    refutedBy: [
      'mle.none-without-tosses',
      'map.everywhere-without-tosses',
      'map.published-modes',
      'map.is-the-mode-for-any-prior',
    ],
    parts: { mle: (k, n) => (n === 0 ? 0 : k / n), map: (k, n, prior) => (n === 0 ? point(0) : map(k, n, prior)) },
  },
  {
    id: 'M80c',
    fault: 'impossible counts give a number',
    refutedBy: ['coin.rejects-impossible-counts'],
    parts: { posteriorMean: (k, n, { a, b } = { a: 1, b: 1 }) => (a + k) / (a + b + n) },
  },
  {
    id: 'M80d',
    fault: 'impossible priors give a distribution',
    refutedBy: ['coin.rejects-impossible-priors'],
    parts: { posterior: (k, n, { a, b } = { a: 1, b: 1 }) => ({ a: a + k, b: b + n - k }) },
  },
  {
    id: 'M80e',
    fault: 'risks of impossible arguments are numbers',
    refutedBy: ['risk.rejects-impossible-arguments'],
    parts: { mseOfMle: (p, n) => (p * (1 - p)) / n },
  },
  {
    id: 'M81',
    fault: 'the interior formula is used for every shape: it leaves [0, 1] for A < 1',
    refutedBy: ['map.is-the-mode-for-any-prior', 'map.published-modes', 'map-in.is-the-mode-of-the-density-in-theta'],
    parts: {
      map: (k, n, prior) => interior(0, posterior(k, n, prior)),
      mapIn: (scale, k, n, prior) => interior(GAINED[scale], posterior(k, n, prior)),
    },
  },
  {
    id: 'M82',
    fault: 'the MAP is the posterior mean',
    refutedBy: [
      'q5.map-is-the-mode',
      'map.is-the-mode',
      'map.is-the-mode-for-any-prior',
      'map.published-modes',
      'coin.estimates-converge',
    ],
    parts: { map: (k, n, prior) => point(posteriorMean(k, n, prior)) },
  },
  {
    id: 'M83',
    fault: 'a U-shaped posterior has its mode at 1/2',
    refutedBy: ['map.published-modes', 'map.is-the-mode-for-any-prior'],
    parts: {
      map: (k, n, prior) => {
        const mode = map(k, n, prior)
        return mode.kind === 'both ends' ? point(0.5) : mode
      },
    },
  },
  {
    id: 'M84',
    fault: 'the highest-density interval is the equal-tailed one',
    refutedBy: [
      'highest-density.nothing-denser-outside',
      'highest-density.is-the-shortest',
      'highest-density.none-for-u-shapes',
      'interval.published-ends',
    ],
    parts: { highestDensityInterval: equalTailedInterval },
  },
  {
    id: 'M84b',
    fault: 'the equal-tailed interval leaves 1 - level on either side',
    refutedBy: ['equal-tailed.leaves-equal-tails', 'coverage.counts-every-sample', 'interval.published-ends'],
    parts: { equalTailedInterval: (k, n, level, prior) => equalTailedInterval(k, n, Math.abs(2 * level - 1) || 0.5, prior) },
  },
  {
    id: 'M85',
    fault: 'the credible interval is said to cover every p with its level',
    refutedBy: ['q5.credible-interval-covers', 'coverage.counts-every-sample', 'coverage.is-the-level-on-average'],
    parts: { coverageOfEqualTailed: (_p, _n, level) => level },
  },
  {
    id: 'M86',
    fault: 'the Clopper-Pearson interval is the equal-tailed credible interval',
    refutedBy: ['clopper-pearson.ends-make-the-data-rare', 'clopper-pearson.covers-everywhere', 'interval.published-ends'],
    parts: { clopperPearson: (k, n, level) => equalTailedInterval(k, n, level) },
  },
  {
    id: 'M86b',
    fault: 'a level may be given in percent',
    refutedBy: ['interval.rejects-impossible-arguments'],
    parts: { clopperPearson: (k, n, level) => clopperPearson(k, n, level > 1 ? level / 100 : level) },
  },
  {
    id: 'M86c',
    fault: 'the MLE adds a head that was not tossed: (k + 1) / (n + 2)',
    refutedBy: ['mle.ignores-the-prior', 'coin.a-head-after-tails-only', 'mle.maximises-the-likelihood', 'mle.is-unbiased'],
    parts: { mle: (k, n) => (n === 0 ? undefined : posteriorMean(k, n)) },
  },
] satisfies Mutant[]

const GAINED = { p: 0, 'log-odds': 1, arcsine: 0.5 }

function interior(gained: number, { a, b }: { a: number; b: number }): Mode {
  const rest = a + b + 2 * gained - 2
  return point(rest === 0 ? 0.5 : (a + gained - 1) / rest)
}
