/** Optimisers that share an end point with the right one, and a test of separability in single precision. */
import { largestCurvature } from '../../../../src/logistic/proximal.ts'
import { referenceFit as fitLogistic } from './reference-fit.ts'
import { descend } from '../../../../src/logistic/gradient-descent.ts'
import { findSeparation } from '../../../../src/logistic/separability.ts'
import type { Mutant } from '../../../judge/mutant.ts'

export default [
  {
    id: 'descent.nesterov-is-plain-momentum',
    fault: 'nesterov is computed as momentum, without the look ahead',
    refutedBy: ['descent.each-step-is-the-published-rule'],
    parts: {
      descend: (data, options) =>
        descend(data, options.optimizer === 'nesterov' ? { ...options, optimizer: 'momentum' } : options),
    },
  },
  {
    id: 'descent.decay-takes-the-intercept',
    fault: 'decoupled decay multiplies the intercept too',
    refutedBy: ['descent.each-step-is-the-published-rule'],
    parts: {
      descend(data, options) {
        const weights = descend(data, options)
        const { decay, step, steps, l2 = 0 } = options
        return decay === 'decoupled' ? weights.map((w, j) => (j === 0 ? w * (1 - step * l2) ** steps : w)) : weights
      },
    },
  },
  {
    id: 'descent.adds-nothing-to-the-root',
    fault: 'Adam and Adagrad divide by the root alone: their first step is as long as the step size',
    refutedBy: ['descent.divides-by-a-little-more'],
    parts: {
      descend(data, options) {
        const weights = descend(data, options)
        const { optimizer = 'plain', start, step, steps } = options
        if (steps !== 1 || start === undefined || !optimizer.startsWith('ada')) return weights
        return weights.map((w, j) => (start[j] ?? NaN) + step * Math.sign(w - (start[j] ?? NaN)))
      },
    },
  },
  {
    id: 'logistic.unit-curvature-is-flat',
    fault: 'coordinate descent leaves a weight alone where the curvature is 1',
    refutedBy: ['logistic.empty-columns-have-no-weight'],
    parts: {
      fitLogistic(data, options = {}) {
        const fit = fitLogistic(data, options)
        const empty = Array.from({ length: data.columns }, (_, j) => j).filter((j) =>
          data.features.every((x, at) => at % data.columns !== j || x === 0),
        )
        if (options.solver !== 'coordinate' || options.penalty?.l2 !== 1 || fit.kind === 'no finite optimum') return fit
        return { ...fit, weights: fit.weights.map((w, j) => (empty.includes(j - 1) ? (options.start?.[j] ?? w) : w)) }
      },
    },
  },
  {
    id: 'logistic.orthogonal-columns-are-doubled',
    fault: 'equal curvatures are added up',
    refutedBy: ['logistic.plain-tables'],
    parts: {
      largestCurvature: (data) => {
        const curvature = largestCurvature(data)
        return Math.abs(curvature - data.rows / 4) < 1e-9 ? 2 * curvature : curvature
      },
    },
  },
  {
    id: 'separability.in-single-precision',
    fault: 'features are rounded to float32 before they are looked at',
    refutedBy: ['separability.is-decided-in-double-precision'],
    parts: { findSeparation: (data) => findSeparation({ ...data, features: data.features.map(Math.fround) }) },
  },
  {
    id: 'descent.decay-ends',
    fault: 'after a thousand steps weights decay no more',
    refutedBy: ['descent.goes-on-from-where-it-was'],
    parts: {
      descend(data, options) {
        if (options.decay !== 'decoupled' || options.steps <= 1000) return descend(data, options)
        const { l2: _, ...rest } = options
        return descend(data, { ...rest, steps: options.steps - 1000, start: descend(data, { ...options, steps: 1000 }) })
      },
    },
  },
] satisfies Mutant[]
