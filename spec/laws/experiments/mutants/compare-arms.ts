/** Faults of the comparison of arms with a control, from test to decision. */
import { adjustPValues, compareWithControl, wilsonInterval } from '../../../../src/index.ts'
import { comparisonBy } from '../../../../src/stats/compare-arms.ts'
import type { Mutant } from '../../../judge/mutant.ts'
import { REFERENCE_TESTS } from './faulty-comparison.ts'

export default [
  {
    id: 'compare-arms.yates-by-default',
    fault: "Yates' correction is on by default: at n = 1000 the decisions are the same, the statistic is not",
    refutedBy: ['compare-arms.defaults-to-the-pooled-z'],
    parts: { compareWithControl: ({ procedure = 'Yates', ...rest }) => compareWithControl({ procedure, ...rest }) },
  },
  {
    id: 'compare-arms.needs-disjoint-intervals',
    fault: 'two arms differ only if their own intervals do not overlap',
    refutedBy: ['compare-arms.overlapping-intervals-may-differ', 'compare-arms.golden-decisions', 'q2.decisions'],
    under: { correction: 'Holm' },
    parts: {
      compareWithControl: (experiment) => {
        const base = experiment.arms[experiment.control] ?? { successes: NaN, n: NaN }
        const compared = Object.entries(compareWithControl(experiment)).map(([name, comparison]) => {
          const level = 1 - (experiment.alpha ?? 0.05)
          const [one, other] = [wilsonInterval(experiment.arms[name] ?? base, level), wilsonInterval(base, level)]
          const overlap = one.low <= other.high && other.low <= one.high
          return [name, overlap ? { ...comparison, decision: 'undecided' as const } : comparison] as const
        })
        return Object.fromEntries(compared)
      },
    },
  },
  {
    id: 'compare-arms.first-arm-is-the-control',
    fault: 'the first arm is the control, whatever is asked',
    refutedBy: [
      'compare-arms.is-test-then-adjust-then-decide',
      'compare-arms.dunnett-uses-the-true-correlations',
      'q2.design-fixes-the-decisions',
    ],
    parts: {
      compareWithControl: (experiment) => compareWithControl({ ...experiment, control: Object.keys(experiment.arms)[0] ?? '' }),
    },
  },
  {
    id: 'compare-arms.level-is-always-5-percent',
    fault: 'the level is 5 %, whatever is asked',
    refutedBy: ['compare-arms.is-test-then-adjust-then-decide', 'compare-arms.rejects-impossible-experiments'],
    parts: { compareWithControl: (experiment) => compareWithControl({ ...experiment, alpha: 0.05 }) },
  },
  {
    id: 'compare-arms.always-counts-4-comparisons',
    fault: 'the number of comparisons is 4, whatever the number of arms',
    refutedBy: ['compare-arms.is-test-then-adjust-then-decide'],
    parts: {
      compareWithControl: comparisonBy(REFERENCE_TESTS, (correction, ps, shares) =>
        correction === 'Bonferroni' ? ps.map((p) => Math.min(1, 4 * p)) : adjustPValues(correction, ps, shares),
      ),
    },
  },
  {
    id: 'compare-arms.decided-is-always-better',
    fault: 'a decided arm is always called better',
    refutedBy: [
      'compare-arms.swapping-two-arms-reverses-the-decision',
      'compare-arms.golden-decisions',
      'compare-arms.overlapping-intervals-may-differ',
      'q2.decisions',
    ],
    under: { correction: 'Holm' },
    parts: {
      compareWithControl: (experiment) =>
        Object.fromEntries(
          Object.entries(compareWithControl(experiment)).map(([name, each]) => [
            name,
            { ...each, decision: each.decision === 'worse' ? ('better' as const) : each.decision },
          ]),
        ),
    },
  },
  {
    id: 'compare-arms.bayes-goes-by-the-rates',
    fault: 'a decision of Bayes is called better where the rate is higher, whatever the posterior says',
    refutedBy: ['compare-arms.bayes-goes-by-the-posterior'],
    parts: {
      compareWithControl: (experiment) => {
        const rate = (name: string): number => {
          const { successes = NaN, n = NaN } = experiment.arms[name] ?? {}
          return successes / n
        }
        return Object.fromEntries(
          Object.entries(compareWithControl(experiment)).map(([name, each]) => {
            const decision = rate(name) > rate(experiment.control) ? ('better' as const) : ('worse' as const)
            return [name, each.decision === 'undecided' ? each : { ...each, decision }]
          }),
        )
      },
    },
  },
  {
    id: 'compare-arms.dunnett-correlates-by-one-half',
    fault: 'comparisons under Dunnett are always correlated by one half',
    refutedBy: ['compare-arms.dunnett-uses-the-true-correlations'],
    parts: {
      compareWithControl: comparisonBy(REFERENCE_TESTS, (correction, ps) => adjustPValues(correction, ps, ps.map(() => Math.SQRT1_2))), // prettier-ignore
    },
  },
] satisfies Mutant[]
