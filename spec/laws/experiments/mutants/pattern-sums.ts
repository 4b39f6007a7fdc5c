/** Probabilities of decisions that are none. */
import { patternProbability } from '../../../../src/stats/exact-rates.ts'
import type { Mutant } from '../../../judge/mutant.ts'

export default [
  {
    id: 'decision-patterns.sign-turns-with-every-arm',
    fault: 'the probability of a pattern is negative for an odd number of arms',
    refutedBy: ['decision-patterns.of-all-arms-sum-to-one'],
    parts: {
      patternProbability: (truth, pattern) => patternProbability(truth, pattern) * (-1) ** (Object.keys(truth.rates).length - 1),
    },
  },
] satisfies Mutant[]
