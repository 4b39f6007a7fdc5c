/** P(rate of the arm > rate of the control). */
import fc from 'fast-check'
import { arms } from './any-arm.ts'
import { halfPriors, wholePriors } from '../coin/any-coin.ts'
import { ARMS, CONTROL, GOLDEN } from '../experiments/email-templates.ts'
import { exactProbabilityBetter, probabilityBetterByQuadrature } from '../experiments/oracle.ts'
import { law, table } from '../../judge/spec.ts'

const { [CONTROL]: control } = ARMS
/** What the contract grants. */
const GRANTED = 1e-10

const exact = law({
  id: 'probability-better.is-the-exact-sum',
  says: 'for a prior with whole shapes P(better) is its sum of fractions in closed form, whatever the sizes of the arms',
  cites: 'Miller 2015, Formulas for Bayesian A/B testing; with whole numbers',
  needs: ['probabilityBetter'],
  runs: 60,
  holds: ({ probabilityBetter }, w) =>
    fc.property(arms(40), arms(40), wholePriors, (a, c, prior) =>
      w.close('P(better)', probabilityBetter(a, c, prior), exactProbabilityBetter(a, c, prior), GRANTED),
    ),
})

const complement = law({
  id: 'probability-better.of-both-sums-to-one',
  says: 'P(arm better) + P(control better) = 1 for every Beta prior, and arms with the same data tie at 1/2',
  cites: 'ties have probability zero',
  needs: ['probabilityBetter'],
  holds: ({ probabilityBetter }, w) =>
    fc.property(arms(200), arms(200), halfPriors, (a, c, prior) => {
      w.close('sum', probabilityBetter(a, c, prior) + probabilityBetter(c, a, prior), 1, 2 * GRANTED)
      w.close('tie', probabilityBetter(a, a, prior), 0.5, GRANTED)
    }),
})

const recurrence = law({
  id: 'probability-better.has-a-prior-worth-counts',
  says: 'a prior with one success and one failure more in both arms gives what those counts would give',
  cites: "Bayes' theorem: Beta(a + 1, b + 1) is Beta(a, b) after one success and one failure",
  needs: ['probabilityBetter'],
  holds: ({ probabilityBetter }, w) =>
    fc.property(arms(200), arms(200), halfPriors, (a, c, prior) => {
      const more = ({ successes, n }: typeof a): typeof a => ({ successes: successes + 1, n: n + 2 })
      const wider = { a: prior.a + 1, b: prior.b + 1 }
      w.close('P(better)', probabilityBetter(a, c, wider), probabilityBetter(more(a), more(c), prior), 2 * GRANTED)
    }),
})

const strong = law({
  id: 'probability-better.has-a-prior-of-any-strength',
  says: 'a prior of thousands of counts is worth them all: a success and a failure more in it are a success and a failure more in both arms',
  cites: "Bayes' theorem, as above",
  needs: ['probabilityBetter'],
  runs: 40,
  holds: ({ probabilityBetter }, w) => {
    const shapes = fc.constantFrom(0.03, 40.5, 600.25, 5000)
    return fc.property(arms(200), arms(200), shapes, shapes, (a, c, priorA, priorB) => {
      const more = ({ successes, n }: typeof a): typeof a => ({ successes: successes + 1, n: n + 2 })
      const wider = { a: priorA + 1, b: priorB + 1 }
      const narrow = probabilityBetter(more(a), more(c), { a: priorA, b: priorB })
      w.close('P(better)', probabilityBetter(a, c, wider), narrow, 2 * GRANTED)
    })
  },
})

const golden = law({
  id: 'probability-better.golden-email-templates',
  says: 'the templates give the published P(better than A) under Beta(1, 1), which is the default, and Beta(1/2, 1/2)',
  cites: 'closed form in log space with mpmath, 8 digits; quadrature on a grid',
  needs: ['probabilityBetter'],
  holds: ({ probabilityBetter }, w) =>
    table(GOLDEN, (row) => {
      const arm = ARMS[row.name]
      w.close(`${row.name}: uniform`, probabilityBetter(arm, control), row.better, 5.1e-9)
      w.close(`${row.name}: Jeffreys`, probabilityBetter(arm, control, { a: 0.5, b: 0.5 }), row.betterJeffreys, 5.1e-9)
    }),
})

const quadrature = law({
  id: 'probability-better.is-the-integral',
  says: 'for the templates P(better) is the integral of the density of the arm times the distribution function of A, to 1e-8',
  cites: 'definition; trapezoidal rule with Richardson extrapolation',
  needs: ['probabilityBetter'],
  holds: ({ probabilityBetter }, w) =>
    table(GOLDEN, ({ name }) => {
      for (const prior of [
        { a: 1, b: 1 },
        { a: 0.5, b: 0.5 },
        { a: 2, b: 2 },
      ]) {
        // prettier-ignore
        w.close(name, probabilityBetter(ARMS[name], control, prior), probabilityBetterByQuadrature(ARMS[name], control, prior), 1e-8)
      }
    }),
})

const tail = law({
  id: 'probability-better.doubles-its-smaller-tail',
  says: 'the two-sided Bayes p-value is twice the smaller of P(better) and P(worse) under the uniform prior',
  cites: 'definition in the contract',
  needs: ['pValue', 'probabilityBetter'],
  holds: ({ pValue, probabilityBetter }, w) =>
    fc.property(arms(200), arms(200), (a, c) => {
      const better = probabilityBetter(a, c)
      w.close('p', pValue('Bayes', a, c), 2 * Math.min(better, 1 - better), 2.2e-10) // 1e-10 is granted to P(better), 1e-11 to p
    }),
})

const argumentsChecked = law({
  id: 'probability-better.rejects-impossible-priors',
  says: 'Beta(0, 0) and other shapes that are not positive and finite, and counts that are not integers, are RangeErrors',
  cites: 'contract',
  needs: ['probabilityBetter'],
  holds: ({ probabilityBetter }, w) =>
    table([0, -1, NaN, Infinity], (shape) => {
      w.throws('a', RangeError, 'positive', () => probabilityBetter(ARMS.B, control, { a: shape, b: 1 }))
      w.throws('b', RangeError, 'positive', () => probabilityBetter(ARMS.B, control, { a: 1, b: shape }))
      w.throws('real count', RangeError, '2.5', () => probabilityBetter({ successes: 2.5, n: 10 }, control))
    }),
})

export default [exact, complement, recurrence, strong, golden, quadrature, tail, argumentsChecked]
