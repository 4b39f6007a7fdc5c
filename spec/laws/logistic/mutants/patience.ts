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
  {
    id: 'logistic.halves-of-columns-are-cut',
    fault: 'columns that are not whole are cut to whole ones',
    refutedBy: ['logistic.refuses-shapes-that-are-no-counts'],
    parts: {
      fitLogistic: (data, options) =>
        fitLogistic(
          Number.isInteger(data.columns) ? data : { ...data, columns: 1, features: data.features.slice(0, data.rows) },
          options,
        ),
    },
  },
  {
    id: 'logistic.escapes-along-all-weights',
    fault: 'where all labels are alike every weight is said to grow, penalty or not',
    refutedBy: ['logistic.labels-alike-escape-along-the-intercept'],
    parts: {
      fitLogistic(data, options) {
        const fit = fitLogistic(data, options)
        return fit.kind === 'no finite optimum' ? { ...fit, direction: fit.direction.map((d) => d || 1) } : fit
      },
    },
  },
] satisfies Mutant[]
