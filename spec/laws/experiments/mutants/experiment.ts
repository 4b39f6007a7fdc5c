/** Faults in what a design can show: ranges of n, power, errors of families and of early looks, words for decisions. */
import {
  compareWithControl,
  decidedFrom,
  familywiseErrorRate,
  nPerArm,
  patternProbability,
  peekingFalsePositiveRate,
  powerOfPooledZ,
  rangesOfN,
  rejectionProbability,
} from '../../../../src/index.ts'
import type { Comparison, Decisions, Experiment, Rates } from '../../../../src/contract/experiment.ts'
import type { Mutant } from '../../../judge/mutant.ts'

/** n counts the mails of all arms together. */
const perArm = ({ n, asked }: { n: number; asked: Rates }): number => n * Object.keys(asked.rates).length

function withArms(
  experiment: Experiment,
  change: (successes: number, n: number) => { successes: number; n: number },
): Experiment {
  const arms = Object.entries(experiment.arms).map(([name, { successes, n }]) => [name, change(successes, n)] as const)
  return { ...experiment, arms: Object.fromEntries(arms) }
}

/** The first n from `from` on at which the pattern is decided by truncated counts. */
function firstTruncated(asked: Rates, pattern: Decisions, from: number): number {
  for (let n = from; n < from + 50; n += 1) {
    const arms = Object.fromEntries(
      Object.entries(asked.rates).map(([name, rate]) => [name, { successes: Math.floor(rate * n), n }]),
    )
    const compared = compareWithControl({ ...asked, arms })
    if (Object.entries(pattern).every(([name, decision]) => compared[name]?.decision === decision)) return n
  }
  return from + 50
}

