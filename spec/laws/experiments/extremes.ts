/** Where numbers are very small, families large, arms oddly named: the same answers as elsewhere. */
import { law, once, table } from '../../judge/spec.ts'
import { alike } from '../distributions/distribution-tables.ts'
import { CORRECTIONS } from './corrections.ts'
import { everyCount } from './oracle.ts'

/** `[alpha, loading, how many, z]`: the secant method over `quad` of mpmath, piece by piece, 30 digits. */
const CRITICAL = [
  [1e-30, 0.5, 2, 11.58343761145299],
  [1e-40, 0.99, 3, 13.43217810685257],
  [1e-60, 0.999, 2, 16.4596652200644],
] as const

export default [
  law({
    id: 'dunnett.critical-values-of-independent-comparisons',
    says: 'without correlation the critical value is that of Sidak, from a level of 1e-30 to one of 1 - 1e-14, for 1 to 50 comparisons',
    cites: 'definition: (1 - p)^m = 1 - alpha, z the two-sided quantile of p',
    needs: ['dunnettCritical', 'normalQuantile'],
    holds: ({ dunnettCritical, normalQuantile }, w) =>
      table([1e-30, 1e-12, 0.05, 0.5, 0.75, 1 - 1e-6, 1 - 1e-10, 1 - 1e-14], (alpha) => {
        for (const m of [1, 5, 50]) {
          const inside = (1 - alpha) ** (1 / m)
          const p = -Math.expm1(Math.log1p(-alpha) / m)
          // Of p and 1 - p the smaller one has the digits.
          const z = p < 0.5 ? -normalQuantile(p / 2) : normalQuantile((1 + inside) / 2)
          w.close(`${m} at ${alpha}`, dunnettCritical(alpha, alike(m, 0)), z, 2e-9)
        }
      }),
  }),
  law({
    id: 'dunnett.critical-values-of-tiny-levels',
    says: 'levels from 1e-30 to 1e-60 have the critical values of the integral, however much the comparisons share',
    cites: 'Dunnett 1955; mpmath quad and the secant method',
    needs: ['dunnettCritical'],
    holds: ({ dunnettCritical }, w) =>
      table(CRITICAL, ([alpha, loading, m, z]) =>
        w.close(`${m} of ${loading}`, dunnettCritical(alpha, alike(m, loading)), z, 2e-9),
      ),
  }),
  law({
    id: 'compare-arms.adjusted-p-is-at-least-p',
    says: 'an adjusted p lies between p and 1, up to rounding, also where p is 1e-87 or 1e-300, and for Dunnett at most at that of Bonferroni',
    cites: 'the contract; Bonferroni 1936',
    needs: ['compareWithControl'],
    holds: ({ compareWithControl }, w) =>
      table([1000, 4000, 9000, 30_000], (n) => {
        const arms = { c: { successes: n / 10, n }, a: { successes: n / 5, n }, b: { successes: n / 10 + 1, n } }
        for (const correction of CORRECTIONS)
          for (const [name, { p, adjustedP }] of Object.entries(compareWithControl({ arms, control: 'c', correction })))
            w.require(`${name}, ${correction}`, adjustedP >= p * (1 - 1e-10) && adjustedP <= 1 + 1e-10, { p, adjustedP })
        const dunnett = compareWithControl({ arms, control: 'c', correction: 'Dunnett' })['a']
        w.require('at most twice p', (dunnett?.adjustedP ?? NaN) <= 2 * (dunnett?.p ?? NaN) + 1e-10, dunnett ?? {})
      }),
  }),
  law({
    id: 'familywise.is-what-leaves-not-all-undecided',
    says: 'a family of 1 to 20 arms errs unless all its arms are undecided',
    cites: 'definition',
    needs: ['familywiseErrorRate', 'patternProbability'],
    holds: ({ familywiseErrorRate, patternProbability }, w) =>
      table([1, 3, 13, 20], (comparisons) => {
        const names = Array.from({ length: comparisons }, (_, i) => `arm ${i}`)
        const all = <T>(of: T): Record<string, T> => Object.fromEntries(names.map((name) => [name, of]))
        for (const rate of [0.3, 0.9]) {
          const truth = { rates: { ...all(rate), control: rate }, control: 'control', n: 20, alpha: 0.05 }
          const none = patternProbability(truth, all('undecided' as const))
          w.close(`${comparisons} of ${rate}`, familywiseErrorRate('none', rate, 20, comparisons), 1 - none, 2e-10)
        }
      }),
  }),
  law({
    id: 'rejection.of-larger-arms',
    says: 'arms of 61 to 90 are counted by the test that is named, as small ones are',
    cites: 'definition; every table visited',
    needs: ['rejectionProbability', 'pValue'],
    holds: ({ rejectionProbability, pValue }, w) =>
      table(
        [
          ['Fisher', 61, 61],
          ['mid-P', 64, 61],
          ['Yates', 90, 70],
        ] as const,
        ([test, n, m]) => {
          let rejected = 0
          everyCount([n, m], [0.2, 0.25], ([x = NaN, y = NaN], probability) => {
            if (pValue(test, { successes: x, n }, { successes: y, n: m }) <= 0.05) rejected += probability
          })
          w.close(test, rejectionProbability(test, { rate: 0.2, n }, { rate: 0.25, n: m }), rejected, 1e-10)
        },
      ),
  }),
  law({
    id: 'range-of-n.takes-counts-as-told',
    says: 'counts are whole where a rate times n is, not where it is near; from which n on an arm is decided is asked of real counts, whatever else is said',
    cites: 'the contract; 767 by the pooled z',
    needs: ['rangesOfN', 'decidedFrom'],
    holds: ({ rangesOfN, decidedFrom }, w) =>
      table([0.3333333, 0.333333333, 0.5000000001, 1e-10], (rate) => {
        const whole = { rates: { a: rate, c: 0.5 }, control: 'c', counts: 'whole', largest: 100 } as const
        w.equal('no n has whole counts', rangesOfN(whole, { a: 'undecided' }), [])
        const close = { rates: { a: 0.55, c: 0.5 }, control: 'c' }
        for (const counts of ['real', 'rounded', 'whole'] as const) w.equal(counts, decidedFrom({ ...close, counts }), { a: 767 })
      }),
  }),
  law({
    id: 'range-of-n.finds-large-sizes',
    says: 'a large n is found like a small one: rates of 0.51 and 0.5 are told apart from 19 206 on',
    cites: 'the pooled z of rates p and q is decided from n = z^2 2 r (1 - r) / (p - q)^2 on, r their mean',
    needs: ['decidedFrom'],
    holds: ({ decidedFrom }, w) =>
      once(() => w.equal('n', decidedFrom({ rates: { a: 0.51, c: 0.5 }, control: 'c', largest: 1e8 }), { a: 19_206 })),
  }),
  law({
    id: 'experiments.arms-have-any-name',
    says: 'an arm is what its name says, also if it is one that objects have of their own',
    cites: 'the contract: arms by name',
    needs: ['decidedFrom', 'rangesOfN', 'compareWithControl', 'patternProbability'],
    holds: ({ decidedFrom, rangesOfN, compareWithControl, patternProbability }, w) =>
      table(['__proto__', 'constructor', 'toString', '0'], (name) => {
        const named = <T>(c: T, b: T): Record<string, T> =>
          Object.fromEntries([
            ['c', c],
            [name, b],
          ])
        w.equal('decided from', Object.entries(decidedFrom({ rates: named(0.4, 0.5), control: 'c' })), [[name, 191]])
        const range = rangesOfN({ rates: named(0.4, 0.5), control: 'c' }, Object.fromEntries([[name, 'better' as const]]))
        w.equal('range', range, [{ low: 191, high: 10_000 }])
        const compared = compareWithControl({ arms: named({ successes: 40, n: 100 }, { successes: 70, n: 100 }), control: 'c' })
        w.equal(
          'compared',
          Object.entries(compared).map(([arm, { decision }]) => [arm, decision]),
          [[name, 'better']],
        )
        const truth = { rates: named(0, 1), control: 'c', n: 9, alpha: 0.05 }
        w.close('pattern', patternProbability(truth, Object.fromEntries([[name, 'better' as const]])), 1, 1e-10)
      }),
  }),
]
