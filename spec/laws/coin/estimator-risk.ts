/** How far the estimates of a coin are off on average, before the trials are seen. */
import fc from 'fast-check'
import { probabilities } from './any-coin.ts'
import { expectation } from './published.ts'
import { law, once, table } from '../../judge/spec.ts'
import { CLOSED_FORM } from './tolerance.ts'

/** Half a unit in the tenth digit, the last one printed in the golden values. */
const TEN_DIGITS = 5e-11
const sizes = fc.integer({ min: 1, max: 30 })

export const mleIsUnbiased = law({
  id: 'mle.is-unbiased',
  says: 'whatever p is, the MLE is p on average over samples',
  cites: 'E k = n p; every sample counted',
  needs: ['mle'],
  holds: ({ mle }, w) =>
    fc.property(probabilities, sizes, (p, n) => {
      w.close(
        'mean of the MLE',
        expectation(p, n, (k) => mle(k, n) ?? NaN),
        p,
        CLOSED_FORM,
      )
    }),
})

const mseOfMleIsExact = law({
  id: 'risk.mse-of-mle',
  says: 'the mean squared error of the MLE is p (1 - p) / n',
  cites: 'definition; every sample counted',
  needs: ['mle', 'mseOfMle'],
  holds: ({ mle, mseOfMle }, w) =>
    fc.property(probabilities, sizes, (p, n) => {
      w.close(
        'mse',
        mseOfMle(p, n),
        expectation(p, n, (k) => ((mle(k, n) ?? NaN) - p) ** 2),
        CLOSED_FORM,
      )
    }),
})

const mseOfMeanIsExact = law({
  id: 'risk.mse-of-posterior-mean',
  says: 'the mean squared error of the posterior mean is its variance plus the square of its bias',
  cites: 'definition; every sample counted',
  needs: ['posteriorMean', 'mseOfPosteriorMean'],
  holds: ({ posteriorMean, mseOfPosteriorMean }, w) =>
    fc.property(probabilities, fc.integer({ min: 0, max: 30 }), (p, n) => {
      w.close(
        'mse',
        mseOfPosteriorMean(p, n),
        expectation(p, n, (k) => (posteriorMean(k, n) - p) ** 2),
        CLOSED_FORM,
      )
    }),
})

const averageRisk = law({
  id: 'risk.average-over-uniform-p',
  says: 'averaged over a uniform p, the mean squared error is 1/(6n) for the MLE and 1/(6(n+2)) for the posterior mean',
  cites: 'integral of p (1 - p) is 1/6; the risks are quadratic in p, for which the rule of Simpson is exact',
  needs: ['mseOfMle', 'mseOfPosteriorMean'],
  holds: ({ mseOfMle, mseOfPosteriorMean }, w) =>
    fc.property(fc.integer({ min: 1, max: 1000 }), (n) => {
      const average = (risk: (p: number, n: number) => number): number => (risk(0, n) + 4 * risk(0.5, n) + risk(1, n)) / 6
      w.close('MLE', average(mseOfMle), 1 / (6 * n), CLOSED_FORM)
      w.close('posterior mean', average(mseOfPosteriorMean), 1 / (6 * (n + 2)), CLOSED_FORM)
    }),
})

const winsInside = law({
  id: 'risk.where-bayes-wins',
  says: 'the posterior mean has the smaller mean squared error inside the interval, the MLE outside, and they tie at its ends',
  cites: 'definition, by the two risks',
  needs: ['mseOfMle', 'mseOfPosteriorMean', 'whereBayesWins'],
  reaches: ['inside', 'outside'],
  holds: ({ mseOfMle, mseOfPosteriorMean, whereBayesWins }, w) =>
    fc.property(probabilities, fc.integer({ min: 1, max: 1000 }), (p, n) => {
      const { low, high } = whereBayesWins(n)
      const gain = (at: number): number => mseOfMle(at, n) - mseOfPosteriorMean(at, n)
      w.close('gain at the lower end', gain(low), 0, CLOSED_FORM / n)
      w.close('gain at the upper end', gain(high), 0, CLOSED_FORM / n)
      // 1e-6 from an end the gain is at least 1e-6 times its slope there, about 0.7 * 8 / n^2: more than 1e-12 / n for n <= 1000
      if (low + 1e-6 < p && p < high - 1e-6) {
        w.reached('inside')
        w.require('Bayes is better inside', gain(p) > 0, { p, n, low, high })
      } else if (p < low - 1e-6 || p > high + 1e-6) {
        w.reached('outside')
        w.require('the MLE is better outside', gain(p) < 0, { p, n, low, high })
      }
    }),
})

