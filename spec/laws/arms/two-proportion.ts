/** Large-sample tests of one arm against a control. */
import fc from 'fast-check'
import { arms, largeArms, mixedArms } from './any-arm.ts'
import { ALL, PROCEDURES, SMOOTH } from './procedures.ts'
import type { Arm } from '../../../src/contract/two-proportion.ts'
import { ARMS, CONTROL, GOLDEN } from '../experiments/email-templates.ts'
import { law, table } from '../../judge/spec.ts'

/** What the contract grants a closed form, relative. */
const STATISTIC = 1e-11
const NINE_DIGITS = 5e-9
const { [CONTROL]: control } = ARMS

const flip = ({ successes, n }: Arm): Arm => ({ successes: n - successes, n })

const swapping = law({
  id: 'two-proportion.swapping-arms-negates-z',
  says: 'exchanging arm and control negates z and leaves chi-square and G as they are',
  cites: 'the difference changes sign, the standard error is symmetric',
  needs: ['pooledZ', 'unpooledZ', 'yatesChiSquare', 'gStatistic'],
  holds: ({ pooledZ, unpooledZ, yatesChiSquare, gStatistic }, w) =>
    fc.property(mixedArms(500), mixedArms(500), (a, c) => {
      w.close('pooled z', pooledZ(a, c), -pooledZ(c, a), 2 * STATISTIC * (1 + Math.abs(pooledZ(c, a))))
      w.close('unpooled z', unpooledZ(a, c), -unpooledZ(c, a), 1e-10)
      w.close('Yates', yatesChiSquare(a, c), yatesChiSquare(c, a), 1e-10)
      w.close('G', gStatistic(a, c), gStatistic(c, a), 1e-10)
    }),
})

const flipping = law({
  id: 'two-proportion.success-and-failure-are-names',
  says: 'counting failures instead of successes negates z and leaves every two-sided p-value as it is',
  cites: 'p -> 1 - p keeps every variance and negates the difference',
  needs: ['pooledZ', 'unpooledZ', 'pValue'],
  holds: ({ pooledZ, unpooledZ, pValue }, w) =>
    fc.property(mixedArms(60), mixedArms(60), (a, c) => {
      w.close('pooled z', pooledZ(flip(a), flip(c)), -pooledZ(a, c), 1e-11)
      w.close('unpooled z', unpooledZ(flip(a), flip(c)), -unpooledZ(a, c), 1e-9)
      for (const procedure of PROCEDURES) {
        w.close(procedure, pValue(procedure, flip(a), flip(c)), pValue(procedure, a, c), 1e-9)
        w.close(`${procedure}, arms swapped`, pValue(procedure, c, a), pValue(procedure, a, c), 1e-9)
      }
    }),
  runs: 40,
})

const squared = law({
  id: 'two-proportion.chi-square-is-z-squared',
  says: "Pearson's chi-square of the two arms is the square of the pooled z",
  cites: 'derived here: both are N (ad - bc)^2 / (product of the margins)',
  needs: ['pooledZ', 'homogeneityChiSquare'],
  holds: ({ pooledZ, homogeneityChiSquare }, w) =>
    fc.property(mixedArms(2000), mixedArms(2000), (a, c) => {
      const { statistic, df } = homogeneityChiSquare([a, c])
      // the squared difference of the rates cancels: 2^-53 against a difference of at least 1 / (n m)
      w.close('chi-square', statistic, pooledZ(a, c) ** 2, 1e-9 * Math.max(1, statistic))
      w.equal('degrees of freedom', df, 1)
    }),
})

const pearson = law({
  id: 'two-proportion.z-is-the-table-determinant',
  says: 'pooled z is sqrt(N) (ad - bc) over the root of the product of the margins, and unpooled z is the difference over the root of the summed variances',
  cites: 'Pearson 1900; Wald 1943',
  needs: ['pooledZ', 'unpooledZ'],
  holds: ({ pooledZ, unpooledZ }, w) =>
    fc.property(mixedArms(500), mixedArms(500), (x, y) => {
      const [a, b, c, d] = [x.successes, x.n - x.successes, y.successes, y.n - y.successes]
      const determinant = (a * d - b * c) / Math.sqrt((a + b) * (c + d))
      w.close('pooled z', pooledZ(x, y), (determinant * Math.sqrt(x.n + y.n)) / Math.sqrt((a + c) * (b + d)), 1e-11)
      const variance = (a * b * y.n) / x.n ** 2 + (c * d * x.n) / y.n ** 2
      w.close('unpooled z', unpooledZ(x, y), determinant / Math.sqrt(variance), 1e-11 * (1 + Math.abs(determinant)))
    }),
})

