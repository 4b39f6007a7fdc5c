/** Wrong where a table has no columns, or where the largest curvature lies along an unlikely direction. */
import type { DenseData } from '../../../../src/contract/logistic.ts'
import { logisticGradient } from '../../../../src/logistic/objective.ts'
import { largestCurvature } from '../../../../src/logistic/proximal.ts'
import { referenceFit as fitLogistic } from './reference-fit.ts'
import type { Mutant } from '../../../judge/mutant.ts'

/** By power iteration from equal weights. */
function powerIteration({ rows, columns, features }: DenseData): number {
  const a = Array.from({ length: rows }, (_, i) => [1, ...features.subarray(i * columns, (i + 1) * columns)])
  let v = Array.from({ length: columns + 1 }, () => 1)
  let value = 0
  for (let k = 0; k < 3000; k += 1) {
    const length = Math.hypot(...v)
    v = v.map((x) => x / length)
    const odds = a.map((row) => row.reduce((sum, x, j) => sum + x * (v[j] ?? NaN), 0))
    value = odds.reduce((sum, z) => sum + z * z, 0) / 4
    v = v.map((_, j) => a.reduce((sum, row, i) => sum + (row[j] ?? NaN) * (odds[i] ?? NaN), 0))
  }
  return value
}

export default [
  {
    id: 'logistic.lone-intercept-is-penalised',
    fault: 'without columns the penalty falls on the intercept',
    refutedBy: ['logistic.no-column-no-penalty'],
    parts: {
      logisticGradient: (data, l2, weights) =>
        logisticGradient(data, l2, weights).map((g) => (data.columns === 0 ? g + l2 * (weights[0] ?? NaN) : g)),
    },
  },
  {
    id: 'logistic.lone-intercept-is-never-fitted',
    fault: 'without columns a penalised fit stays where it starts',
    refutedBy: ['logistic.no-column-no-penalty'],
    parts: {
      fitLogistic(data, options) {
        const fit = fitLogistic(data, options)
        const isLone = data.columns === 0 && options?.penalty !== undefined
        return isLone && fit.kind === 'converged' ? { ...fit, weights: options.start ?? new Float64Array(1) } : fit
      },
    },
  },
  {
    id: 'descent.curvature-from-equal-weights',
    fault:
      'the largest curvature is found by power iteration from equal weights, which never leaves what is orthogonal to the rest',
    refutedBy: ['descent.curvature-is-the-largest-eigenvalue', 'descent.curvature-of-exact-tables'],
    parts: {
      largestCurvature(data) {
        largestCurvature(data) // for its refusals
        return powerIteration(data)
      },
    },
  },
] satisfies Mutant[]
