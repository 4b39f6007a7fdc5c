/** Adjustments that change the p-values that they were given. */
import { adjustPValues } from '../../../../src/index.ts'
import type { Mutant } from '../../../judge/mutant.ts'

const refutedBy = ['multiplicity.adjusted-p-is-the-smallest-rejecting-alpha', 'multiplicity.golden-email-templates']

export default [
  {
    id: 'multiplicity.clears-its-argument',
    fault: 'the p-values that were given are overwritten with 1, and the answer is 1 too',
    refutedBy,
    parts: { adjustPValues: (_correction, ps) => (ps as number[]).fill(1) },
  },
  {
    id: 'multiplicity.reverses-its-argument',
    fault: 'the right answer comes with the p-values reversed in place',
    refutedBy,
    parts: {
      adjustPValues(correction, ps, shares) {
        const adjusted = adjustPValues(correction, ps, shares)
        ;(ps as number[]).reverse()
        return adjusted
      },
    },
  },
] satisfies readonly Mutant[]
