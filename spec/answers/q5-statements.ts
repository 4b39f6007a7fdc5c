/**
 * Statements about a coin in words: each word is bound to the spec that decides it. Some hold always, some never, some exactly
 * under a condition, which is computed: the MAP equals the MLE only where the density is taken in p itself.
 */
import fc, { type Arbitrary } from 'fast-check'
import { tosses, type Tosses } from '../arbitraries/coin.ts'
import type { Mode, Parametrisation } from '../contract/beta-bernoulli.ts'
import { binomial, exactMean, exactPeak, exactQuantile, exactVariance } from '../oracles/coin.ts'
import { law, ruling, type Condition, type Spec } from '../spec.ts'
import { estimatesConverge, meanIsACompromise, priorWorthTwoTosses } from '../stats/coin-estimates.ts'
import { mleIsUnbiased } from '../stats/estimator-risk.ts'
import { mleIsInvariant } from '../stats/posterior-mode.ts'

const CLOSED_FORM = 1e-12
/** What the oracle for the median is good for: it halves [0, 1] until nothing is left. */
const MEDIAN = 1e-9

/** What the statements may depend on, and what a sheet may therefore assume. */
export const conditions = {
  /** The scale in which the posterior density is taken before it is maximised. */
  parametrisation: ['p', 'log-odds', 'arcsine'],
  /** Balanced: as many heads as tails. */
  data: ['balanced', 'unbalanced'],
  /** What the Bayes estimate minimises the posterior expectation of. Zero-one: the limit of a narrow window, that is the mode. */
  loss: ['squared', 'absolute', 'zero-one'],
  /** The head probability of the coin, for statements about repeated samples. */
  'true p': ['0.05', '0.25', '0.5', '0.75', '0.95'],
} as const

type Scale = { readonly parametrisation: Parametrisation }

/** Samples of one kind of data, at least one toss. */
function samples({ data }: Condition): Arbitrary<Tosses> {
  if (data === 'balanced') return fc.integer({ min: 1, max: 12 }).map((k) => ({ k, n: 2 * k }))
  // k heads and at least one tail more; or the other way round
  const record = fc.record({ k: fc.nat(10), more: fc.integer({ min: 1, max: 10 }), swap: fc.boolean() })
  return record.map(({ k, more, swap }) => ({ k: swap ? k + more : k, n: 2 * k + more }))
}

function place(mode: Mode): number {
  return mode.kind === 'point' ? mode.p : NaN
}

const mleIgnoresThePrior = law({
  id: 'mle.ignores-the-prior',
  says: 'the MLE is where posterior density over prior density is largest, whichever the prior: the prior cancels',
  cites: "Bayes' theorem: the ratio is the likelihood, up to a constant",
  needs: ['mle', 'posterior'],
  runs: 50,
  holds: ({ mle, posterior }, w) =>
    fc.property(tosses({ atLeast: 1 }), fc.constantFrom(...PRIORS), ({ k, n }, prior) => {
      const { a, b } = posterior(k, n, prior)
      w.close(`mle(${k}, ${n})`, mle(k, n) ?? NaN, exactPeak(a - prior.a, b - prior.b), CLOSED_FORM)
    }),
})

/** Uniform, Jeffreys, and two that lean to heads or to tails. */
const PRIORS = [
  { a: 1, b: 1 },
  { a: 0.5, b: 0.5 },
  { a: 4, b: 1 },
  { a: 1, b: 4 },
]

const mapEqualsMle = ruling({
  id: 'q5.map-equals-mle',
  says: 'under a uniform prior on p the MAP is the MLE',
  cites: 'derived here: in theta the density gains |dp / dtheta|, which is constant for theta = p only',
  restsOn: ['prior'],
  needs: ['mle', 'mapIn'],
  runs: 50,
  conditions: { parametrisation: conditions.parametrisation },
  holdsUnder: ({ mle, mapIn }, condition, w) =>
    fc.property(tosses({ atLeast: 1 }), ({ k, n }) => {
      const { parametrisation } = condition as Scale
      w.close(`MAP in ${parametrisation} of ${k}, ${n}`, place(mapIn(parametrisation, k, n)), mle(k, n) ?? NaN, CLOSED_FORM)
    }),
})

const mapEqualsMean = ruling({
  id: 'q5.map-equals-mean',
  says: 'under a uniform prior on p the MAP is the posterior mean',
  cites: 'derived here: the mode of p^(k+1) (1-p)^(n-k+1), the density in log-odds, is (k + 1) / (n + 2)',
  restsOn: ['prior'],
  needs: ['posteriorMean', 'mapIn'],
  runs: 50,
  conditions: { parametrisation: conditions.parametrisation },
  holdsUnder: ({ posteriorMean, mapIn }, condition, w) =>
    fc.property(tosses({ atLeast: 1 }), ({ k, n }) => {
      const { parametrisation } = condition as Scale
      w.close(`MAP in ${parametrisation} of ${k}, ${n}`, place(mapIn(parametrisation, k, n)), posteriorMean(k, n), CLOSED_FORM)
    }),
})

