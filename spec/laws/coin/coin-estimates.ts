/** The median of the posterior of a coin, and how the estimates of its head probability relate to each other. */
import fc from 'fast-check'
import { trials, wholePriors } from './any-coin.ts'
import { massBelow } from './published.ts'
import { law, once, table } from '../../judge/spec.ts'
import { CLOSED_FORM } from './tolerance.ts'

/** Half a unit in the tenth digit, the last one printed in the golden values. */
const TEN_DIGITS = 5e-11

const medianHalvesTheMass = law({
  id: 'posterior-median.halves-the-mass',
  says: 'half of the posterior lies below its median, for every Beta prior',
  cites: 'definition; the mass below is a binomial tail',
  needs: ['posteriorMedian'],
  holds: ({ posteriorMedian }, w) =>
    fc.property(trials(), wholePriors, ({ k, n }, prior) => {
      const shapes = { a: prior.a + k, b: prior.b + n - k }
      // the density of whole shapes is (A+B-1) times a binomial probability, so 1e-9 in p moves the mass by at most 1e-9 (A+B-1)
      w.close('mass below', massBelow(posteriorMedian(k, n, prior), shapes), 1 / 2, 1e-9 * (shapes.a + shapes.b - 1))
    }),
})

const absoluteLoss = law({
  id: 'posterior-median.has-the-least-absolute-loss',
  says: 'at k = 3, n = 10 the posterior mean has a larger expected absolute error than the median: the loss decides which is the Bayes estimate',
  cites: 'DeGroot 1970, section 11.2; expectation by the midpoint rule on 4000 cells',
  needs: ['posteriorMean', 'posteriorMedian', 'posteriorDensity'],
  holds: ({ posteriorMean, posteriorMedian, posteriorDensity }, w) =>
    once(() => {
      const cells = Array.from({ length: 4000 }, (_, cell) => (cell + 0.5) / 4000)
      const weights = cells.map((p) => posteriorDensity(p, 3, 10) / 4000)
      const loss = (estimate: number): number =>
        cells.reduce((sum, p, cell) => sum + (weights[cell] ?? NaN) * Math.abs(p - estimate), 0)
      const [ofMean, ofMedian] = [loss(posteriorMean(3, 10)), loss(posteriorMedian(3, 10))]
      w.measured('expected absolute error', { mean: ofMean, median: ofMedian })
      // with density f at the median, the losses differ by about f (mean - median)^2 = 2.6e-4; the rule is off by at most 1e-6
      w.require('the median loses less', ofMedian < ofMean - 1e-4, { ofMean, ofMedian })
    }),
})

export const symmetric = law({
  id: 'coin.sides-are-alike',
  says: 'calling heads tails turns every estimate p into 1 - p',
  cites: 'the model does not change when heads and tails, and the shapes of the prior, are swapped',
  needs: ['mle', 'posteriorMean', 'posteriorMedian', 'map'],
  holds: ({ mle, posteriorMean, posteriorMedian, map }, w) =>
    fc.property(trials({ atLeast: 1 }), ({ k, n }) => {
      const point = (mode: ReturnType<typeof map>): number => (mode.kind === 'point' ? mode.p : NaN)
      w.close('mle', mle(n - k, n) ?? NaN, 1 - (mle(k, n) ?? NaN), CLOSED_FORM)
      w.close('mean', posteriorMean(n - k, n), 1 - posteriorMean(k, n), CLOSED_FORM)
      w.close('median', posteriorMedian(n - k, n), 1 - posteriorMedian(k, n), 2e-9)
      w.close('map', point(map(n - k, n)), 1 - point(map(k, n)), CLOSED_FORM)
    }),
})

export const estimatesConverge = law({
  id: 'coin.estimates-converge',
  says: 'MLE, MAP, median and mean of a uniform prior lie in this order towards 1/2, at most |1 - 2k/n| / (n + 2) apart',
  cites: 'mode, median, mean inequality of the Beta distribution (Kerman 2011); the outer gap is that of mean and k / n',
  needs: ['mle', 'posteriorMean', 'posteriorMedian', 'map'],
  holds: ({ mle, posteriorMean, posteriorMedian, map }, w) =>
    fc.property(fc.integer({ min: 0, max: 10 }), fc.integer({ min: 1, max: 300 }), (tenths, scale) => {
      const [k, n] = [tenths * scale, 10 * scale]
      const mode = map(k, n)
      const [data, median, mean] = [mle(k, n) ?? NaN, posteriorMedian(k, n), posteriorMean(k, n)]
      w.close('map', mode.kind === 'point' ? mode.p : NaN, data, CLOSED_FORM)
      const inOrder =
        tenths <= 5 ? data <= median + 1e-9 && median <= mean + 1e-9 : data >= median - 1e-9 && median >= mean - 1e-9
      w.require('k/n, median, mean in order', inOrder, { data, median, mean })
      w.close('gap times (n + 2)', Math.abs(mean - data) * (n + 2), Math.abs(1 - tenths / 5), CLOSED_FORM * (n + 2))
    }),
})

const laplaceNeverSurprised = law({
  id: 'coin.a-head-after-tails-only',
  says: 'after n tails, a head costs the MLE an infinite logarithmic loss and the posterior mean ln(n + 2)',
  cites: 'derived here: -ln 0 and -ln(1 / (n + 2))',
  needs: ['mle', 'posteriorMean'],
  holds: ({ mle, posteriorMean }, w) =>
    fc.property(fc.integer({ min: 1, max: 10_000 }), (n) => {
      w.equal('MLE', -Math.log(mle(0, n) ?? NaN), Infinity)
      w.close('posterior mean', -Math.log(posteriorMean(0, n)), Math.log(n + 2), CLOSED_FORM * 10)
    }),
})

const golden = law({
  id: 'coin.published-estimates',
  says: 'MLE, posterior mean and posterior median have the tabulated values for n = 0, 10 and 100',
  cites: 'scipy.stats.beta 1.10, ten digits',
  needs: ['mle', 'posteriorMean', 'posteriorMedian'],
  holds: ({ mle, posteriorMean, posteriorMedian }, w) =>
    table(
      [
        { k: 0, n: 0, likeliest: undefined, mean: 0.5, median: 0.5 },
        { k: 0, n: 10, likeliest: 0, mean: 0.0833333333, median: 0.0610690893 },
        { k: 3, n: 10, likeliest: 0.3, mean: 0.3333333333, median: 0.3238044626 },
        { k: 7, n: 10, likeliest: 0.7, mean: 0.6666666667, median: 0.6761955374 },
        { k: 10, n: 10, likeliest: 1, mean: 0.9166666667, median: 0.9389309107 },
        { k: 50, n: 100, likeliest: 0.5, mean: 0.5, median: 0.5 },
      ],
      ({ k, n, likeliest, mean, median }) => {
        w.equal('mle', mle(k, n), likeliest)
        w.close('mean', posteriorMean(k, n), mean, TEN_DIGITS)
        w.close('median', posteriorMedian(k, n), median, 1e-9 + TEN_DIGITS) // the contract grants 1e-9
      },
    ),
})

export default [medianHalvesTheMass, absoluteLoss, symmetric, estimatesConverge, laplaceNeverSurprised, golden]
