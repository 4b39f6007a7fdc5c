/** Intervals for the head probability of a coin, and what share of the posterior they hold. */
import fc from 'fast-check'
import { balancedTrials, levels, oneSidedTrials, trials, wholePriors } from './any-coin.ts'
import type { Interval } from '../../../src/contract/beta-bernoulli.ts'
import { binomial, massBelow } from './published.ts'
import { law, once, table } from '../../judge/spec.ts'

/** What the contract grants in p for a quantile. A density of whole shapes is at most A + B - 1, which turns it into mass. */
const QUANTILE = 1e-9

/** Half a unit in the tenth digit, the last one printed in the golden values, and in the eighth. */
const [TEN_DIGITS, EIGHT_DIGITS] = [5e-11, 5e-9]

const tailsAreEqual = law({
  id: 'equal-tailed.leaves-equal-tails',
  says: 'the equal-tailed interval leaves (1 - level) / 2 of the posterior below and above it, for every Beta prior',
  cites: 'definition; the mass below is a binomial tail',
  needs: ['equalTailedInterval'],
  holds: ({ equalTailedInterval }, w) =>
    fc.property(trials(), wholePriors, levels, ({ k, n }, prior, level) => {
      const shapes = { a: prior.a + k, b: prior.b + n - k }
      const { low, high } = equalTailedInterval(k, n, level, prior)
      const tolerance = QUANTILE * (shapes.a + shapes.b - 1)
      w.close('mass below', massBelow(low, shapes), (1 - level) / 2, tolerance)
      w.close('mass above', 1 - massBelow(high, shapes), (1 - level) / 2, tolerance)
    }),
})

const densestIsDensest = law({
  id: 'highest-density.nothing-denser-outside',
  says: 'the highest-density interval holds `level` of the posterior, and its ends are equally dense unless an end is 0 or 1',
  cites: 'definition; for a density with one peak this makes it the shortest interval (Box and Tiao 1973, section 2.8)',
  needs: ['highestDensityInterval'],
  reaches: ['peak inside', 'falls from 0', 'rises to 1'],
  runs: 60,
  holds: ({ highestDensityInterval }, w) =>
    fc.property(fc.oneof(trials({ atLeast: 1, atMost: 8 }), oneSidedTrials), lopsided, levels, ({ k, n }, prior, level) => {
      const [a, b] = [prior.a + k, prior.b + n - k]
      const { low, high } = highestDensityInterval(k, n, level, prior) ?? { low: NaN, high: NaN }
      const top = a + b - 1 // an upper bound of the density; its slope is at most top (top - 1)
      w.close('mass', massBelow(high, { a, b }) - massBelow(low, { a, b }), level, 2e-8 * top)
      if (a === 1) {
        w.reached('falls from 0')
        w.close('low', low, 0, 1e-8)
      } else if (b === 1) {
        w.reached('rises to 1')
        w.close('high', high, 1, 1e-8)
      } else {
        w.reached('peak inside')
        const density = (p: number): number => top * binomial(a - 1, top - 1, p)
        const peak = (a - 1) / (a + b - 2)
        w.require('the peak is inside', low < peak && peak < high, { low, peak, high })
        w.close('density at the ends', density(low), density(high), 2e-8 * top * (top - 1))
      }
    }),
})

const lopsided = fc.constantFrom({ a: 1, b: 1 }, { a: 1, b: 3 }, { a: 2, b: 1 })

const shortest = law({
  id: 'highest-density.is-the-shortest',
  says: 'no interval of the same posterior mass is shorter than the highest-density interval; by symmetry k = n/2 makes it equal-tailed',
  cites: 'Box and Tiao 1973, section 2.8',
  needs: ['highestDensityInterval', 'equalTailedInterval'],
  reaches: ['balanced', 'skewed'],
  runs: 60,
  holds: ({ highestDensityInterval, equalTailedInterval }, w) =>
    fc.property(fc.oneof(trials({ atLeast: 1, atMost: 8 }), balancedTrials), levels, ({ k, n }, level) => {
      const densest = highestDensityInterval(k, n, level) ?? { low: NaN, high: NaN }
      const tails = equalTailedInterval(k, n, level)
      if (2 * k === n) {
        w.reached('balanced')
        w.close('ends', [densest.low, densest.high], [tails.low, tails.high], 2e-8)
      } else {
        w.reached('skewed')
        w.require('shorter', densest.high - densest.low < tails.high - tails.low, { densest, tails })
      }
    }),
})

