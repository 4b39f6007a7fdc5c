/** A chosen number of steps of a chosen optimiser on the smooth objective: what early stopping and training loops leave. */
import type { DenseData, DescentOptions } from '../contract/logistic.ts'
import { checkDenseData, checkWeights } from './dense-data.ts'
import { checkPenalty, smoothGradient } from './objective.ts'

/** `momentum` and `nesterov` use factor 0.9; `adam` 0.9, 0.999 and 1e-8; `adagrad` 1e-10, as is usual. */
export type Optimizer = 'plain' | 'momentum' | 'nesterov' | 'adam' | 'adagrad'

/** Turns a gradient into the change of the weights, in units of the step; keeps its own state. */
type Rule = (gradient: Float64Array) => Float64Array

/**
 * The weights after `steps` steps. Every rule treats the weights one by one, so equal columns always move by the same amount.
 * @throws RangeError for data, start, step, steps or l2 outside their rules
 */
export function descend(data: DenseData, options: DescentOptions): Float64Array {
  const { step, steps, optimizer = 'plain', l2 = 0, decay = 'coupled' } = options
  checkDenseData('descend', data)
  checkPenalty('descend', { l2 })
  if (!(step > 0 && step < Infinity)) throw new RangeError(`descend: step must be positive and finite, got ${step}`)
  if (!(Number.isInteger(steps) && steps >= 0))
    throw new RangeError(`descend: steps must be a non-negative integer, got ${steps}`)
  const weights = Float64Array.from(options.start ?? new Float64Array(data.columns + 1))
  checkWeights('descend', data, weights)
  const rule = rules[optimizer](weights.length)
  const kept = decay === 'decoupled' ? 1 - step * l2 : 1
  for (let t = 0; t < steps; t += 1) {
    const change = rule(smoothGradient(data, decay === 'coupled' ? l2 : 0, weights))
    for (let j = 0; j < weights.length; j += 1) weights[j] = (j === 0 ? 1 : kept) * weights[j]! - step * change[j]!
  }
  return weights
}

const rules: Readonly<Record<Optimizer, (length: number) => Rule>> = {
  plain: () => (gradient) => gradient,

  /** Polyak 1964, without dampening. */
  momentum: (length) => {
    const velocity = new Float64Array(length)
    return (gradient) => velocity.map((v, j) => (velocity[j] = 0.9 * v + gradient[j]!))
  },

  /** Sutskever et al. 2013, in the form that evaluates the gradient at the weights. */
  nesterov: (length) => {
    const velocity = new Float64Array(length)
    return (gradient) => gradient.map((g, j) => g + 0.9 * (velocity[j] = 0.9 * velocity[j]! + g))
  },

  /** Kingma and Ba 2015, algorithm 1, with bias correction. */
  adam: (length) => {
    const mean = new Float64Array(length)
    const square = new Float64Array(length)
    let [meanLeft, squareLeft] = [1, 1]
    return (gradient) => {
      meanLeft *= 0.9
      squareLeft *= 0.999
      return gradient.map((g, j) => {
        mean[j] = 0.9 * mean[j]! + 0.1 * g
        square[j] = 0.999 * square[j]! + 0.001 * g * g
        return mean[j] / (1 - meanLeft) / (Math.sqrt(square[j] / (1 - squareLeft)) + 1e-8)
      })
    }
  },

  /** Duchi, Hazan and Singer 2011, diagonal form. */
  adagrad: (length) => {
    const square = new Float64Array(length)
    return (gradient) => gradient.map((g, j) => g / (Math.sqrt((square[j]! += g * g)) + 1e-10))
  },
}
