/**
 * The objective of penalised logistic regression and its derivatives, on small dense data.
 *
 *   J(w) = sum_i logLoss(y_i, z_i) + (l2 / 2) sum_{j>=1} w_j^2 + l1 sum_{j>=1} |w_j|,   z_i = w_0 + sum_j x_ij w_j
 *
 * w_0 is the intercept: it is never penalised. The loss is summed over rows, not averaged, so l2 is 1 / C of scikit-learn.
 */
import type { DenseData, Penalty } from '../contract/logistic.ts'
import { checkDenseData, checkWeights } from './dense-data.ts'

/** @throws RangeError for a strength that is negative or not finite */
export function checkPenalty(caller: string, { l1 = 0, l2 = 0 }: Penalty): { readonly l1: number; readonly l2: number } {
  for (const [name, strength] of Object.entries({ l1, l2 })) {
    if (!(strength >= 0 && strength < Infinity)) {
      throw new RangeError(`${caller}: ${name} must be non-negative and finite, got ${strength}`)
    }
  }
  return { l1, l2 }
}

/** 1 / (1 + e^-z), for any z without overflow; the relative error stays small where the value is small. */
export function sigmoid(z: number): number {
  const decay = Math.exp(-Math.abs(z))
  return z >= 0 ? 1 / (1 + decay) : decay / (1 + decay)
}

/** ln(1 + e^z), for any z without overflow or cancellation. */
export function softplus(z: number): number {
  return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)))
}

/** z_i = w_0 + sum_j x_ij w_j: the log-odds of every row. */
export function logOdds({ rows, columns, features }: DenseData, weights: Float64Array): Float64Array {
  const odds = new Float64Array(rows)
  for (let i = 0, at = 0; i < rows; i += 1) {
    let z = weights[0]!
    for (let j = 1; j <= columns; j += 1, at += 1) z += features[at]! * weights[j]!
    odds[i] = z
  }
  return odds
}

/**
 * J(w).
 * @param weights intercept first, length columns + 1
 * @throws RangeError for data, penalties or weights outside their rules
 */
export function logisticObjective(data: DenseData, penalty: Penalty, weights: Float64Array): number {
  checkDenseData('logisticObjective', data)
  checkWeights('logisticObjective', data, weights)
  const { l1, l2 } = checkPenalty('logisticObjective', penalty)
  let sum = 0
  for (const [i, z] of logOdds(data, weights).entries()) sum += softplus(data.labels[i] === 1 ? -z : z)
  for (const w of weights.subarray(1)) sum += (l2 / 2) * w * w + l1 * Math.abs(w)
  return sum
}

/** Gradient of the smooth part of J: the loss and the l2 penalty, without l1. Length columns + 1. */
export function logisticGradient(data: DenseData, l2: number, weights: Float64Array): Float64Array {
  checkDenseData('logisticGradient', data)
  checkWeights('logisticGradient', data, weights)
  checkPenalty('logisticGradient', { l2 })
  return smoothGradient(data, l2, weights)
}

/** The same, unchecked, for the solvers' inner loops. */
export function smoothGradient(data: DenseData, l2: number, weights: Float64Array): Float64Array {
  const { columns, features, labels } = data
  const gradient = new Float64Array(weights.length)
  for (let j = 1; j < gradient.length; j += 1) gradient[j] = l2 * weights[j]!
  const odds = logOdds(data, weights)
  for (let i = 0, at = 0; i < odds.length; i += 1) {
    const residual = labels[i] === 1 ? -sigmoid(-odds[i]!) : sigmoid(odds[i]!) // sigma(z) - y, without cancellation
    gradient[0]! += residual
    for (let j = 1; j <= columns; j += 1, at += 1) gradient[j]! += residual * features[at]!
  }
  return gradient
}

/** Second derivatives of the smooth part of J, as rows: A' diag(p (1 - p)) A + l2 off the intercept. */
export function smoothHessian(data: DenseData, l2: number, weights: Float64Array): Float64Array[] {
  return withPenalty(
    data,
    l2,
    logOdds(data, weights).map((z) => sigmoid(z) * sigmoid(-z)),
  )
}

/**
 * The same of a parabola that touches J at the weights and is nowhere below it: tanh(z / 2) / (2 z) in place of p (1 - p)
 * (Jaakkola and Jordan 2000). It falls like 1 / (2 |z|), where p (1 - p) vanishes: a step to its minimum never raises J.
 */
export function boundingHessian(data: DenseData, l2: number, weights: Float64Array): Float64Array[] {
  return withPenalty(
    data,
    l2,
    logOdds(data, weights).map((z) => (z === 0 ? 1 / 4 : Math.tanh(z / 2) / (2 * z))),
  )
}

function withPenalty(data: DenseData, l2: number, rowWeights: Float64Array): Float64Array[] {
  return weightedGram(data, rowWeights).map((row, j) => {
    if (j > 0) row[j]! += l2
    return row
  })
}

/** A' diag(rowWeights) A, where A is the features with a column of ones in front. */
export function weightedGram({ rows, columns, features }: DenseData, rowWeights: Float64Array): Float64Array[] {
  const gram = Array.from({ length: columns + 1 }, () => new Float64Array(columns + 1))
  for (let i = 0; i < rows; i += 1) {
    const a = [1, ...features.subarray(i * columns, (i + 1) * columns)]
    for (const [j, row] of gram.entries()) {
      for (let k = 0; k <= columns; k += 1) row[k]! += rowWeights[i]! * a[j]! * a[k]!
    }
  }
  return gram
}

/** P(y = 1) of every row under the weights. */
export function fittedProbabilities(data: DenseData, weights: Float64Array): Float64Array {
  checkDenseData('fittedProbabilities', data)
  checkWeights('fittedProbabilities', data, weights)
  return logOdds(data, weights).map(sigmoid)
}

/**
 * How far `weights` are from a minimum of J: the largest |component| of the subgradient that is nearest to zero, each in the unit of
 * its column, so that the answer does not depend on the units of the features.
 * @param gradient of the smooth part at `weights`
 * @param units see `columnUnits`
 */
export function stationarity(gradient: Float64Array, l1: number, weights: Float64Array, units: Float64Array): number {
  let worst = 0
  for (let j = 0; j < gradient.length; j += 1) {
    const g = gradient[j]!
    const w = weights[j] ?? NaN
    const size = j === 0 || l1 === 0 ? Math.abs(g) : w === 0 ? Math.max(0, Math.abs(g) - l1) : Math.abs(g + l1 * Math.sign(w))
    worst = Math.max(worst, size / (units[j] ?? NaN))
  }
  return worst
}

/** The power of two at or below the largest |value| of every column, 1 for the intercept and for columns of zeros. Length columns + 1. */
export function columnUnits({ rows, columns, features }: DenseData): Float64Array {
  const largest = new Float64Array(columns)
  for (let i = 0, at = 0; i < rows; i += 1)
    for (let j = 0; j < columns; j += 1, at += 1) largest[j] = Math.max(largest[j]!, Math.abs(features[at]!))
  return Float64Array.of(1, ...largest.map((size) => (size === 0 ? 1 : 2 ** Math.floor(Math.log2(size)))))
}
