/** Every arm of an experiment against its control. */
import fc from 'fast-check'
import { alphas, experiments } from '../arms/any-arm.ts'
import { PROCEDURES } from '../arms/procedures.ts'
import { CORRECTIONS } from './corrections.ts'
import { ARMS, CONTROL, DECISIONS, GOLDEN } from './email-templates.ts'
import { law, once, table } from '../../judge/spec.ts'

const procedures = fc.constantFrom(...PROCEDURES)
const corrections = fc.constantFrom('none', 'Bonferroni', 'Sidak', 'Holm', 'Hochberg', 'BH', 'BY')

const composed = law({
  id: 'compare-arms.is-test-then-adjust-then-decide',
  says: 'any number of arms, any control among them, any level: each other arm is tested against the control, the p-values are adjusted together, and an arm is decided exactly where its adjusted p is at most alpha, in the direction of its rate, under Bayes of its posterior, under Agresti-Caffo of its rate with a success and a failure more',
  cites: 'definition in the contract',
  needs: ['compareWithControl', 'pValue', 'adjustPValues'],
  reaches: ['two arms', 'five or more', 'control not first', 'better', 'worse', 'undecided'],
  holds: ({ compareWithControl, pValue, adjustPValues }, w) =>
    fc.property(experiments, procedures, corrections, alphas, ({ arms, control }, procedure, correction, alpha) => {
      const others = Object.entries(arms).filter(([name]) => name !== control)
      const base = arms[control] ?? { successes: NaN, n: NaN }
      const ps = others.map(([, arm]) => pValue(procedure, arm, base))
      const adjusted = adjustPValues(correction, ps)
      const compared = compareWithControl({ arms, control, procedure, correction, alpha })
      w.equal('arms', Object.keys(compared), others.map(([name]) => name)) // prettier-ignore
      if (others.length === 1) w.reached('two arms')
      if (others.length >= 4) w.reached('five or more')
      if (Object.keys(arms)[0] !== control) w.reached('control not first')
      for (const [i, [name, arm]] of others.entries()) {
        const { statistic = NaN, p = NaN, adjustedP = NaN, decision } = compared[name] ?? {}
        w.close(`${name}: p`, p, ps[i] ?? NaN, 2e-11) // the contract grants 1e-11 to either
        w.close(`${name}: adjusted p`, adjustedP, adjusted[i] ?? NaN, 2e-10) // and 1e-10 here
        const more = procedure === 'Agresti-Caffo' ? 1 : 0
        const isHigher = (arm.successes + more) * (base.n + 2 * more) > (base.successes + more) * (arm.n + 2 * more)
        const higher = procedure === 'Bayes' ? statistic > 0.5 : isHigher
        const expected = adjustedP > alpha ? 'undecided' : higher ? 'better' : 'worse'
        w.equal(`${name}: decision`, decision, expected)
        w.reached(expected)
      }
    }),
})

const dunnett = law({
  id: 'compare-arms.dunnett-uses-the-true-correlations',
  says: 'under Dunnett the adjustment takes the loadings that the rates and sizes of the arms give',
  cites: 'Dunnett 1955',
  needs: ['compareWithControl', 'adjustPValues', 'loadings', 'pValue'],
  runs: 25,
  holds: ({ compareWithControl, adjustPValues, loadings, pValue }, w) =>
    fc.property(experiments, ({ arms, control }) => {
      const others = Object.entries(arms).filter(([name]) => name !== control)
      const list = others.map(([, arm]) => arm)
      const base = arms[control] ?? { successes: NaN, n: NaN }
      const expected = adjustPValues('Dunnett', list.map((arm) => pValue('pooled z', arm, base)), loadings(list, base)) // prettier-ignore
      const compared = compareWithControl({ arms, control, correction: 'Dunnett' })
      w.close('adjusted', others.map(([name]) => compared[name]?.adjustedP ?? NaN), expected, 2e-10) // prettier-ignore
    }),
})

const defaults = law({
  id: 'compare-arms.defaults-to-the-pooled-z',
  says: 'without a design the templates are compared by the pooled z, uncorrected, at 5 %: the statistic is z, not the chi-square of Yates, and E is better, B worse, C and D undecided',
  cites: 'contract; scipy, see oracles/email-templates',
  needs: ['compareWithControl'],
  holds: ({ compareWithControl }, w) =>
    table(GOLDEN, (row) => {
      const {
        statistic = NaN,
        p = NaN,
        adjustedP = NaN,
        decision,
      } = compareWithControl({ arms: ARMS, control: CONTROL })[row.name] ?? {}
      w.close(`${row.name}: z`, statistic, row.pooledZ, 5e-9)
      w.close(`${row.name}: p`, p, row.p['pooled z'], 5e-9)
      w.close(`${row.name}: adjusted p`, adjustedP, p, 0)
      w.equal(`${row.name}: decision`, decision, DECISIONS[row.name])
    }),
})

/** Tests that are a little more careful than chi-square: with BY, E is lost by .0501 at least. */
const CAREFUL = ['Yates', 'Fisher', 'Newcombe', 'Agresti-Caffo']

