/** Faults of tests, intervals and adjustments. Each is a mistake that people make. */
import { rateOf, type Procedure } from '../../src/stats/arm.ts'
import { comparisonBy } from '../../src/stats/compare-arms.ts'
import {
  adjustPValues,
  betaCdf,
  betaQuantile,
  chiSquareUpperTail,
  compareWithControl,
  differenceInterval,
  dunnettCritical,
  gStatistic,
  homogeneityChiSquare,
  loadings,
  normalQuantile,
  pooledZ,
  probabilityBetter,
  pValue,
  unpooledZ,
  wilsonInterval,
  yatesChiSquare,
} from '../../src/index.ts'
import { normalTwoSided, normalUpperTail, twoSidedCritical } from '../../src/stats/tails.ts'
import { TESTS, type Test } from '../../src/stats/p-value.ts'
import { fisherUpperTail } from '../../src/stats/fisher.ts'
import type { Arm } from '../contract/two-proportion.ts'
import type { Mutant } from '../mutant.ts'

const varianceOf = (arm: Arm): number => rateOf(arm) * (1 - rateOf(arm))
const percent = (arm: Arm): number => 100 * rateOf(arm)

const more = ({ successes, n }: Arm): Arm => ({ successes: successes + 1, n: n + 2 })

/** All that a fault in the p-value of one procedure reaches. */
function faultyTest(procedure: Procedure, test: Test): Pick<Mutant['parts'] & object, 'pValue' | 'compareWithControl'> {
  const tests = { ...TESTS, [procedure]: test }
  return {
    pValue: (name, arm, control) => tests[name](arm, control).p,
    compareWithControl: comparisonBy(tests, adjustPValues),
  }
}

const byZ =
  (z: (arm: Arm, control: Arm) => number): Test =>
  (arm, control) => ({ statistic: z(arm, control), p: Math.min(1, normalTwoSided(z(arm, control))) })

/** A fault in z, wherever the pooled z is used. */
function faultyZ(z: (arm: Arm, control: Arm) => number): Mutant['parts'] {
  return { pooledZ: z, ...faultyTest('pooled z', byZ(z)) }
}

function faultyAdjustment(adjust: typeof adjustPValues): Mutant['parts'] {
  return { adjustPValues: adjust, compareWithControl: comparisonBy(TESTS, adjust) }
}

