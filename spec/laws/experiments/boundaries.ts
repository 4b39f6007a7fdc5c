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
  law({
    id: 'experiments.closed-ends',
    says: 'rates of 0 and 1 are rates; an arm with the rate of the control is never decided, which is reported as one more than the largest n, and no n decides it; a single look at a single trial is an experiment',
    cites: 'the contract',
    needs: ['rangesOfN', 'decidedFrom', 'peekingFalsePositiveRate'],
    holds: ({ rangesOfN, decidedFrom, peekingFalsePositiveRate }, w) =>
      table([1, 7, 50], (largest) => {
        const ends = { rates: { A: 0, B: 1, C: 0 }, control: 'A', largest }
        const decided = rangesOfN(ends, { B: 'better' })
        // two trials of each are decided by the pooled z: it is 2
        if (largest > 1) w.equal('B is better up to the largest', decided[0]?.high, largest)
        w.equal('C is never decided', decidedFrom(ends)['C'], largest + 1)
        for (const decision of ['better', 'worse'] as const) w.equal(`C ${decision}`, rangesOfN(ends, { C: decision }), [])
        w.equal('C is undecided', rangesOfN(ends, { C: 'undecided' }), [{ low: 1, high: largest }])
        w.close('one look', peekingFalsePositiveRate({ rate: 0.5, n: 1, looks: 1 }), 0, 1e-10)
      }),
  }),
  law({
    id: 'experiments.refuse-what-is-no-design',
    says: 'looks that are not whole, none, or more than trials, rates outside [0, 1], and levels outside (0, 1), are RangeErrors that say the value',
    cites: 'the contract',
    needs: ['rangesOfN', 'peekingFalsePositiveRate', 'patternProbability', 'rejectionProbability'],
    holds: ({ rangesOfN, peekingFalsePositiveRate, patternProbability, rejectionProbability }, w) =>
      table(
        [
          { n: 10, looks: 0 },
          { n: 10, looks: 11 },
          { n: 10, looks: 2.5 },
          { n: 10.5, looks: 2 },
          { n: 10, looks: NaN },
        ],
        ({ n, looks }) => {
          const mention = String(looks)
          w.throws(`${looks} looks at ${n}`, RangeError, mention, () => peekingFalsePositiveRate({ rate: 0.1, n, looks }))
          const truth = { rates: { A: 0.5, B: 0.25 }, n: 5, alpha: 0.1 }
          w.throws('no control', RangeError, 'Z', () => patternProbability({ ...truth, control: 'Z' }, { B: 'better' }))
          w.throws('no decision', RangeError, 'B', () => patternProbability({ ...truth, control: 'A' }, {}))
          for (const alpha of [0, 1, NaN]) {
            const level = String(alpha)
            w.throws(`level ${alpha}`, RangeError, level, () =>
              rejectionProbability('pooled z', { rate: 0.5, n: 1 }, { rate: 0.5, n: 1 }, alpha),
            )
            w.throws(`level ${alpha}`, RangeError, level, () =>
              patternProbability({ ...truth, control: 'A', alpha }, { B: 'better' }),
            )
            w.throws(`level ${alpha}`, RangeError, level, () => peekingFalsePositiveRate({ rate: 0.1, n: 10, looks: 2, alpha }))
          }
          for (const rate of [-0.1, 1.1, NaN])
            w.throws(`rate ${rate}`, RangeError, String(rate), () =>
              rangesOfN({ rates: { A: 0.5, B: rate }, control: 'A' }, { B: 'better' }),
            )
        },
      ),
  }),
  law({
    id: 'pattern.of-one-arm-is-its-test',
    says: 'one arm is decided, either way, as often as its test rejects, at any level from 1 in a million on',
    cites: 'definition: a single comparison is not corrected',
    needs: ['patternProbability', 'rejectionProbability'],
    holds: ({ patternProbability, rejectionProbability }, w) =>
      table([1e-6, 1e-4, 0.01, 0.3], (alpha) => {
        const truth = { rates: { A: 0.25, B: 0.75 }, control: 'A', n: 30, alpha }
        const decided = patternProbability(truth, { B: 'better' }) + patternProbability(truth, { B: 'worse' })
        const rejected = rejectionProbability('pooled z', { rate: 0.75, n: 30 }, { rate: 0.25, n: 30 }, alpha)
        w.close(`alpha = ${alpha}`, decided, rejected, 2e-10)
      }),
  }),
  law({
    id: 'dunnett.of-large-p-values',
    says: 'a p-value next to 1 is adjusted to 1, up to what p lacks of it, whatever the loadings; 0 and 1 stay 0 and 1',
    cites: 'the adjusted p lies between p and 1',
    needs: ['adjustPValues'],
    holds: ({ adjustPValues }, w) =>
      table([10, 20, 30, 40, 50, 52, 53], (places) => {
        w.close('0 and 1', adjustPValues('Dunnett', [0, 1, 1], [0.5, 0.5, 0.5]), [0, 1, 1], 1e-10)
        const p = 1 - 2 ** -places
        for (const loading of [0, 0.25, Math.SQRT1_2, 1])
          w.close(`1 - 2^-${places}, ${loading}`, adjustPValues('Dunnett', [p, p, p], [loading, loading, loading]), [1, 1, 1], 2 ** -places + 1e-10) // prettier-ignore
      }),
  }),
]
