/** Wrong at ties, for unequal sizes, or in another order. */
import { compareWithControl } from '../../../../src/stats/compare-arms.ts'
import { adjustPValues } from '../../../../src/stats/multiplicity.ts'
import { peekingFalsePositiveRate } from '../../../../src/stats/peeking.ts'
import { decidedFrom } from '../../../../src/stats/range-of-n.ts'
import { patternProbability } from '../../../../src/stats/exact-rates.ts'
import { chiSquareUpperTail } from '../../../../src/stats/tails.ts'
import { homogeneityChiSquare } from '../../../../src/stats/two-proportion.ts'
import type { Mutant } from '../../../judge/mutant.ts'

export default [
  {
    id: 'compare.ties-stay-undecided',
    fault: 'a comparison is decided only where adjusted p is below alpha, not at it',
    refutedBy: ['compare.decides-at-the-threshold'],
    parts: {
      compareWithControl(experiment) {
        const { alpha = 0.05 } = experiment
        const compared = Object.entries(compareWithControl(experiment))
        return Object.fromEntries(
          compared.map(([name, each]) => [name, each.adjustedP === alpha ? { ...each, decision: 'undecided' as const } : each]),
        )
      },
    },
  },
  {
    id: 'homogeneity.joint-rate-is-the-plain-mean',
    fault: 'the joint rate is the mean of the rates, whatever the sizes of the arms',
    refutedBy: ['homogeneity.weighs-arms-by-their-size'],
    parts: {
      homogeneityChiSquare(arms) {
        const right = homogeneityChiSquare(arms) // refuses impossible counts
        const rate = arms.reduce((sum, { successes, n }) => sum + successes / n, 0) / arms.length
        const statistic = arms.reduce((sum, { successes, n }) => sum + (successes - n * rate) ** 2 / (n * rate * (1 - rate)), 0)
        return { ...right, statistic, p: chiSquareUpperTail(statistic, right.df) }
      },
    },
  },
  {
    id: 'decision-patterns.go-by-position',
    fault: 'the first decision of a pattern belongs to the first arm, whatever their names',
    refutedBy: ['decision-patterns.go-by-name'],
    parts: {
      patternProbability(truth, pattern) {
        const names = Object.keys(truth.rates).filter((name) => name !== truth.control)
        const decisions = Object.values(pattern)
        return patternProbability(truth, Object.fromEntries(names.map((name, i) => [name, decisions[i] ?? 'undecided'])))
      },
    },
  },
  {
    id: 'range-of-n.never-is-two-more',
    fault: 'an arm that is never decided is reported as two more than the largest n',
    refutedBy: ['experiments.closed-ends'],
    parts: {
      decidedFrom(rates) {
        const { largest = 10_000 } = rates
        return Object.fromEntries(Object.entries(decidedFrom(rates)).map(([name, n]) => [name, n > largest ? n + 1 : n]))
      },
    },
  },
  {
    id: 'peeking.looks-are-rounded',
    fault: 'looks that are not whole are rounded, and none is one',
    refutedBy: ['experiments.refuse-what-is-no-design'],
    parts: {
      peekingFalsePositiveRate: ({ looks, n, ...rest }) =>
        peekingFalsePositiveRate({
          ...rest,
          n: Math.round(n),
          looks: Math.min(Math.round(n), Math.max(1, Math.round(looks || 1))),
        }),
    },
  },
  {
    id: 'pattern.small-levels-are-raised',
    fault: 'levels below 1e-4 count as 1e-4',
    refutedBy: ['pattern.of-one-arm-is-its-test'],
    parts: {
      patternProbability: (truth, pattern) => patternProbability({ ...truth, alpha: Math.max(truth.alpha, 1e-4) }, pattern),
    },
  },
  {
    id: 'dunnett.rounds-beyond-one',
    fault: 'tails that sum to more than 1 by rounding make the adjusted p NaN',
    refutedBy: ['dunnett.of-large-p-values'],
    parts: {
      adjustPValues: (correction, ps, shares) =>
        adjustPValues(correction, ps, shares).map((p) => (correction === 'Dunnett' && p > 1 - 1e-12 && p < 1 ? NaN : p)),
    },
  },
] satisfies Mutant[]