const yates = law({
  id: 'two-proportion.yates-takes-half-a-count',
  says: "Yates' chi-square moves every cell by 1/2 towards its expectation, never past it, and so is at most chi-square",
  cites: 'Yates 1934; R caps the correction at the difference, as here',
  needs: ['yatesChiSquare', 'pooledZ'],
  reaches: ['moved by 1/2', 'capped'],
  holds: ({ yatesChiSquare, pooledZ }, w) =>
    fc.property(mixedArms(300), mixedArms(300), (x, y) => {
      const joint = (x.successes + y.successes) / (x.n + y.n)
      const move = Math.min(0.5, Math.abs(x.successes - x.n * joint))
      w.reached(move === 0.5 ? 'moved by 1/2' : 'capped')
      const off = Math.abs(x.successes - x.n * joint) - move
      const expected = [x.n, y.n].flatMap((n) => [1 / (n * joint), 1 / (n * (1 - joint))]).reduce((sum, term) => sum + term, 0)
      w.close('Yates', yatesChiSquare(x, y), off ** 2 * expected, 1e-9 * (1 + pooledZ(x, y) ** 2))
      w.require('Yates <= chi-square', yatesChiSquare(x, y) <= pooledZ(x, y) ** 2 * (1 + 1e-12), [x, y])
    }),
})

/** Log-likelihood of an arm at a rate. */
const log = ({ successes, n }: Arm, rate: number): number =>
  (successes === 0 ? 0 : successes * Math.log(rate)) + (successes === n ? 0 : (n - successes) * Math.log1p(-rate))

const likelihoodRatio = law({
  id: 'two-proportion.g-is-the-likelihood-ratio',
  says: 'G is twice the log of the likelihood at separate rates over that at the joint rate, zero counts included',
  cites: 'Wilks 1938',
  needs: ['gStatistic'],
  holds: ({ gStatistic }, w) =>
    fc.property(arms(300), arms(300), (x, y) => {
      const joint = (x.successes + y.successes) / (x.n + y.n)
      const separate = log(x, x.successes / x.n) + log(y, y.successes / y.n)
      // likelihoods up to 600 ln 600 = 4e3 in size cancel: 4e3 * a few 2^-53
      w.close('G', gStatistic(x, y), 2 * (separate - log(x, joint) - log(y, joint)), 1e-10)
    }),
})

/** Real counts at a rate in sixteenths. */
const at = (size: number, rate: number): Arm => ({ successes: (rate * size) / 16, n: size })

const growing = law({
  id: 'two-proportion.p-falls-as-n-grows',
  says: 'for fixed different rates the p-value of every test on real counts falls strictly as n grows',
  cites: 'z grows like sqrt(n)',
  needs: ['pValue'],
  holds: ({ pValue }, w) =>
    fc.property(fc.integer({ min: 1, max: 15 }), fc.integer({ min: 1, max: 15 }), fc.integer({ min: 4, max: 400 }), (i, j, n) => {
      if (i === j) return w.close('equal rates', pValue('pooled z', { successes: i, n: 16 }, { successes: j, n: 16 }), 1, 0)
      for (const procedure of SMOOTH) {
        const [before, after] = [n, n + n / 4].map((size) => pValue(procedure, at(size, i), at(size, j)))
        const [early = NaN, late = NaN] = [before, after]
        w.require(`${procedure} falls`, late < early || (early === 1 && late === 1) || late < 1e-300, { early, late })
      }
    }),
})

const tailOf = law({
  id: 'two-proportion.p-is-the-two-sided-tail',
  says: 'the p-value of a z test is twice the upper normal tail of |z|, that of Yates and G the upper chi-square tail at one degree of freedom, for few trials and for a billion',
  cites: 'definition',
  needs: ['pValue', 'pooledZ', 'unpooledZ', 'yatesChiSquare', 'gStatistic', 'normalUpperTail', 'chiSquareUpperTail'],
  holds: (parts, w) =>
    fc.property(fc.oneof(fc.tuple(mixedArms(300), mixedArms(300)), largeArms), ([a, c]) => {
      const { pValue, normalUpperTail, chiSquareUpperTail } = parts
      w.close('pooled z', pValue('pooled z', a, c), 2 * normalUpperTail(Math.abs(parts.pooledZ(a, c))), 3e-11)
      w.close('unpooled z', pValue('unpooled z', a, c), 2 * normalUpperTail(Math.abs(parts.unpooledZ(a, c))), 3e-11)
      w.close('Yates', pValue('Yates', a, c), chiSquareUpperTail(parts.yatesChiSquare(a, c), 1), 3e-11)
      w.close('G', pValue('G', a, c), chiSquareUpperTail(parts.gStatistic(a, c), 1), 3e-11)
    }),
})

