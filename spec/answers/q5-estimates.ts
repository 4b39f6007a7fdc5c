/** Rulings on how the estimates of a coin relate after one sample: when is one equal to another? */
import fc from 'fast-check'
import { leaning, tosses } from '../arbitraries/coin.ts'
import type { Mode, Parametrisation } from '../contract/beta-bernoulli.ts'
import { exactMean, exactPeak, exactQuantile } from '../oracles/coin.ts'
import { ruling } from '../spec.ts'
import { conditions, samples } from './q5-conditions.ts'

const CLOSED_FORM = 1e-12
/** What the oracle for the median is good for: it halves [0, 1] until nothing is left. */
const MEDIAN = 1e-9

type Scale = { readonly parametrisation: Parametrisation }

function place(mode: Mode): number {
  return mode.kind === 'point' ? mode.p : NaN
}

export const mapEqualsMle = ruling({
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

export const mapEqualsMean = ruling({
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

export const mapIsInvariant = ruling({
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

export const meanEqualsMle = ruling({
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

export const meanIgnoresThePrior = ruling({
  id: 'q5.mean-ignores-the-prior',
  says: 'the posterior mean is the same for every prior',
  cites: 'derived here: (a + k) / (a + b + n)',
  needs: ['posteriorMean'],
  runs: 50,
  conditions: { data: conditions.data },
  holdsUnder: ({ posteriorMean }, condition, w) =>
    fc.property(samples(condition), ({ k, n }) => {
      const [uniform, ...others] = leaning.map((prior) => posteriorMean(k, n, prior))
      for (const mean of others) w.close(`mean after ${k} of ${n}`, mean, uniform ?? NaN, CLOSED_FORM)
    }),
})

export const bayesIsTheMean = ruling({
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

export default [mapEqualsMle, mapEqualsMean, mapIsInvariant, meanEqualsMle, meanIgnoresThePrior, bayesIsTheMean]