const noDensestInterval = law({
  id: 'highest-density.none-for-u-shapes',
  says: 'a U-shaped or flat posterior has no single highest-density interval; one end is enough where the density rises or falls',
  cites: 'derived here: the densest points of a U lie at both ends',
  needs: ['highestDensityInterval'],
  holds: ({ highestDensityInterval }, w) =>
    once(() => {
      w.equal('Beta(1/2, 1/2)', highestDensityInterval(0, 0, 0.95, { a: 0.5, b: 0.5 }), undefined)
      w.equal('Beta(1, 1)', highestDensityInterval(0, 0, 0.95), undefined)
      // Beta(1/2, 1) has P(X <= x) = sqrt(x), Beta(1, 1/2) is its mirror image
      const falling = highestDensityInterval(0, 0, 0.5, { a: 0.5, b: 1 }) ?? { low: NaN, high: NaN }
      const rising = highestDensityInterval(0, 0, 0.5, { a: 1, b: 0.5 }) ?? { low: NaN, high: NaN }
      w.close('Beta(1/2, 1)', [falling.low, falling.high], [0, 0.25], 1e-8)
      w.close('Beta(1, 1/2)', [rising.low, rising.high], [0.75, 1], 1e-8)
    }),
})

const golden = law({
  id: 'interval.published-ends',
  says: 'the 95% intervals have the tabulated ends for n = 10 and 100',
  cites: 'scipy.stats.beta 1.10, statsmodels proportion_confint 0.13 (beta); highest density by root search',
  needs: ['equalTailedInterval', 'highestDensityInterval', 'clopperPearson'],
  holds: ({ equalTailedInterval, highestDensityInterval, clopperPearson }, w) =>
    table(
      [
        { k: 0, n: 10, tails: [0.00229897, 0.28491415], densest: [0, 0.2384041904], exact: [0, 0.3084971078] },
        {
          k: 3,
          n: 10,
          tails: [0.10926344, 0.60974256],
          densest: [0.0933723328, 0.5879525589],
          exact: [0.0667395112, 0.6524528501],
        },
        {
          k: 7,
          n: 10,
          tails: [0.39025744, 0.89073656],
          densest: [0.4120474412, 0.9066276673],
          exact: [0.3475471499, 0.9332604888],
        },
        { k: 10, n: 10, tails: [0.71508585, 0.99770103], densest: [0.7615958096, 1], exact: [0.6915028922, 1] },
        {
          k: 50,
          n: 100,
          tails: [0.40364307, 0.59635693],
          densest: [0.4036430675, 0.5963569325],
          exact: [0.3983211295, 0.6016788705],
        },
      ],
      ({ k, n, tails, densest, exact }) => {
        w.close('equal-tailed', ends(equalTailedInterval(k, n, 0.95)), tails, EIGHT_DIGITS)
        w.close('highest density', ends(highestDensityInterval(k, n, 0.95)), densest, 1e-8)
        w.close('Clopper-Pearson', ends(clopperPearson(k, n, 0.95)), exact, QUANTILE + TEN_DIGITS)
      },
    ),
})

const ends = (interval: Interval | undefined): number[] => [interval?.low ?? NaN, interval?.high ?? NaN]

const intervalArguments = law({
  id: 'interval.rejects-impossible-arguments',
  says: 'levels outside (0, 1), impossible counts, and Clopper-Pearson without trials are RangeErrors',
  cites: 'contract',
  needs: ['equalTailedInterval', 'highestDensityInterval', 'clopperPearson', 'coverageOfEqualTailed'],
  holds: (subject, w) =>
    once(() => {
      const { equalTailedInterval, highestDensityInterval, clopperPearson, coverageOfEqualTailed } = subject
      for (const level of [0, 1, -0.5, 95, NaN]) {
        w.throws('equalTailedInterval', RangeError, String(level), () => equalTailedInterval(3, 10, level))
        w.throws('highestDensityInterval', RangeError, String(level), () => highestDensityInterval(3, 10, level))
        w.throws('clopperPearson', RangeError, String(level), () => clopperPearson(3, 10, level))
        w.throws('coverageOfEqualTailed', RangeError, String(level), () => coverageOfEqualTailed(0.5, 10, level))
      }
      for (const k of [-1, 11, 2.5, NaN]) {
        w.throws('equalTailedInterval', RangeError, String(k), () => equalTailedInterval(k, 10, 0.95))
        w.throws('highestDensityInterval', RangeError, String(k), () => highestDensityInterval(k, 10, 0.95))
        w.throws('clopperPearson', RangeError, String(k), () => clopperPearson(k, 10, 0.95))
      }
      w.throws('clopperPearson', RangeError, '0', () => clopperPearson(0, 0, 0.95))
      w.throws('coverageOfEqualTailed', RangeError, '1.5', () => coverageOfEqualTailed(1.5, 10, 0.95))
    }),
})

export default [tailsAreEqual, densestIsDensest, shortest, noDensestInterval, golden, intervalArguments]
