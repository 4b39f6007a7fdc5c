/** Rulings on how the estimates of a coin relate after one sample: when is one equal to another? */
import fc from 'fast-check'
import { leaning, trials } from '../../laws/coin/any-coin.ts'
import type { Mode, Parametrisation } from '../../../src/contract/beta-bernoulli.ts'
import { exactMean, exactPeak, exactQuantile, slopeExponent } from '../../laws/coin/published.ts'
import { ruling } from '../../judge/spec.ts'
import { CLOSED_FORM } from '../../laws/coin/tolerance.ts'
import { conditions, samples } from './conditions.ts'

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
  premises: ['prior'],
  needs: ['mle', 'mapIn'],
  runs: 50,
  conditions: { parametrisation: conditions.parametrisation },
  holdsUnder: ({ mle, mapIn }, condition, w) =>
    fc.property(trials({ atLeast: 1 }), ({ k, n }) => {
      const { parametrisation } = condition as Scale
      w.close(`MAP in ${parametrisation} of ${k}, ${n}`, place(mapIn(parametrisation, k, n)), mle(k, n) ?? NaN, CLOSED_FORM)
    }),
})

export const mapEqualsMean = ruling({
  id: 'q5.map-equals-mean',
  says: 'under a uniform prior on p the MAP is the posterior mean',
  cites: 'derived here: the mode of p^(k+1) (1-p)^(n-k+1), the density in log-odds, is (k + 1) / (n + 2)',
  premises: ['prior'],
  needs: ['posteriorMean', 'mapIn'],
  runs: 50,
  conditions: { parametrisation: conditions.parametrisation },
  holdsUnder: ({ posteriorMean, mapIn }, condition, w) =>
    fc.property(trials({ atLeast: 1 }), ({ k, n }) => {
      const { parametrisation } = condition as Scale
      w.close(`MAP in ${parametrisation} of ${k}, ${n}`, place(mapIn(parametrisation, k, n)), posteriorMean(k, n), CLOSED_FORM)
    }),
})

export const mapIsInvariant = ruling({
  id: 'q5.map-is-invariant',
  says: 'the MAP is the same p in every parametrisation',
  cites: 'derived here: (k + s) / (n + 2s) depends on s unless k = n/2',
  premises: ['prior'],
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
  premises: ['prior'],
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
  says: 'the posterior mean is the same for every prior of a kind',
  cites: 'derived here: (a + k) / (a + b + n), which is 1/2 whatever a = b is when n = 2k',
  needs: ['posteriorMean'],
  runs: 50,
  conditions: { priors: conditions.priors, data: conditions.data },
  holdsUnder: ({ posteriorMean }, condition, w) =>
    fc.property(samples(condition), ({ k, n }) => {
      const priors = leaning.filter(({ a, b }) => condition.priors === 'all' || a === b)
      const [first, ...others] = priors.map((prior) => posteriorMean(k, n, prior))
      for (const mean of others) w.close(`mean after ${k} of ${n}`, mean, first ?? NaN, CLOSED_FORM)
    }),
})

/** What minimises the posterior expectation of a loss. */
function bestUnder(loss: string | undefined, k: number, n: number): number {
  const shapes = { a: k + 1, b: n - k + 1 }
  if (loss === 'squared') return exactMean(shapes)
  return loss === 'absolute' ? exactQuantile(0.5, shapes) : exactPeak(k, n - k)
}

export const bayesFormula = ruling({
  id: 'q5.bayes-minimises-the-expected-loss',
  says: 'under a uniform prior the Bayes estimate minimises the posterior expected loss',
  cites: 'DeGroot 1970, section 11.2: mean for squared, median for absolute, mode for zero-one loss',
  premises: ['prior', 'loss'],
  needs: ['posteriorMean'],
  conditions: { loss: conditions.loss },
  holdsUnder: ({ posteriorMean: estimate }, { loss }, w) =>
    fc.property(trials(loss === 'zero-one' ? { atLeast: 1 } : {}), ({ k, n }) => {
      w.close(`estimate of ${k}, ${n}`, bestUnder(loss, k, n), estimate(k, n), loss === 'absolute' ? MEDIAN : CLOSED_FORM)
    }),
})

/** A counter-example with trials is found first: without any, things are special. */
const mostlySomeTrials = fc.oneof(
  { weight: 9, arbitrary: trials({ atLeast: 1 }) },
  { weight: 1, arbitrary: fc.constant({ k: 0, n: 0 }) },
)

export const mapFormula = ruling({
  id: 'q5.map-is-the-mode',
  says: 'under a uniform prior on p the MAP is where the posterior density is largest',
  cites: 'definition; in theta the density gains |dp / dtheta|',
  premises: ['prior', 'parametrisation'],
  needs: ['map'],
  conditions: { parametrisation: conditions.parametrisation },
  holdsUnder: ({ map }, condition, w) => {
    const gained = slopeExponent[(condition as Scale).parametrisation]
    return fc.property(mostlySomeTrials, ({ k, n }) => {
      if (n + gained === 0) w.equal('MAP of 0, 0', { kind: 'everywhere' }, map(k, n))
      else w.close(`MAP of ${k}, ${n}`, exactPeak(k + gained, n - k + gained), place(map(k, n)), CLOSED_FORM)
    })
  },
})

export const bayesIsTheMean = ruling({
  id: 'q5.bayes-is-the-mean',
  says: 'the Bayes estimate, which minimises the posterior expected loss, is the posterior mean',
  cites:
    'DeGroot 1970, section 11.2: mean for squared, median for absolute, mode for zero-one loss; by symmetry all agree at k = n/2',
  premises: ['prior'],
  needs: ['posteriorMean'],
  runs: 50,
  conditions: { loss: conditions.loss, data: conditions.data },
  holdsUnder: ({ posteriorMean }, condition, w) =>
    fc.property(samples(condition), ({ k, n }) => {
      w.close(`posterior mean of ${k}, ${n}`, bestUnder(condition['loss'], k, n), posteriorMean(k, n), MEDIAN)
    }),
})
