/**
 * Statements about a coin in words: each word is bound to the spec that decides it. Some hold always, some never, some exactly
 * under a condition, which is computed: the MAP equals the MLE only where the density is taken in p itself.
 */
import type { Spec } from '../../judge/spec.ts'
import { estimatesConverge } from '../../laws/coin/coin-estimates.ts'
import { mleIsUnbiased } from '../../laws/coin/estimator-risk.ts'
import { mleIgnoresThePrior } from '../../laws/coin/maximum-likelihood.ts'
import { meanIsACompromise, priorWorthTwoTrials } from '../../laws/coin/posterior-mean.ts'
import { mleIsInvariant } from '../../laws/coin/posterior-mode.ts'
import { bayesIsTheMean, mapEqualsMean, mapEqualsMle, mapIsInvariant, meanEqualsMle, meanIgnoresThePrior } from './estimates.ts'
import { bayesIsAlwaysCloser, bayesIsCloser, bayesIsUnbiased, intervalCovers } from './samples.ts'

/** The vocabulary of the slot `states`: word -> what it means -> the spec that decides it. */
export const statements = {
  'mle-ignores-the-prior': { means: 'the MLE uses no prior information', spec: mleIgnoresThePrior },
  'mle-is-invariant': { means: 'the MLE is the same p in every parametrisation', spec: mleIsInvariant },
  'mle-is-unbiased': { means: 'the MLE is p on average over samples', spec: mleIsUnbiased },
  'mean-is-a-compromise': { means: 'the posterior mean lies between prior mean and k / n', spec: meanIsACompromise },
  'prior-weighs-two-trials': { means: 'the uniform prior counts as one head and one tail', spec: priorWorthTwoTrials },
  'estimates-converge': { means: 'all estimates approach each other as 1 / n', spec: estimatesConverge },
  'map-equals-mle': { means: 'the MAP equals the MLE because the prior is uniform', spec: mapEqualsMle },
  'map-equals-mean': { means: 'the MAP equals the posterior mean', spec: mapEqualsMean },
  'map-is-invariant': { means: 'the MAP is the same p in every parametrisation', spec: mapIsInvariant },
  'mean-equals-mle': { means: 'the posterior mean equals the MLE', spec: meanEqualsMle },
  'mean-ignores-the-prior': { means: 'the Bayes estimate uses no prior information', spec: meanIgnoresThePrior },
  'mean-is-unbiased': { means: 'the posterior mean is p on average over samples', spec: bayesIsUnbiased },
  'mean-is-closer': { means: 'the posterior mean has the smaller mean squared error', spec: bayesIsCloser },
  'mean-is-always-closer': {
    means: 'whatever p is, the posterior mean has the smaller mean squared error',
    spec: bayesIsAlwaysCloser,
  },
  'bayes-is-the-mean': { means: 'the Bayes estimate is the posterior mean', spec: bayesIsTheMean },
  'credible-interval-covers': {
    means: 'the 95% credible interval of 10 trials holds p in at least 95% of samples',
    spec: intervalCovers,
  },
} as const satisfies Readonly<Record<string, { readonly means: string; readonly spec: Spec }>>

export type Statement = keyof typeof statements