const mapIsInvariant = ruling({
  id: 'q5.map-is-invariant',
  says: 'the MAP is the same p in every parametrisation',
  cites: 'derived here: (k + s) / (n + 2s) depends on s unless k = n/2',
  restsOn: ['prior'],
  needs: ['mapIn'],
  runs: 50,
  conditions: { data: conditions.data },
  holdsUnder: ({ mapIn }, condition, w) =>
    fc.property(samples(condition), ({ k, n }) => {
      const inP = place(mapIn('p', k, n))
      w.close(`MAP in log-odds of ${k}, ${n}`, place(mapIn('log-odds', k, n)), inP, CLOSED_FORM)
      w.close(`MAP in arcsine of ${k}, ${n}`, place(mapIn('arcsine', k, n)), inP, CLOSED_FORM)
    }),
})

const meanEqualsMle = ruling({
  id: 'q5.mean-equals-mle',
  says: 'under a uniform prior the posterior mean is the MLE',
  cites: 'derived here: (k + 1) / (n + 2) = k / n exactly when n = 2k',
  restsOn: ['prior'],
  needs: ['mle', 'posteriorMean'],
  runs: 50,
  conditions: { data: conditions.data },
  holdsUnder: ({ mle, posteriorMean }, condition, w) =>
    fc.property(samples(condition), ({ k, n }) => {
      w.close(`mean after ${k} of ${n}`, posteriorMean(k, n), mle(k, n) ?? NaN, CLOSED_FORM)
    }),
})

const meanIgnoresThePrior = ruling({
  id: 'q5.mean-ignores-the-prior',
  says: 'the posterior mean is the same for every prior',
  cites: 'derived here: (a + k) / (a + b + n)',
  needs: ['posteriorMean'],
  runs: 50,
  conditions: { data: conditions.data },
  holdsUnder: ({ posteriorMean }, condition, w) =>
    fc.property(samples(condition), ({ k, n }) => {
      const [uniform, ...others] = PRIORS.map((prior) => posteriorMean(k, n, prior))
      for (const mean of others) w.close(`mean after ${k} of ${n}`, mean, uniform ?? NaN, CLOSED_FORM)
    }),
})

const bayesIsTheMean = ruling({
  id: 'q5.bayes-is-the-mean',
  says: 'the Bayes estimate, which minimises the posterior expected loss, is the posterior mean',
  cites:
    'DeGroot 1970, section 11.2: mean for squared, median for absolute, mode for zero-one loss; by symmetry all agree at k = n/2',
  restsOn: ['prior'],
  needs: ['posteriorMean'],
  runs: 50,
  conditions: { loss: conditions.loss, data: conditions.data },
  holdsUnder: ({ posteriorMean }, condition, w) =>
    fc.property(samples(condition), ({ k, n }) => {
      const shapes = { a: k + 1, b: n - k + 1 }
      const best = {
        squared: () => exactMean(shapes),
        absolute: () => exactQuantile(0.5, shapes),
        'zero-one': () => exactPeak(k, n - k),
      }[(condition as { loss: (typeof conditions.loss)[number] }).loss]
      w.close(`posterior mean of ${k}, ${n}`, posteriorMean(k, n), best(), MEDIAN)
    }),
})

/** The mean of `score(k)` over all samples of n tosses. */
function expectation(p: number, n: number, score: (k: number) => number): number {
  let sum = 0
  for (let k = 0; k <= n; k += 1) sum += binomial(k, n, p) * score(k)
  return sum
}

const bayesIsUnbiased = ruling({
  id: 'q5.mean-is-unbiased',
  says: 'the posterior mean under a uniform prior is p on average over samples',
  cites: 'derived here: its bias is (1 - 2p) / (n + 2); every sample counted',
  restsOn: ['prior'],
  needs: ['posteriorMean'],
  runs: 30,
  conditions: { 'true p': conditions['true p'] },
  holdsUnder: ({ posteriorMean }, condition, w) =>
    fc.property(fc.integer({ min: 1, max: 30 }), (n) => {
      const p = Number(condition['true p'])
      w.close(
        `mean over samples of ${n}`,
        expectation(p, n, (k) => posteriorMean(k, n)),
        p,
        CLOSED_FORM,
      )
    }),
})

const bayesIsCloser = ruling({
  id: 'q5.mean-is-closer',
  says: 'the posterior mean under a uniform prior has a smaller mean squared error than the MLE',
  cites: 'derived here: exactly where p (1 - p) > n / (8n + 4), about 0.15 < p < 0.85; every sample counted',
  restsOn: ['prior'],
  needs: ['mle', 'posteriorMean'],
  runs: 30,
  conditions: { 'true p': conditions['true p'] },
  holdsUnder: ({ mle, posteriorMean }, condition, w) =>
    fc.property(fc.integer({ min: 1, max: 30 }), (n) => {
      const p = Number(condition['true p'])
      const ofMle = expectation(p, n, (k) => ((mle(k, n) ?? NaN) - p) ** 2)
      const ofMean = expectation(p, n, (k) => (posteriorMean(k, n) - p) ** 2)
      w.require(`less squared error in ${n} tosses`, ofMean < ofMle - CLOSED_FORM, { ofMean, ofMle })
    }),
})

