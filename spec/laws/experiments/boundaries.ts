/** Ties at a threshold, unequal sizes, keys in another order: where a plausible comparison goes wrong unseen. */
import fc from 'fast-check'
import { law, table } from '../../judge/spec.ts'
import { arms } from '../arms/any-arm.ts'

export default [
  law({
    id: 'compare.decides-at-the-threshold',
    says: 'a comparison whose adjusted p equals alpha is decided, and at any smaller alpha it is not',
    cites: 'the contract: decided if and only if adjusted p <= alpha',
    needs: ['compareWithControl'],
    holds: ({ compareWithControl }, w) =>
      table(['none', 'Bonferroni', 'Holm', 'Hochberg', 'BH', 'BY'] as const, (correction) => {
        const experiment = {
          arms: { A: { successes: 100, n: 1000 }, B: { successes: 130, n: 1000 }, C: { successes: 90, n: 1000 } },
          control: 'A',
          correction,
        }
        const p = compareWithControl(experiment)['B']?.adjustedP ?? NaN
        w.require('the p-value is a level', p > 0 && p < 1, p)
        w.equal(`${correction} at alpha = p`, compareWithControl({ ...experiment, alpha: p })['B']?.decision, 'better')
        const below = compareWithControl({ ...experiment, alpha: p * (1 - 1e-9) })['B']?.decision
        w.equal(`${correction} just below`, below, 'undecided')
      }),
  }),
  law({
    id: 'homogeneity.weighs-arms-by-their-size',
    says: 'for two arms of any sizes the chi-square of homogeneity is the square of the pooled z',
    cites: 'Pearson 1900; both are N (ad - bc)^2 over the product of the margins',
    needs: ['homogeneityChiSquare', 'pooledZ'],
    reaches: ['unequal sizes'],
    holds: ({ homogeneityChiSquare, pooledZ }, w) =>
      fc.property(arms(300), arms(300), (one, other) => {
        if (one.successes + other.successes === 0 || one.successes + other.successes === one.n + other.n) return
        if (one.n > 2 * other.n) w.reached('unequal sizes')
        const z = pooledZ(one, other)
        // both closed forms are exact to 1e-11, relative; a square doubles that
        w.close('chi-square', homogeneityChiSquare([one, other]).statistic, z * z, 3e-11 * (1 + z * z))
      }),
  }),
  law({
    id: 'decision-patterns.go-by-name',
    says: 'the probability of a pattern does not depend on the order in which its arms, or those of the truth, are named',
    cites: 'the contract: a pattern names every arm',
    needs: ['patternProbability'],
    runs: 8,
    holds: ({ patternProbability }, w) =>
      fc.property(fc.constantFrom('better', 'worse', 'undecided'), fc.constantFrom('better', 'undecided'), (B, C) => {
        const probability = (
          rates: Readonly<Record<string, number>>,
          pattern: Readonly<Record<string, 'better' | 'worse' | 'undecided'>>,
        ): number => patternProbability({ rates, control: 'A', n: 40, alpha: 0.1 }, pattern)
        const expected = probability({ A: 0.2, B: 0.1, C: 0.5 }, { B, C })
        w.close('pattern reversed', probability({ A: 0.2, B: 0.1, C: 0.5 }, { C, B }), expected, 1e-12)
        w.close('truth reversed', probability({ C: 0.5, B: 0.1, A: 0.2 }, { B, C }), expected, 1e-12)
      }),
  }),
]
