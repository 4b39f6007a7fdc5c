/** Faults of tests of two proportions. Each is a mistake that people make. */
import {
  chiSquareUpperTail,
  gStatistic,
  homogeneityChiSquare,
  pooledZ,
  pValue,
  unpooledZ,
  yatesChiSquare,
} from '../../../../src/index.ts'
import { rateOf } from '../../../../src/stats/arm.ts'
import { fisherUpperTail } from '../../../../src/stats/fisher.ts'
import type { Arm } from '../../../../src/contract/two-proportion.ts'
import type { Mutant } from '../../../judge/mutant.ts'
import { faultyTest, faultyZ } from '../../experiments/mutants/faulty-comparison.ts'

const varianceOf = (arm: Arm): number => rateOf(arm) * (1 - rateOf(arm))
const percent = (arm: Arm): number => 100 * rateOf(arm)

export default [
  {
    id: 'two-proportion.variance-of-the-control',
    fault: "the control's variance stands for the pooled one",
    refutedBy: [
      'two-proportion.swapping-arms-negates-z',
      'two-proportion.chi-square-is-z-squared',
      'two-proportion.golden-email-templates',
      'compare-arms.defaults-to-the-pooled-z',
      'two-proportion.z-is-the-table-determinant',
    ],
    parts: faultyZ(
      (arm, control) => (rateOf(arm) - rateOf(control)) / Math.sqrt(varianceOf(control) * (1 / arm.n + 1 / control.n) || 1),
    ),
  },
  {
    id: 'two-proportion.uses-standard-deviation',
    fault: 'the standard deviation stands for the standard error',
    refutedBy: [
      'two-proportion.chi-square-is-z-squared',
      'two-proportion.golden-email-templates',
      'compare-arms.golden-decisions',
      'compare-arms.overlapping-intervals-may-differ',
      'q2.decisions',
    ],
    under: { correction: 'Holm' },
    parts: faultyZ((arm, control) => pooledZ(arm, control) * Math.sqrt(1 / arm.n + 1 / control.n)),
  },
  {
    id: 'two-proportion.difference-in-percent',
    fault: 'percentages are used as proportions in the difference',
    refutedBy: [
      'two-proportion.golden-email-templates',
      'two-proportion.z-is-the-table-determinant',
      'compare-arms.defaults-to-the-pooled-z',
      'q2.decisions',
    ],
    under: { correction: 'Holm' },
    parts: faultyZ(
      (arm, control) => (pooledZ(arm, control) * (percent(arm) - percent(control))) / (rateOf(arm) - rateOf(control) || 1),
    ),
  },
  {
    id: 'two-proportion.p-is-one-sided',
    fault: 'a one-sided p is labelled two-sided',
    refutedBy: [
      'two-proportion.p-is-the-two-sided-tail',
      'two-proportion.golden-email-templates',
      'difference-interval.is-dual-to-its-test',
      'q2.decisions',
    ],
    under: { correction: 'Bonferroni' },
    parts: {
      ...faultyTest('pooled z', (arm, control) => ({
        statistic: pooledZ(arm, control),
        p: pValue('pooled z', arm, control) / 2,
      })),
      pValue: (procedure, arm, control) => pValue(procedure, arm, control) / 2,
    },
  },
  {
    id: 'fisher.p-is-one-sided',
    fault: "Fisher's p is one-sided",
    refutedBy: [
      'fisher.counts-the-tables',
      'two-proportion.golden-email-templates',
      'two-proportion.success-and-failure-are-names',
      'exact-tests.golden-email-templates',
      'exact-tests.corrections-are-conservative',
    ],
    parts: faultyTest('Fisher', (arm, control) => ({
      statistic: rateOf(arm) - rateOf(control),
      p: fisherUpperTail(arm, control),
    })),
  },
  {
    id: 'two-proportion.z-is-reversed',
    fault: 'z is the control minus the arm: the arms are exchanged',
    refutedBy: [
      'two-proportion.golden-email-templates',
      'two-proportion.z-is-the-table-determinant',
      'two-proportion.success-and-failure-are-names',
    ],
    parts: { pooledZ: (arm, control) => pooledZ(control, arm), unpooledZ: (arm, control) => Math.abs(unpooledZ(arm, control)) },
  },
  {
    id: 'two-proportion.yates-goes-past-zero',
    fault: "Yates' correction goes past zero",
    refutedBy: ['two-proportion.yates-takes-half-a-count'],
    parts: {
      yatesChiSquare: (arm, control) => {
        const [x, y] = [arm, control].map(({ successes }) => successes)
        const total = arm.n + control.n
        const successes = (x ?? NaN) + (y ?? NaN)
        const off = Math.abs(arm.successes * control.n - control.successes * arm.n) - total / 2
        return off >= 0
          ? yatesChiSquare(arm, control)
          : (total * off ** 2) / (arm.n * control.n * successes * (total - successes))
      },
    },
  },
  {
    id: 'two-proportion.g-lacks-its-factor-2',
    fault: 'G without its factor 2',
    refutedBy: ['two-proportion.g-is-the-likelihood-ratio', 'two-proportion.p-is-the-two-sided-tail'],
    parts: { gStatistic: (arm, control) => gStatistic(arm, control) / 2 },
  },
  {
    id: 'two-proportion.degrees-count-the-arms',
    fault: 'the homogeneity test counts the arms as its degrees of freedom',
    refutedBy: ['two-proportion.golden-omnibus', 'two-proportion.chi-square-is-z-squared'],
    parts: {
      homogeneityChiSquare: (arms) => ({
        ...homogeneityChiSquare(arms),
        df: arms.length,
        p: chiSquareUpperTail(homogeneityChiSquare(arms).statistic, arms.length),
      }),
    },
  },
  {
    id: 'two-proportion.p-ignores-n',
    fault: 'the p-value does not know n: rates are compared as if n were 1000',
    refutedBy: ['two-proportion.p-falls-as-n-grows', 'two-proportion.p-is-the-two-sided-tail'],
    parts: {
      pValue: (procedure, arm, control) =>
        pValue(
          procedure,
          ...([arm, control].map((each) => ({ successes: Math.round(1000 * rateOf(each)), n: 1000 })) as [Arm, Arm]),
        ),
    },
  },
  {
    id: 'exact-tests.fisher-by-factorials',
    fault: 'Fisher is computed from factorials, which overflow from 171 trials on',
    refutedBy: ['exact-tests.fisher-at-large-counts'],
    parts: {
      pValue: (procedure, arm, control) =>
        procedure === 'Fisher' && Math.max(arm.n, control.n) > 170 ? NaN : pValue(procedure, arm, control),
    },
  },
  {
    id: 'mid-p.observed-table-is-not-halved',
    fault: 'mid-P leaves the observed table out altogether, or Fisher is reported for it',
    refutedBy: ['mid-p.halves-the-ties', 'exact-tests.corrections-are-conservative'],
    parts: {
      pValue: (procedure, arm, control) =>
        procedure === 'mid-P' ? Math.min(1, pValue('Fisher', arm, control) * 1.01) : pValue(procedure, arm, control),
    },
  },
  {
    id: 'two-proportion.large-counts-lose-a-percent',
    fault: 'from a million trials on a hundredth of p is lost',
    refutedBy: ['two-proportion.p-is-the-two-sided-tail'],
    parts: {
      pValue: (procedure, arm, control) => pValue(procedure, arm, control) * (Math.max(arm.n, control.n) < 1e6 ? 1 : 0.99),
    },
  },
  {
    id: 'exact-tests.mass-at-the-pooled-rate',
    fault: "Barnard's and Boschloo's mass is taken at the pooled rate, without the maximum",
    refutedBy: [
      'barnard.is-the-largest-mass-of-extreme-tables',
      'boschloo.is-twice-the-largest-one-sided-mass',
      'exact-tests.golden-small-tables',
      'exact-tests.golden-email-templates',
    ],
    parts: {
      pValue: (procedure, arm, control) =>
        procedure === 'Barnard' || procedure === 'Boschloo' ? pValue('pooled z', arm, control) : pValue(procedure, arm, control),
    },
  },
] satisfies Mutant[]
