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
    fault: 'numbers of columns that are not whole are truncated',
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
  {
    id: 'logistic.tolerance-must-be-beaten',
    fault: 'a fit whose gradient is the tolerance has not converged',
    refutedBy: ['logistic.converges-at-its-tolerance'],
    parts: {
      fitLogistic(data, options = {}) {
        const fit = fitLogistic(data, options)
        return fit.kind === 'converged' && options.tolerance === 0 ? { ...fit, kind: 'stopped' } : fit
      },
    },
  },
  {
    id: 'logistic.patience-is-99-999-steps',
    fault: 'a fit gives up after 99 999 steps by default',
    refutedBy: ['logistic.gives-up-after-100-000-steps'],
    parts: { fitLogistic: (data, options) => fitLogistic(data, { maxSteps: 99_999, ...options }) },
  },
] satisfies Mutant[]
