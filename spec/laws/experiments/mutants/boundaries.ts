/** Wrong at ties, for unequal sizes, or in another order. */
import { compareWithControl } from '../../../../src/stats/compare-arms.ts'
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
] satisfies Mutant[]