const intervalCovers = ruling({
  id: 'q5.credible-interval-covers',
  says: 'the 95% credible interval holds p in at least 95% of samples',
  cites: 'it does so on average over a uniform p, not for each p; every sample counted',
  restsOn: ['prior'],
  needs: ['coverageOfEqualTailed'],
  runs: 10,
  conditions: { 'true p': conditions['true p'] },
  holdsUnder: ({ coverageOfEqualTailed }, condition, w) =>
    fc.property(fc.integer({ min: 1, max: 20 }), (n) => {
      const covered = coverageOfEqualTailed(Number(condition['true p']), n, 0.95)
      w.require(`covers in ${n} tosses`, covered >= 0.95 - CLOSED_FORM, covered)
    }),
})

/** ln density, up to a constant, of the distribution of a family that has a given mean and variance. */
const FAMILIES = {
  beta: (p: number, mean: number, variance: number): number => {
    const weight = (mean * (1 - mean)) / variance - 1
    return (mean * weight - 1) * Math.log(p) + ((1 - mean) * weight - 1) * Math.log(1 - p)
  },
  normal: (p: number, mean: number, variance: number): number => -((p - mean) ** 2) / (2 * variance),
} as const

export type Family = keyof typeof FAMILIES
export const families = Object.keys(FAMILIES) as Family[]

/** Whether the posterior is of a family: its density is compared with that of the member with the same mean and variance. */
function posteriorIs(family: Family): Spec {
  return ruling({
    id: `q5.posterior-is-${family}`,
    says: `the posterior under a uniform prior is a ${family} distribution`,
    cites: 'p^k (1-p)^(n-k) is the density of Beta(k + 1, n - k + 1), up to a constant',
    restsOn: ['prior'],
    needs: ['posteriorDensity'],
    runs: 30,
    conditions: { data: conditions.data },
    holdsUnder: ({ posteriorDensity }, condition, w) =>
      fc.property(samples(condition), ({ k, n }) => {
        const shapes = { a: k + 1, b: n - k + 1 }
        const member = (p: number): number => FAMILIES[family](p, exactMean(shapes), exactVariance(shapes))
        for (const p of [1 / 8, 1 / 4, 3 / 4, 7 / 8]) {
          const got = Math.log(posteriorDensity(p, k, n) / posteriorDensity(1 / 2, k, n))
          w.close(`ln density at ${p}, less that at 1/2, after ${k} of ${n}`, got, member(p) - member(1 / 2), 1e-9)
        }
      }),
  })
}

export const posteriorFamily: Readonly<Record<Family, Spec>> = { beta: posteriorIs('beta'), normal: posteriorIs('normal') }

/** The vocabulary of the slot `states`: word -> what it means -> the spec that decides it. */
export const statements = {
  'mle-ignores-the-prior': { means: 'the MLE uses no prior information', spec: mleIgnoresThePrior },
  'mle-is-invariant': { means: 'the MLE is the same p in every parametrisation', spec: mleIsInvariant },
  'mle-is-unbiased': { means: 'the MLE is p on average over samples', spec: mleIsUnbiased },
  'mean-is-a-compromise': { means: 'the posterior mean lies between prior mean and k / n', spec: meanIsACompromise },
  'prior-weighs-two-tosses': { means: 'the uniform prior counts as one head and one tail', spec: priorWorthTwoTosses },
  'estimates-converge': { means: 'all estimates approach each other as 1 / n', spec: estimatesConverge },
  'map-equals-mle': { means: 'the MAP equals the MLE because the prior is uniform', spec: mapEqualsMle },
  'map-equals-mean': { means: 'the MAP equals the posterior mean', spec: mapEqualsMean },
  'map-is-invariant': { means: 'the MAP is the same p in every parametrisation', spec: mapIsInvariant },
  'mean-equals-mle': { means: 'the posterior mean equals the MLE', spec: meanEqualsMle },
  'mean-ignores-the-prior': { means: 'the Bayes estimate uses no prior information', spec: meanIgnoresThePrior },
  'mean-is-unbiased': { means: 'the posterior mean is p on average over samples', spec: bayesIsUnbiased },
  'mean-is-closer': { means: 'the posterior mean has the smaller mean squared error', spec: bayesIsCloser },
  'bayes-is-the-mean': { means: 'the Bayes estimate is the posterior mean', spec: bayesIsTheMean },
  'credible-interval-covers': { means: 'the 95% credible interval holds p in at least 95% of samples', spec: intervalCovers },
} as const satisfies Readonly<Record<string, { readonly means: string; readonly spec: Spec }>>

export type Statement = keyof typeof statements

/** The specs of the statements that are not in the catalogue of laws. */
export default [
  mleIgnoresThePrior,
  mapEqualsMle,
  mapEqualsMean,
  mapIsInvariant,
  meanEqualsMle,
  meanIgnoresThePrior,
  bayesIsTheMean,
  bayesIsUnbiased,
  bayesIsCloser,
  intervalCovers,
  ...Object.values(posteriorFamily),
]