const goldenDecisions = law({
  id: 'compare-arms.golden-decisions',
  says: 'E beats A under every test and correction but BY on Yates, Fisher, Newcombe and Agresti-Caffo; B is worse except under Bonferroni, Sidak, BY, Dunnett, and Holm or Hochberg on Yates and Fisher; C and D are never decided',
  cites:
    'scipy and statsmodels; closest calls: E under BY .0493 by the pooled z and .0501 by Agresti-Caffo, B under Holm .0485 and .0497',
  needs: ['compareWithControl'],
  holds: ({ compareWithControl }, w) =>
    table(PROCEDURES, (procedure) => {
      const continuity = procedure === 'Yates' || procedure === 'Fisher'
      for (const correction of CORRECTIONS) {
        const compared = compareWithControl({ arms: ARMS, control: CONTROL, procedure, correction })
        const stepwise = correction === 'Holm' || correction === 'Hochberg'
        const isWorse = correction === 'none' || correction === 'BH' || (stepwise && !continuity)
        const isBetter = correction !== 'BY' || !CAREFUL.includes(procedure)
        const found = Object.fromEntries(Object.entries(compared).map(([name, { decision }]) => [name, decision]))
        w.equal(`${procedure}, ${correction}`, found, {
          B: isWorse ? 'worse' : 'undecided',
          C: 'undecided',
          D: 'undecided',
          E: isBetter ? 'better' : 'undecided',
        })
      }
    }),
})

const posterior = law({
  id: 'compare-arms.bayes-goes-by-the-posterior',
  says: 'one trial without success against a thousand without, or with one, is better at the level 5 % under Bayes, though its rate is not higher',
  cites: 'derived here: against none P(better) is 1 minus the integral of 2 (1 - x) (1 - x)^1001, 1 - 2 / 1003',
  needs: ['compareWithControl'],
  holds: ({ compareWithControl }, w) =>
    table([0, 1], (successes) => {
      const arms = { few: { successes: 0, n: 1 }, many: { successes, n: 1000 } }
      const { few, many } = {
        ...compareWithControl({ arms, control: 'many', procedure: 'Bayes' }),
        ...compareWithControl({ arms, control: 'few', procedure: 'Bayes' }),
      }
      w.equal(`few against ${successes} of 1000`, few?.decision, 'better')
      w.equal(`${successes} of 1000 against few`, many?.decision, 'worse')
    }),
})

const overlap = law({
  id: 'compare-arms.overlapping-intervals-may-differ',
  says: 'the 95 % intervals of E and A overlap, and so do those of B and A, and yet both differ from A with p < 0.05',
  cites: 'Schenker and Gentleman 2001',
  needs: ['compareWithControl', 'wilsonInterval'],
  holds: ({ compareWithControl, wilsonInterval }, w) =>
    table(['B', 'E'] as const, (name) => {
      const [one, other] = [wilsonInterval(ARMS[name], 0.95), wilsonInterval(ARMS.A, 0.95)]
      w.require('overlap', one.low < other.high && other.low < one.high, { one, other })
      w.equal(name, compareWithControl({ arms: ARMS, control: CONTROL })[name]?.decision, DECISIONS[name])
    }),
})

const relabelled = law({
  id: 'compare-arms.swapping-two-arms-reverses-the-decision',
  says: 'if the arm is better than the control, the control as an arm is worse than it, and the order of the arms does not matter',
  cites: 'two-sided tests are symmetric',
  needs: ['compareWithControl'],
  reaches: ['better', 'worse', 'undecided'],
  holds: ({ compareWithControl }, w) =>
    fc.property(experiments, procedures, alphas, ({ arms }, procedure, alpha) => {
      const [one, other] = Object.keys(arms)
      if (one === undefined || other === undefined) return
      const pair = Object.fromEntries(Object.entries(arms).slice(0, 2))
      const forth = compareWithControl({ arms: pair, control: one, procedure, alpha })[other]?.decision
      const back = compareWithControl({
        arms: Object.fromEntries(Object.entries(pair).toReversed()),
        control: other,
        procedure,
        alpha,
      })
      w.equal(
        'reversed',
        back[one]?.decision,
        { better: 'worse', worse: 'better', undecided: 'undecided', none: '' }[forth ?? 'none'],
      )
      w.reached(forth ?? 'none')
    }),
})

const argumentsChecked = law({
  id: 'compare-arms.rejects-impossible-experiments',
  says: 'a control that is no arm, an experiment without another arm, and levels outside (0, 1) are RangeErrors',
  cites: 'contract',
  needs: ['compareWithControl'],
  holds: ({ compareWithControl }, w) =>
    once(() => {
      w.throws('control', RangeError, 'Z', () => compareWithControl({ arms: ARMS, control: 'Z' }))
      w.throws('one arm', RangeError, 'arm', () => compareWithControl({ arms: { A: ARMS.A }, control: 'A' }))
      for (const alpha of [0, 1, 5, NaN])
        w.throws('alpha', RangeError, String(alpha), () => compareWithControl({ arms: ARMS, control: CONTROL, alpha }))
    }),
})

export default [composed, dunnett, defaults, goldenDecisions, posterior, overlap, relabelled, argumentsChecked]
