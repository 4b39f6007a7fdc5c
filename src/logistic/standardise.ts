/** Columns brought to mean 0 and standard deviation 1, and weights brought back. */
import type { DenseData, ColumnScale } from '../contract/logistic.ts'
import { checkDenseData } from './dense-data.ts'

/** @throws RangeError for a column that is constant, whose standard deviation is 0 */
export function standardise(data: DenseData): ColumnScale & { readonly data: DenseData } {
  checkDenseData('standardise', data)
  const { rows, columns, features } = data
  const means = new Float64Array(columns)
  const deviations = new Float64Array(columns)
  for (let j = 0; j < columns; j += 1) {
    const column = Float64Array.from({ length: rows }, (_, i) => features[i * columns + j]!)
    const mean = column.reduce((sum, x) => sum + x, 0) / rows
    means[j] = mean
    deviations[j] = Math.sqrt(column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / rows)
    if (column.every((x) => x === column[0])) throw new RangeError(`standardise: columns must vary, got a constant column ${j}`)
  }
  const scaled = features.map((x, at) => (x - means[at % columns]!) / deviations[at % columns]!)
  return { means, deviations, data: { ...data, features: scaled } }
}

/** The weights on the raw columns that give the same log-odds as `weights` on the standardised ones. */
export function rawWeights({ means, deviations }: ColumnScale, weights: Float64Array): Float64Array {
  const raw = weights.map((w, j) => (j === 0 ? w : w / deviations[j - 1]!))
  for (const [j, mean] of means.entries()) raw[0]! -= raw[j + 1]! * mean
  return raw
}