const golden = law({
  id: 'two-proportion.golden-email-templates',
  says: 'the five templates give the published statistics and p-values',
  cites: 'scipy and statsmodels, see oracles/email-templates',
  needs: ['pooledZ', 'yatesChiSquare', 'pValue'],
  holds: ({ pooledZ, yatesChiSquare, pValue }, w) =>
    table(GOLDEN, (row) => {
      const arm = ARMS[row.name]
      w.close(`${row.name}: z`, pooledZ(arm, control), row.pooledZ, NINE_DIGITS)
      w.close(`${row.name}: chi-square`, pooledZ(arm, control) ** 2, row.chiSquare, NINE_DIGITS)
      w.close(`${row.name}: Yates`, yatesChiSquare(arm, control), row.yates, NINE_DIGITS)
      for (const procedure of Object.keys(row.p) as (keyof typeof row.p)[]) {
        w.close(`${row.name}: p, ${procedure}`, pValue(procedure, arm, control), row.p[procedure], NINE_DIGITS)
      }
    }),
})

const omnibus = law({
  id: 'two-proportion.golden-omnibus',
  says: 'the five templates do not all have one rate: chi-square 33.33658040 at 4 degrees of freedom, p = 1.0192e-6',
  cites: 'scipy.stats.chi2_contingency',
  needs: ['homogeneityChiSquare'],
  holds: ({ homogeneityChiSquare }, w) =>
    table([Object.values(ARMS)], (all) => {
      const { statistic, df, p } = homogeneityChiSquare(all)
      w.close('chi-square', statistic, 33.3365804, NINE_DIGITS)
      w.equal('degrees of freedom', df, 4)
      w.close('p', p, 1.0192e-6, 5e-11)
    }),
})

const countsChecked = law({
  id: 'two-proportion.rejects-impossible-counts',
  says: 'counts below 0, above n, or not numbers, and arms without trials, are RangeErrors that say the value',
  cites: 'contract',
  needs: [
    'pooledZ',
    'unpooledZ',
    'yatesChiSquare',
    'gStatistic',
    'homogeneityChiSquare',
    'pValue',
    'wilsonInterval',
    'probabilityBetter',
  ],
  holds: (parts, w) =>
    table(
      [
        [-1, 10, '-1'],
        [11, 10, '11'],
        [NaN, 10, 'NaN'],
        [0, 0, '0'],
        [3, Infinity, 'Infinity'],
      ] as const,
      ([successes, n, mention]) => {
        const [bad, good] = [{ successes, n }, { successes: 3, n: 10 }] // prettier-ignore
        for (const [arm, other] of [
          [bad, good],
          [good, bad],
        ] as const) {
          // prettier-ignore
          w.throws('pooledZ', RangeError, mention, () => parts.pooledZ(arm, other))
          w.throws('unpooledZ', RangeError, mention, () => parts.unpooledZ(arm, other))
          w.throws('yatesChiSquare', RangeError, mention, () => parts.yatesChiSquare(arm, other))
          w.throws('gStatistic', RangeError, mention, () => parts.gStatistic(arm, other))
          w.throws('homogeneityChiSquare', RangeError, mention, () => parts.homogeneityChiSquare([arm, good, other]))
          w.throws('probabilityBetter', RangeError, mention, () => parts.probabilityBetter(arm, other))
          for (const procedure of ALL) w.throws(procedure, RangeError, mention, () => parts.pValue(procedure, arm, other))
        }
        w.throws('a single arm', RangeError, 'arms', () => parts.homogeneityChiSquare([good]))
        w.throws('wilsonInterval', RangeError, mention, () => parts.wilsonInterval(bad, 0.95))
      },
    ),
})

export default [swapping, flipping, squared, pearson, yates, likelihoodRatio, growing, tailOf, golden, omnibus, countsChecked]
