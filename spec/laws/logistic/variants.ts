/** Other right ways to fit. */
import { referenceFit as fitLogistic } from './mutants/reference-fit.ts'
import { logisticGradient, logisticObjective } from '../../../src/logistic/objective.ts'
import type { DenseData } from '../../../src/contract/logistic.ts'
import type { Variant } from '../../judge/mutant.ts'
import { copiesOf, withFeatures } from '../copy/copied-columns.ts'

/** The rows from last to first: every sum over rows runs the other way. Data of other lengths stay as they are, to be refused. */
function upsideDown(data: DenseData): DenseData {
  const { rows, columns, features, labels } = data
  if (features.length !== rows * columns || labels.length !== rows) return data
  if (features.length !== rows * columns) return data // to be refused
  const reversed = new Float64Array(rows * columns)
  for (let i = 0; i < rows; i += 1) reversed.set(features.subarray(i * columns, (i + 1) * columns), (rows - 1 - i) * columns)
  return { ...data, features: reversed, labels: labels.toReversed() }
}

export default [
  {
    id: 'logistic.rows-reversed',
    because: 'sums over rows may be taken in any order',
    parts: {
      fitLogistic: (data, options) => fitLogistic(upsideDown(data), options),
      logisticObjective: (data, penalty, weights) => logisticObjective(upsideDown(data), penalty, weights),
      logisticGradient: (data, l2, weights) => logisticGradient(upsideDown(data), l2, weights),
    },
  },
  {
    id: 'logistic.coordinate-under-l2',
    because: 'under l2 the optimum is unique, so coordinate descent may stand in for Newton',
    parts: {
      fitLogistic: (data, options = {}) =>
        (options.penalty?.l2 ?? 0) >= 0.5 && options.solver === undefined
          ? fitLogistic(data, { ...options, solver: 'coordinate' })
          : fitLogistic(data, options),
    },
  },
  {
    id: 'logistic.copy-as-root-two',
    because: 'under l2 two equal columns are one column times sqrt(2), its weight shared out evenly',
    parts: {
      fitLogistic: (data, options = {}) => {
        const copies = copiesOf(data)
        const { l1 = 0, l2 = 0 } = options.penalty ?? {}
        if (copies === undefined || l1 > 0 || l2 === 0 || options.maxSteps !== undefined) return fitLogistic(data, options)
        const length = Math.hypot(...copies.scales)
        const exact = copies.scales.every((scale) => scale === 1)
        if (!exact) return fitLogistic(data, options)
        const single = fitLogistic(
          withFeatures(copies.base, (x, j) => (j === copies.first ? length * x : x)),
          { penalty: { l2 } },
        )
        if (single.kind === 'no finite optimum') return single
        const each = (single.weights.at(-1) ?? NaN) / length
        return { ...single, weights: Float64Array.of(...single.weights.subarray(0, -1), ...copies.scales.map(() => each)) }
      },
    },
  },
  {
    id: 'logistic.gradient-under-l2',
    because: 'under l2 the optimum is unique, so proximal gradient descent from any start may stand in for Newton',
    parts: {
      fitLogistic: (data, options = {}) =>
        (options.penalty?.l2 ?? 0) >= 0.5 && options.solver !== 'coordinate' && options.maxSteps === undefined
          ? fitLogistic(data, { ...options, solver: 'gradient', start: new Float64Array(data.columns + 1).fill(0.1) })
          : fitLogistic(data, options),
    },
  },
] satisfies Variant[]
