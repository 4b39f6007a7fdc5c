/** Right at the usual levels only. */
import { familywiseErrorRate, patternProbability, powerOfPooledZ, rejectionProbability } from '../../../../src/index.ts'
import type { Mutant } from '../../../judge/mutant.ts'

export default [
  {
    id: 'pattern.better-needs-a-z-of-one',
    fault: 'at levels above 32 % a decided arm with a z from -1 to 0 is called better: levels above it count as 32 % for worse',
    refutedBy: ['pattern.swaps-with-its-arms'],
    parts: {
      patternProbability: (truth, pattern) =>
        patternProbability(
          Object.values(pattern).includes('worse') ? { ...truth, alpha: Math.min(truth.alpha, 0.32) } : truth,
          pattern,
        ),
    },
  },
  {
    id: 'family.sidak-is-bonferroni',
    fault: 'Sidak divides the level by the number of comparisons',
    refutedBy: ['family.corrections-set-the-level'],
    parts: {
      familywiseErrorRate: (correction, ...design) =>
        familywiseErrorRate(correction === 'Sidak' ? 'Bonferroni' : correction, ...design),
    },
  },
  {
    id: 'rejection.ties-are-not-rejected',
    fault: 'a table whose p is the level to ten digits is not rejected',
    refutedBy: ['rejection.counts-a-p-that-is-the-level'],
    parts: {
      rejectionProbability: (procedure, arm, control, alpha = 0.05) =>
        rejectionProbability(procedure, arm, control, alpha * (1 - 1e-10)),
    },
  },
  {
    id: 'power.of-no-trials-is-zero',
    fault: 'without trials the power is said to be 0',
    refutedBy: ['power.refuses-what-is-no-design'],
    parts: {
      powerOfPooledZ: (rate, controlRate, n, alpha) => (n === 0 ? 0 : powerOfPooledZ(rate, controlRate, n, alpha)),
    },
  },
] satisfies Mutant[]
