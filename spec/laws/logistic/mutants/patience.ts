/** Solvers that do not stop when they should. */
import { fitLogistic } from '../../../../src/logistic/fit.ts'
import type { Mutant } from '../../../judge/mutant.ts'

export default [
  {
    id: 'logistic.steps-are-not-counted',
    fault: 'an odd number of steps is no limit',
    refutedBy: ['logistic.gives-up-after-its-steps'],
    parts: {
      fitLogistic(data, options = {}) {
        const { maxSteps = 0, ...others } = options
        return fitLogistic(data, maxSteps % 2 === 1 ? others : options)
      },
    },
  },
] satisfies Mutant[]
