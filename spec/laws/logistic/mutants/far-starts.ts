/** Solvers that trust the curvature where there is none. */
import type { DenseData, Fit, FitOptions } from '../../../../src/contract/logistic.ts'
import { smoothGradient, smoothHessian } from '../../../../src/logistic/objective.ts'
import { referenceFit as fitLogistic } from './reference-fit.ts'
import type { Mutant } from '../../../judge/mutant.ts'

/** Slope and curvature along the intercept, where the fit starts. */
function atStart(data: DenseData, { start, penalty }: FitOptions): readonly [slope: number, curvature: number] {
  const [weights, l2] = [start ?? new Float64Array(data.columns + 1), penalty?.l2 ?? 0]
  return [smoothGradient(data, l2, weights)[0] ?? NaN, smoothHessian(data, l2, weights)[0]?.[0] ?? NaN]
}

/** The fit with another outcome where it starts on a slope of hardly any curvature. */
const onFlatStart =
  (solver: FitOptions['solver'], outcome: (start: Float64Array, slope: number, curvature: number) => Fit): typeof fitLogistic =>
  (data, options) => {
    const fit = fitLogistic(data, options)
    if (options?.start === undefined || options.solver !== solver || fit.kind === 'no finite optimum') return fit
    const [slope, curvature] = atStart(data, options)
    return curvature < 1e-6 ? outcome(options.start, slope, curvature) : fit
  }

export default [
  {
    id: 'logistic.coordinate-overshoots',
    fault: 'coordinate descent goes as far as slope over curvature says, and stays where it finds no curvature',
    refutedBy: [
      'logistic.every-start-leads-to-the-optimum',
      'logistic.far-starts-on-any-table',
      'logistic.no-step-raises-the-objective',
    ],
    parts: {
      fitLogistic: onFlatStart('coordinate', (start, slope, curvature) => ({
        kind: 'stopped',
        weights: start.with(0, (start[0] ?? NaN) - slope / Math.max(curvature, 1e-300)),
      })),
    },
  },
  {
    id: 'logistic.newton-stays-where-it-is-flat',
    fault: 'where no direction has any curvature newton makes no step',
    refutedBy: ['logistic.every-start-leads-to-the-optimum', 'logistic.far-starts-on-any-table'],
    parts: { fitLogistic: onFlatStart('newton', (start) => ({ kind: 'stopped', weights: start.slice() })) },
  },
  {
    id: 'logistic.newton-takes-the-last-halving',
    fault: 'after 34 halvings newton takes the step, whether J falls or not',
    refutedBy: ['logistic.every-start-leads-to-the-optimum', 'logistic.no-step-raises-the-objective'],
    parts: {
      fitLogistic: onFlatStart('newton', (start, slope, curvature) => ({
        kind: 'stopped',
        weights: start.with(0, (start[0] ?? NaN) - (2 ** -34 * slope) / Math.max(curvature, 1e-300)),
      })),
    },
  },
  {
    id: 'logistic.coordinate-skips-columns-of-zeros',
    fault: 'coordinate descent leaves the weight of a column of zeros as it is: it finds no curvature there',
    refutedBy: ['logistic.column-of-zeros-weighs-nothing'],
    parts: {
      fitLogistic(data, options) {
        const fit = fitLogistic(data, options)
        if (options?.solver !== 'coordinate' || options.start === undefined || fit.kind !== 'converged') return fit
        const isEmpty = (j: number): boolean => data.features.every((x, at) => at % data.columns !== j - 1 || x === 0)
        const { start } = options
        return { ...fit, weights: fit.weights.map((weight, j) => (j > 0 && isEmpty(j) ? (start[j] ?? NaN) : weight)) }
      },
    },
  },
  {
    id: 'logistic.any-other-solver-is-coordinate',
    fault: 'a solver of an unknown name is coordinate descent',
    refutedBy: ['logistic.refuses-what-is-outside-the-rules'],
    parts: {
      fitLogistic(data, options = {}) {
        const { solver } = options
        const isKnown = solver === undefined || solver === 'newton' || solver === 'gradient'
        return fitLogistic(data, isKnown ? options : { ...options, solver: 'coordinate' })
      },
    },
  },
] satisfies Mutant[]
