/** Coverage of what is no sample. */
import { coverageOfEqualTailed } from '../../../../src/stats/credible-interval.ts'
import type { Mutant } from '../../../judge/mutant.ts'

export default [
  {
    id: 'coverage.takes-half-a-trial',
    fault: 'a number of trials that is not whole is truncated, and one below 0 counts as 0',
    refutedBy: ['coverage.rejects-impossible-arguments'],
    parts: { coverageOfEqualTailed: (p, n, level) => coverageOfEqualTailed(p, Math.max(0, Math.floor(n)), level) },
  },
] satisfies Mutant[]
