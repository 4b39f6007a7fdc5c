/** A fit that works in the array in which its start was given. */
import { fitLogistic } from '../../../../src/index.ts'
import type { Mutant } from '../../../judge/mutant.ts'

export default [
  {
    id: 'logistic.works-in-its-start',
    fault: 'the optimum is right, but it is written into the start that was given',
    refutedBy: ['logistic.solvers-agree'],
    parts: {
      fitLogistic(data, options) {
        const fit = fitLogistic(data, options)
        if (fit.kind === 'converged') options?.start?.set(fit.weights)
        return fit
      },
    },
  },
] satisfies readonly Mutant[]
