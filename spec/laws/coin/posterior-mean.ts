/** The mean of the posterior of a coin: the Bayes estimate under squared loss. */
import fc from 'fast-check'
import { balancedTrials, trials, wholePriors } from './any-coin.ts'
import { exactMean } from './published.ts'
import { law } from '../../judge/spec.ts'
import { CLOSED_FORM } from './tolerance.ts'

const meanIsTheMean = law({
  id: 'posterior-mean.is-the-mean',
  says: 'under a uniform prior the Bayes estimate for squared loss is the mean of the posterior, also without trials',
  cites: 'the mean minimises the expected squared error; its integrals are exact fractions',
  premises: ['prior', 'loss'],
  needs: ['posteriorMean'],
  reaches: ['no trials'],
  holds: ({ posteriorMean }, w) =>
    fc.property(trials(), ({ k, n }) => {
      if (n === 0) w.reached('no trials')
      w.close(`posteriorMean(${k}, ${n})`, posteriorMean(k, n), exactMean({ a: k + 1, b: n - k + 1 }), CLOSED_FORM)
    }),
})

const meanForAnyPrior = law({
  id: 'posterior-mean.is-the-mean-for-any-prior',
  says: 'for every Beta prior the Bayes estimate for squared loss is the mean of the posterior',
  cites: 'the mean minimises the expected squared error; its integrals are exact fractions',
  needs: ['posteriorMean'],
  holds: ({ posteriorMean }, w) =>
    fc.property(trials(), wholePriors, ({ k, n }, prior) => {
      w.close('posteriorMean', posteriorMean(k, n, prior), exactMean({ a: prior.a + k, b: prior.b + n - k }), CLOSED_FORM)
    }),
})

const meanPredicts = law({
  id: 'posterior-mean.predicts-the-next-trial',
  says: 'the Bayes estimates, averaged over what may be seen in n trials, give the head probability before any trial',
  cites: 'law of total expectation; under a uniform prior every k of 0..n has probability 1 / (n + 1)',
  needs: ['posteriorMean'],
  holds: ({ posteriorMean }, w) =>
    fc.property(fc.integer({ min: 0, max: 40 }), (n) => {
      let sum = 0
      for (let k = 0; k <= n; k += 1) sum += posteriorMean(k, n)
      w.close('average', sum / (n + 1), 1 / 2, CLOSED_FORM)
    }),
})

export const meanIsACompromise = law({
  id: 'posterior-mean.is-a-compromise',
  says: 'the posterior mean lies strictly between k / n and the prior mean, unless the two agree',
  cites: 'A / (A + B) is their average with weights n and a + b',
  needs: ['mle', 'posteriorMean'],
  reaches: ['data and prior agree', 'data above prior', 'data below prior'],
  holds: ({ mle, posteriorMean }, w) =>
    fc.property(fc.oneof(trials({ atLeast: 1 }), balancedTrials), fc.constantFrom(...PRIORS), ({ k, n }, prior) => {
      const [data, before, after] = [mle(k, n) ?? NaN, prior.a / (prior.a + prior.b), posteriorMean(k, n, prior)]
      if (k / n === before) {
        w.reached('data and prior agree')
        w.close('posterior mean', after, data, CLOSED_FORM)
      } else {
        w.reached(k / n > before ? 'data above prior' : 'data below prior')
        w.require('strictly between data and prior', (data - after) * (after - before) > 0, { data, before, after })
      }
    }),
})

const PRIORS = [
  { a: 1, b: 1 },
  { a: 2, b: 2 },
  { a: 1, b: 3 },
  { a: 0.5, b: 0.5 },
]

export const priorWorthTwoTrials = law({
  id: 'posterior-mean.uniform-prior-is-two-trials',
  says: 'the uniform prior weighs as much as two trials: mean = n/(n+2) k/n + 2/(n+2) 1/2, so |mean - k/n| <= 1/(n+2)',
  cites: 'derived here: (k + 1) / (n + 2) split by weights; the difference is (1 - 2k/n) / (n + 2)',
  needs: ['mle', 'posteriorMean'],
  holds: ({ mle, posteriorMean }, w) =>
    fc.property(trials({ atLeast: 1, atMost: 10_000 }), ({ k, n }) => {
      const [data, mean] = [mle(k, n) ?? NaN, posteriorMean(k, n)]
      w.close('mean', mean, (n / (n + 2)) * data + 1 / (n + 2), CLOSED_FORM)
      w.require('|mean - k/n| <= 1/(n+2)', Math.abs(mean - data) <= 1 / (n + 2) + CLOSED_FORM, { data, mean })
    }),
})

export default [meanIsTheMean, meanForAnyPrior, meanPredicts, meanIsACompromise, priorWorthTwoTrials]
