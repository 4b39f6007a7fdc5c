/** Proximal gradient descent (ISTA) for l1, l2 and both; without l1 it is plain gradient descent. */
import type { DenseData } from '../contract/logistic.ts'
import { symmetricEigen } from '../numeric/symmetric-eigen.ts'
import { checkDenseData } from './dense-data.ts'
import type { Solved, Stop } from './newton.ts'
import { columnUnits, smoothGradient, stationarity, weightedGram } from './objective.ts'

/**
 * The largest eigenvalue of A'A / 4, A the features with a column of ones in front: an upper bound of the curvature of the log loss
 * everywhere, as p (1 - p) <= 1/4. Gradient descent is stable for every step below 2 / largestCurvature.
 */
export function largestCurvature(data: DenseData): number {
  checkDenseData('largestCurvature', data)
  return Math.max(...symmetricEigen(weightedGram(data, new Float64Array(data.rows).fill(1 / 4))).values)
}

/**
 * Steps of length 1 / (largestCurvature + l2): each lowers J (Beck and Teboulle 2009, section 2.3).
 * Two equal columns see the same gradient; so their weights, if they start equal, stay equal to the last bit.
 */
export function proximalGradient(data: DenseData, l1: number, l2: number, start: Float64Array, stop: Stop): Solved {
  const step = 1 / (largestCurvature(data) + l2)
  const units = columnUnits(data)
  const weights = Float64Array.from(start)
  for (let steps = 0; ; steps += 1) {
    const gradient = smoothGradient(data, l2, weights)
    const off = stationarity(gradient, l1, weights, units)
    if (off <= stop.tolerance || steps === stop.maxSteps) return { weights, steps, stationarity: off }
    for (let j = 0; j < weights.length; j += 1) {
      const moved = weights[j]! - step * gradient[j]!
      weights[j] = j === 0 ? moved : softThreshold(moved, step * l1)
    }
  }
}

/** The minimiser of (v - x)^2 / 2 + width |v|. */
export function softThreshold(x: number, width: number): number {
  return Math.sign(x) * Math.max(0, Math.abs(x) - width)
}