export default [
  {
    id: 'M27',
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
    id: 'M28',
    fault: 'the standard deviation stands for the standard error',
    refutedBy: [
      'two-proportion.chi-square-is-z-squared',
      'two-proportion.golden-email-templates',
      'compare-arms.golden-decisions',
      'compare-arms.overlapping-intervals-may-differ',
      'q2.decisions',
    ],
    parts: faultyZ((arm, control) => pooledZ(arm, control) * Math.sqrt(1 / arm.n + 1 / control.n)),
  },
  {
    id: 'M29',
    fault: 'percentages are used as proportions in the difference',
    refutedBy: [
      'two-proportion.golden-email-templates',
      'two-proportion.z-is-the-table-determinant',
      'compare-arms.defaults-to-the-pooled-z',
      'q2.decisions',
    ],
    parts: faultyZ(
      (arm, control) => (pooledZ(arm, control) * (percent(arm) - percent(control))) / (rateOf(arm) - rateOf(control) || 1),
    ),
  },
  {
    id: 'M30',
    fault: 'a one-sided p is labelled two-sided',
    refutedBy: [
      'two-proportion.p-is-the-two-sided-tail',
      'two-proportion.golden-email-templates',
      'difference-interval.is-dual-to-its-test',
      'q2.decisions',
    ],
    parts: {
      ...faultyTest('pooled z', (arm, control) => ({
        statistic: pooledZ(arm, control),
        p: pValue('pooled z', arm, control) / 2,
      })),
      pValue: (procedure, arm, control) => pValue(procedure, arm, control) / 2,
    },
  },
  {
    id: 'M31',
    fault: "Yates' correction is on by default: at n = 1000 the decisions are the same, the statistic is not",
    refutedBy: ['compare-arms.defaults-to-the-pooled-z'],
    parts: { compareWithControl: ({ procedure = 'Yates', ...rest }) => compareWithControl({ procedure, ...rest }) },
  },
  {
    id: 'M32',
    fault: 'two arms differ only if their own intervals do not overlap',
    refutedBy: ['compare-arms.overlapping-intervals-may-differ', 'compare-arms.golden-decisions', 'q2.decisions'],
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
    id: 'M33',
    fault: 'the Wald interval is called Wilson',
    refutedBy: [
      'wilson.ends-are-where-the-score-test-turns',
      'wilson.golden-email-templates',
      'newcombe.joins-two-wilson-intervals',
    ],
    parts: {
      wilsonInterval: (arm, level) => {
        const half = twoSidedCritical(1 - level) * Math.sqrt(varianceOf(arm) / arm.n)
        return { low: rateOf(arm) - half, high: rateOf(arm) + half }
      },
    },
  },
  {
    id: 'M34',
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
    id: 'M35',
    fault: 'Bonferroni counts all 10 pairs of five arms, not the 4 comparisons with the control',
    refutedBy: [
      'multiplicity.golden-email-templates',
      'multiplicity.adjusted-p-is-the-smallest-rejecting-alpha',
      'compare-arms.golden-decisions',
      'q2.decisions',
    ],
    parts: faultyAdjustment((correction, ps, shares) => {
      const pairs = (ps.length * (ps.length + 1)) / 2
      return correction === 'Bonferroni' ? ps.map((p) => Math.min(1, pairs * p)) : adjustPValues(correction, ps, shares)
    }),
  },
  {
    id: 'M36',
    fault: 'Holm without the running maximum',
    refutedBy: ['multiplicity.golden-email-templates', 'multiplicity.adjusted-p-is-the-smallest-rejecting-alpha'],
    parts: faultyAdjustment((correction, ps, shares) => {
      const rank = (p: number): number => ps.filter((other) => other < p).length
      return correction === 'Holm' ? ps.map((p) => Math.min(1, (ps.length - rank(p)) * p)) : adjustPValues(correction, ps, shares)
    }),
  },
  {
    id: 'M42',
    fault: 'the default prior is Beta(2, 2), not the uniform',
    refutedBy: ['probability-better.golden-email-templates'],
    parts: { probabilityBetter: (arm, control, prior = { a: 2, b: 2 }) => probabilityBetter(arm, control, prior) },
  },
  {
    id: 'M42b',
    fault: 'Beta(0, 0) is taken for the uniform prior: its posterior has one success and one failure less',
    refutedBy: [
      'probability-better.is-the-exact-sum',
      'probability-better.is-the-integral',
      'probability-better.golden-email-templates',
      'probability-better.rejects-impossible-priors',
    ],
    parts: {
      probabilityBetter: (arm, control, { a, b } = { a: 1, b: 1 }) =>
        probabilityBetter(arm, control, { a: Math.max(a - 1, 1e-3), b: Math.max(b - 1, 1e-3) }),
    },
  },
  {
    id: 'A1',
    fault: 'a normal upper tail is 1 - cdf, and 0 from 8.3 on',
    refutedBy: ['normal.cdf-matches-frozen-values', 'normal.is-symmetric', 'chi-square.with-one-degree-is-a-squared-normal'],
    parts: { normalUpperTail: (z) => 1 - (1 - normalUpperTail(z)) },
  },
  {
    id: 'A2',
    fault: 'the normal quantile is the two-sided one',
    refutedBy: [
      'normal.quantile-matches-frozen-values',
      'wilson.ends-are-where-the-score-test-turns',
      'range-of-n.has-a-closed-form',
      'peeking.is-the-sum-over-all-paths',
    ],
    parts: { normalQuantile: (p) => normalQuantile(p <= 0.5 ? p / 2 : 1 - (1 - p) / 2) },
  },
  {
    id: 'A3',
    fault: 'the shapes of Beta are exchanged',
    refutedBy: ['beta.cdf-matches-frozen-values', 'beta.quantile-inverts-the-cdf'],
    parts: { betaCdf: (x, a, b) => betaCdf(x, b, a), betaUpperTail: (x, a, b) => betaCdf(1 - x, a, b) },
  },
  {
    id: 'A4',
    fault: 'the Beta quantile is that of the normal approximation',
    refutedBy: ['beta.quantile-matches-frozen-values', 'beta.quantile-inverts-the-cdf'],
    parts: {
      betaQuantile: (p, a, b) => {
        if (p <= 0 || p >= 1) return betaQuantile(p, a, b)
        const mean = a / (a + b)
        const x = mean + normalQuantile(p) * Math.sqrt((mean * (1 - mean)) / (a + b + 1))
        return Math.min(1, Math.max(0, x))
      },
    },
  },
  {
    id: 'A5',
    fault: 'chi-square at one degree of freedom is taken as one-sided',
    refutedBy: [
      'chi-square.upper-tail-matches-frozen-values',
      'chi-square.with-one-degree-is-a-squared-normal',
      'two-proportion.p-is-the-two-sided-tail',
    ],
    parts: { chiSquareUpperTail: (x, df) => chiSquareUpperTail(x, df) / (df === 1 ? 2 : 1) },
  },
  {
    id: 'A6',
    fault: 'arguments are not checked: NaN comes out',
    refutedBy: [
      'tails.reject-impossible-arguments',
      'two-proportion.rejects-impossible-counts',
      'intervals.reject-impossible-levels',
      'multiplicity.rejects-impossible-arguments',
      'compare-arms.rejects-impossible-experiments',
    ],
    parts: {
      normalQuantile: unchecked(normalQuantile, NaN),
      pooledZ: unchecked(pooledZ, NaN),
      wilsonInterval: unchecked(wilsonInterval, { low: NaN, high: NaN }),
      adjustPValues: unchecked(adjustPValues, [NaN]),
      compareWithControl: unchecked(compareWithControl, {}),
    },
  },
  {
    id: 'A7',
    fault: 'z is the control minus the arm: the arms are exchanged',
    refutedBy: [
      'two-proportion.golden-email-templates',
      'two-proportion.z-is-the-table-determinant',
      'two-proportion.success-and-failure-are-names',
    ],
    parts: { pooledZ: (arm, control) => pooledZ(control, arm), unpooledZ: (arm, control) => Math.abs(unpooledZ(arm, control)) },
  },
  {
    id: 'A8',
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
    id: 'A9',
    fault: 'G without its factor 2',
    refutedBy: ['two-proportion.g-is-the-likelihood-ratio', 'two-proportion.p-is-the-two-sided-tail'],
    parts: { gStatistic: (arm, control) => gStatistic(arm, control) / 2 },
  },
  {
    id: 'A10',
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
    id: 'A11',
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
    id: 'A12',
    fault: 'mid-P leaves the observed table out altogether, or Fisher is reported for it',
    refutedBy: ['mid-p.halves-the-ties', 'exact-tests.corrections-are-conservative'],
    parts: {
      pValue: (procedure, arm, control) =>
        procedure === 'mid-P' ? Math.min(1, pValue('Fisher', arm, control) * 1.01) : pValue(procedure, arm, control),
    },
  },
  {
    id: 'A13',
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
  {
    id: 'A14',
    fault: "Newcombe's ends use the Wilson ends of the other side, and Agresti-Caffo adds two of each",
    refutedBy: [
      'newcombe.joins-two-wilson-intervals',
      'difference-interval.golden-email-templates',
      'agresti-caffo.is-wald-after-one-of-each',
      'difference-interval.is-dual-to-its-test',
    ],
    parts: {
      differenceInterval: (method, arm, control, level) => {
        if (method === 'Wald') return differenceInterval(method, arm, control, level)
        if (method === 'Agresti-Caffo') return differenceInterval(method, more(arm), more(control), level)
        const { low, high } = differenceInterval(method, arm, control, level)
        const difference = rateOf(arm) - rateOf(control)
        return { low: 2 * difference - high, high: 2 * difference - low }
      },
    },
  },
  {
    id: 'A15',
    fault: 'the interval of the difference is that of control minus arm, and always at 95 %',
    refutedBy: ['difference-interval.swaps-and-widens', 'difference-interval.golden-email-templates'],
    parts: { differenceInterval: (method, arm, control) => differenceInterval(method, control, arm, 0.95) },
  },
  {
    id: 'A16',
    fault: 'a tie counts half and a half more: P(better) of both sum to more than one',
    refutedBy: ['probability-better.of-both-sums-to-one', 'probability-better.is-the-exact-sum'],
    parts: { probabilityBetter: (arm, control, prior) => probabilityBetter(arm, control, prior) + 0.5 / (arm.n + control.n) },
  },
  {
    id: 'A17',
    fault: 'the prior is used for the arm and forgotten for the control',
    refutedBy: ['probability-better.has-a-prior-worth-counts', 'probability-better.is-the-integral'],
    parts: {
      probabilityBetter: (arm, control, prior) =>
        probabilityBetter(arm, control, prior === undefined ? prior : { a: (prior.a + 1) / 2, b: (prior.b + 1) / 2 }),
    },
  },
  {
    id: 'A18',
    fault: 'the Bayes p-value is the posterior probability of the worse side, not doubled',
    refutedBy: ['probability-better.doubles-its-smaller-tail'],
    parts: { pValue: (procedure, arm, control) => pValue(procedure, arm, control) / (procedure === 'Bayes' ? 2 : 1) },
  },
  {
    id: 'A19',
    fault: 'the adjustment sorts the family and forgets to put it back in order',
    refutedBy: ['multiplicity.does-not-know-the-order', 'multiplicity.golden-email-templates'],
    parts: faultyAdjustment((correction, ps, shares) => adjustPValues(correction, ps, shares).toSorted((a, b) => a - b)),
  },
  {
    id: 'A20',
    fault: 'BH divides by the rank from 0, and Hochberg runs its minimum the wrong way',
    refutedBy: [
      'multiplicity.adjusted-p-is-the-smallest-rejecting-alpha',
      'multiplicity.corrections-are-ordered',
      'multiplicity.golden-email-templates',
    ],
    parts: faultyAdjustment((correction, ps, shares) => {
      if (correction === 'Hochberg') return adjustPValues('Holm', ps)
      return correction === 'BH' ? adjustPValues('Bonferroni', ps) : adjustPValues(correction, ps, shares)
    }),
  },
  {
    id: 'A21',
    fault: 'Dunnett takes the comparisons as independent: it is Sidak',
    refutedBy: ['dunnett.matches-frozen-values', 'multiplicity.golden-email-templates'],
    parts: faultyAdjustment((correction, ps, shares) =>
      adjustPValues(correction === 'Dunnett' ? 'Sidak' : correction, ps, shares),
    ),
  },
  {
    id: 'A22',
    fault: 'Dunnett adjusts the one-sided p',
    refutedBy: ['dunnett.lies-between-one-test-and-sidak', 'dunnett.matches-frozen-values'],
    parts: faultyAdjustment((correction, ps, shares) =>
      adjustPValues(correction, correction === 'Dunnett' ? ps.map((p) => p / 2) : ps, shares),
    ),
  },
  {
    id: 'A23',
    fault: 'the loading is the share itself, not its root: comparisons are correlated by a quarter',
    refutedBy: ['dunnett.loadings-are-shares-of-noise', 'dunnett.golden-critical-values', 'multiplicity.golden-email-templates'],
    parts: { loadings: (arms, control) => loadings(arms, control).map((loading) => loading ** 2) },
  },
  {
    id: 'A24',
    fault: 'the critical value is one-sided',
    refutedBy: ['dunnett.golden-critical-values', 'pattern.is-the-sum-over-all-counts'],
    parts: { dunnettCritical: (alpha, shares) => dunnettCritical(Math.min(0.99, 2 * alpha), shares) },
  },
  {
    id: 'A25',
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
    id: 'A26',
    fault: 'the level is 5 %, whatever is asked',
    refutedBy: ['compare-arms.is-test-then-adjust-then-decide', 'compare-arms.rejects-impossible-experiments'],
    parts: { compareWithControl: (experiment) => compareWithControl({ ...experiment, alpha: 0.05 }) },
  },
  {
    id: 'A27',
    fault: 'the number of comparisons is 4, whatever the number of arms',
    refutedBy: ['compare-arms.is-test-then-adjust-then-decide'],
    parts: {
      compareWithControl: comparisonBy(TESTS, (correction, ps, shares) =>
        correction === 'Bonferroni' ? ps.map((p) => Math.min(1, 4 * p)) : adjustPValues(correction, ps, shares),
      ),
    },
  },
  {
    id: 'A28',
    fault: 'a decided arm is always called better',
    refutedBy: [
      'compare-arms.swapping-two-arms-reverses-the-decision',
      'compare-arms.golden-decisions',
      'compare-arms.overlapping-intervals-may-differ',
      'q2.decisions',
    ],
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
    id: 'A29',
    fault: 'comparisons under Dunnett are always correlated by one half',
    refutedBy: ['compare-arms.dunnett-uses-the-true-correlations'],
    parts: {
      compareWithControl: comparisonBy(TESTS, (correction, ps) => adjustPValues(correction, ps, ps.map(() => Math.SQRT1_2))), // prettier-ignore
    },
  },
  {
    id: 'A30',
    fault: 'the interval of the difference is made with the standard deviation, not the standard error',
    refutedBy: ['q2.undecided-means-equal', 'difference-interval.golden-email-templates'],
    parts: {
      differenceInterval: (method, arm, control, level) => {
        const { low, high } = differenceInterval(method, arm, control, level)
        const [difference, root] = [rateOf(arm) - rateOf(control), Math.sqrt(arm.n)]
        return { low: difference - root * (difference - low), high: difference + root * (high - difference) }
      },
    },
  },
] satisfies Mutant[]

/** Catches the RangeErrors of a part and gives `instead`. */
function unchecked<Args extends readonly unknown[], Result>(
  part: (...args: Args) => Result,
  instead: Result,
): (...args: Args) => Result {
  return (...args) => {
    try {
      return part(...args)
    } catch {
      return instead
    }
  }
}
