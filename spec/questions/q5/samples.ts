/** Rulings on how the estimates of a coin fare over repeated samples: for which head probabilities? */
import fc from 'fast-check'
import { expectation } from '../../laws/coin/published.ts'
import { law, once, ruling, table } from '../../judge/spec.ts'
import { CLOSED_FORM } from '../../laws/coin/tolerance.ts'
import { conditions } from './conditions.ts'

export const bayesIsUnbiased = ruling({
  id: 'q5.mean-is-unbiased',
  says: 'the posterior mean under a uniform prior is p on average over samples',
  cites: 'derived here: its bias is (1 - 2p) / (n + 2); every sample counted',
  premises: ['prior'],
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

export const bayesIsCloser = ruling({
  id: 'q5.mean-is-closer',
  says: 'the posterior mean under a uniform prior has a smaller mean squared error than the MLE',
  cites: 'derived here: exactly where p (1 - p) > n / (8n + 4), about 0.15 < p < 0.85; every sample counted',
  premises: ['prior'],
  needs: ['mle', 'posteriorMean'],
  runs: 30,
  conditions: { 'true p': conditions['true p'] },
  holdsUnder: ({ mle, posteriorMean }, condition, w) =>
    fc.property(fc.integer({ min: 1, max: 30 }), (n) => {
      const p = Number(condition['true p'])
      const ofMle = expectation(p, n, (k) => ((mle(k, n) ?? NaN) - p) ** 2)
      const ofMean = expectation(p, n, (k) => (posteriorMean(k, n) - p) ** 2)
      w.require(`less squared error in ${n} trials`, ofMean < ofMle - CLOSED_FORM, { ofMean, ofMle })
    }),
})

export const bayesIsAlwaysCloser = law({
  id: 'q5.mean-is-always-closer',
  says: 'whatever p is, the posterior mean under a uniform prior has a smaller mean squared error than the MLE',
  cites: 'derived here: false where p (1 - p) <= n / (8n + 4); every sample counted',
  premises: ['prior'],
  needs: ['mle', 'posteriorMean'],
  holds: ({ mle, posteriorMean }, w) =>
    table(conditions['true p'], (level) => {
      const p = Number(level)
      const ofMle = expectation(p, 10, (k) => ((mle(k, 10) ?? NaN) - p) ** 2)
      const ofMean = expectation(p, 10, (k) => (posteriorMean(k, 10) - p) ** 2)
      w.require(`less squared error in 10 trials at p = ${level}`, ofMean < ofMle - CLOSED_FORM, { ofMean, ofMle })
    }),
})

export const intervalCovers = ruling({
  id: 'q5.credible-interval-covers',
  says: 'the 95% credible interval of 10 trials holds p in at least 95% of samples',
  cites: 'it does so on average over a uniform p, not for each p; every sample counted',
  premises: ['prior'],
  needs: ['coverageOfEqualTailed'],
  conditions: { 'true p': conditions['true p'] },
  holdsUnder: ({ coverageOfEqualTailed }, condition, w) =>
    once(() => {
      const covered = coverageOfEqualTailed(Number(condition['true p']), 10, 0.95)
      w.require('covers in 95% of samples', covered >= 0.95, covered)
    }),
})