const publishedRisk = law({
  id: 'risk.published-intervals',
  says: 'the interval has the tabulated ends for n = 1 to 1000 and shrinks towards (1 - 1/sqrt 2)/2 = 0.1464466',
  cites: 'derived here: (1 - sqrt((n + 1) / (2n + 1))) / 2',
  needs: ['whereBayesWins'],
  holds: ({ whereBayesWins }, w) =>
    table(
      [
        { n: 1, low: 0.0917517095 },
        { n: 2, low: 0.1127016654 },
        { n: 5, low: 0.1307255271 },
        { n: 10, low: 0.1381265678 },
        { n: 20, low: 0.1421609573 },
        { n: 100, low: 0.1455682145 },
        { n: 1000, low: 0.1463582763 },
        { n: 1e12, low: 0.1464466094 },
      ],
      ({ n, low }) => {
        w.close('lower end', whereBayesWins(n).low, low, TEN_DIGITS)
        w.close('upper end', whereBayesWins(n).high, 1 - low, TEN_DIGITS)
      },
    ),
})

const riskAtThreeTenths = law({
  id: 'risk.published-values',
  says: 'at p = 0.3 and n = 10 the risks are 0.021 and 0.0156944; at p = 1/2 their ratio is (n / (n + 2))^2',
  cites: 'by hand from the two formulas',
  needs: ['mseOfMle', 'mseOfPosteriorMean'],
  holds: ({ mseOfMle, mseOfPosteriorMean }, w) =>
    once(() => {
      w.close('MLE', mseOfMle(0.3, 10), 0.021, CLOSED_FORM)
      w.close('posterior mean', mseOfPosteriorMean(0.3, 10), 0.0156944444, TEN_DIGITS)
      for (const n of [1, 10, 1000])
        w.close('ratio', mseOfPosteriorMean(0.5, n) / mseOfMle(0.5, n), (n / (n + 2)) ** 2, CLOSED_FORM)
    }),
})

const riskArguments = law({
  id: 'risk.rejects-impossible-arguments',
  says: 'the risk of an estimate needs 0 <= p <= 1 and a whole number of trials, at least one where k / n is involved',
  cites: 'contract',
  needs: ['mseOfMle', 'mseOfPosteriorMean', 'whereBayesWins'],
  holds: ({ mseOfMle, mseOfPosteriorMean, whereBayesWins }, w) =>
    once(() => {
      for (const p of [-0.1, 1.1, NaN]) {
        w.throws('mseOfMle', RangeError, String(p), () => mseOfMle(p, 10))
        w.throws('mseOfPosteriorMean', RangeError, String(p), () => mseOfPosteriorMean(p, 10))
      }
      for (const n of [0, -1, 1.5, NaN]) {
        w.throws('mseOfMle', RangeError, String(n), () => mseOfMle(0.5, n))
        w.throws('whereBayesWins', RangeError, String(n), () => whereBayesWins(n))
        if (n !== 0) w.throws('mseOfPosteriorMean', RangeError, String(n), () => mseOfPosteriorMean(0.5, n))
      }
      w.close('without trials the mean is 1/2', mseOfPosteriorMean(0.25, 0), 0.0625, CLOSED_FORM)
    }),
})

export default [
  mleIsUnbiased,
  mseOfMleIsExact,
  mseOfMeanIsExact,
  averageRisk,
  winsInside,
  publishedRisk,
  riskAtThreeTenths,
  riskArguments,
]