export default [
  {
    id: 'range-of-n.n-is-the-total-of-all-arms',
    fault: 'n is read as the total of all arms',
    refutedBy: [
      'range-of-n.golden-real-counts',
      'range-of-n.has-a-closed-form',
      'range-of-n.nothing-then-everything',
      'range-of-n.is-what-a-scan-finds',
      'q2.decisions',
      'q2.more-data-needed',
    ],
    under: { correction: 'Holm' },
    parts: {
      rangesOfN: (asked, pattern) =>
        rangesOfN(asked, pattern).map(({ low, high }) => ({ low: perArm({ n: low, asked }), high: perArm({ n: high, asked }) })),
      decidedFrom: (asked) =>
        Object.fromEntries(Object.entries(decidedFrom(asked)).map(([name, n]) => [name, perArm({ n, asked })])),
      nPerArm: (rate, controlRate, power, alpha) => nPerArm(rate, controlRate, power, alpha) / 5,
      compareWithControl: (experiment) =>
        compareWithControl(
          withArms(experiment, (successes, n) => ({
            successes: Math.round(successes / 5),
            n: n / 5 > 1 ? Math.round(n / 5) : n,
          })),
        ),
    },
  },
  {
    id: 'range-of-n.real-counts-are-truncated',
    fault: 'counts are truncated in the search over real counts',
    refutedBy: ['range-of-n.golden-real-counts'],
    parts: {
      rangesOfN: (asked, pattern) => {
        if ((asked.counts ?? 'real') !== 'real') return rangesOfN(asked, pattern)
        return rangesOfN(asked, pattern).map(({ low, high }) => ({ low: firstTruncated(asked, pattern, low), high }))
      },
    },
  },
  {
    id: 'compare-arms.undecided-is-equal',
    fault: '"undecided" is reported as "equal"',
    refutedBy: [
      'compare-arms.golden-decisions',
      'compare-arms.is-test-then-adjust-then-decide',
      'compare-arms.defaults-to-the-pooled-z',
      'compare-arms.swapping-two-arms-reverses-the-decision',
      'q2.decisions',
    ],
    under: { correction: 'Holm' },
    parts: {
      compareWithControl: (experiment) =>
        Object.fromEntries(
          Object.entries(compareWithControl(experiment)).map(([name, each]) => [
            name,
            each.decision === 'undecided' ? ({ ...each, decision: 'equal' } as unknown as Comparison) : each,
          ]),
        ),
    },
  },
  {
    id: 'peeking.ten-looks-are-one',
    fault: 'ten looks at 5 % are treated as one',
    refutedBy: ['peeking.golden-error-rates', 'peeking.is-the-sum-over-all-paths'],
    parts: { peekingFalsePositiveRate: (peeking) => peekingFalsePositiveRate({ ...peeking, looks: 1 }) },
  },
  {
    id: 'range-of-n.halves-are-rounded-up',
    fault: 'halves are rounded up, not to the even count',
    refutedBy: ['range-of-n.golden-rounded-counts'],
    parts: {
      rangesOfN: (asked, pattern) =>
        asked.counts === 'rounded'
          ? rangesOfN(
              {
                ...asked,
                rates: Object.fromEntries(Object.entries(asked.rates).map(([name, rate]) => [name, rate * (1 + 1e-12)])),
              },
              pattern,
            )
          : rangesOfN(asked, pattern),
    },
  },
  {
    id: 'range-of-n.whole-counts-are-rounded',
    fault: 'whole counts are asked at every n, rounded',
    refutedBy: ['range-of-n.golden-whole-counts'],
    parts: {
      rangesOfN: (asked, pattern) =>
        rangesOfN({ ...asked, counts: asked.counts === 'whole' ? 'rounded' : (asked.counts ?? 'real') }, pattern),
    },
  },
  {
    id: 'range-of-n.ends-one-early',
    fault: 'the range ends one early',
    refutedBy: ['range-of-n.golden-real-counts', 'range-of-n.is-what-a-scan-finds', 'range-of-n.nothing-then-everything'],
    parts: { rangesOfN: (asked, pattern) => rangesOfN(asked, pattern).map(({ low, high }) => ({ low, high: high - 1 })) },
  },
  {
    id: 'power.n-is-for-both-arms',
    fault: 'n is for both arms together',
    refutedBy: ['power.n-inverts-the-power', 'power.golden-n-for-80-percent', 'q2.more-data-needed'],
    parts: { nPerArm: (...asked) => nPerArm(...asked) / 8 },
  },
  {
    id: 'power.level-is-one-sided',
    fault: 'the power is taken at a one-sided level',
    refutedBy: ['power.approximation-matches-frozen-values', 'power.golden-email-templates', 'power.n-inverts-the-power'],
    parts: {
      powerOfPooledZ: (rate, controlRate, n, alpha = 0.05) => powerOfPooledZ(rate, controlRate, n, Math.min(0.99, 2 * alpha)),
    },
  },
  {
    id: 'rejection.both-arms-have-one-rate',
    fault: 'both arms are given the rate of the first: every power is a size',
    refutedBy: ['rejection.is-the-sum-over-all-tables', 'power.golden-email-templates'],
    parts: {
      rejectionProbability: (procedure, arm, control, alpha) =>
        rejectionProbability(procedure, arm, { ...control, rate: arm.rate }, alpha),
    },
  },
  {
    id: 'rejection.size-is-the-nominal-level',
    fault: 'the size is the nominal level',
    refutedBy: ['rejection.golden-size'],
    parts: {
      rejectionProbability: (procedure, arm, control, alpha = 0.05) =>
        arm.rate === control.rate ? alpha : rejectionProbability(procedure, arm, control, alpha),
    },
  },
  {
    id: 'pattern.decisions-are-independent',
    fault: 'the decisions are taken as independent, as if each arm had a control of its own',
    refutedBy: ['pattern.golden-email-templates', 'pattern.is-the-sum-over-all-counts', 'family.golden-error-rates'],
    parts: {
      patternProbability: (truth, pattern) =>
        Object.entries(pattern)
          .map(([name, decision]) => {
            const rates = { control: truth.rates[truth.control] ?? NaN, [name]: truth.rates[name] ?? NaN }
            return patternProbability({ ...truth, rates, control: 'control' }, { [name]: decision })
          })
          .reduce((product, probability) => product * probability, 1),
      familywiseErrorRate: (correction, rate, n, comparisons, alpha) =>
        1 - (1 - familywiseErrorRate(correction === 'none' ? 'none' : 'Bonferroni', rate, n, 1, alpha)) ** comparisons,
    },
  },
  {
    id: 'compare-arms.never-decides',
    fault: 'the tests of a mail campaign never decide: every p is doubled twice',
    refutedBy: ['q2.decisions', 'compare-arms.golden-decisions'],
    under: { correction: 'Holm' },
    parts: {
      compareWithControl: (experiment) =>
        Object.fromEntries(
          Object.entries(compareWithControl(experiment)).map(([name, each]) => {
            const adjustedP = Math.min(1, 4 * each.adjustedP)
            return [
              name,
              { ...each, adjustedP, decision: adjustedP > (experiment.alpha ?? 0.05) ? ('undecided' as const) : each.decision },
            ]
          }),
        ),
    },
  },
] satisfies Mutant[]
