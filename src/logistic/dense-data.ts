/** Small dense data for the exact solvers: a table of features and a 0/1 label a row. */
import type { DenseData } from '../contract/logistic.ts'

/** @throws RangeError if a length is off, a feature is not finite or a label is neither 0 nor 1 */
export function checkDenseData(caller: string, data: DenseData): void {
  const { rows, columns, features, labels } = data
  if (!(Number.isInteger(rows) && rows >= 1)) throw new RangeError(`${caller}: rows must be a positive integer, got ${rows}`)
  if (!(Number.isInteger(columns) && columns >= 0)) {
    throw new RangeError(`${caller}: columns must be a non-negative integer, got ${columns}`)
  }
  if (features.length !== rows * columns) {
    throw new RangeError(`${caller}: features must have length rows * columns = ${rows * columns}, got ${features.length}`)
  }
  if (labels.length !== rows) throw new RangeError(`${caller}: labels must have length rows = ${rows}, got ${labels.length}`)
  const badFeature = features.find((x) => !Number.isFinite(x))
  if (badFeature !== undefined) throw new RangeError(`${caller}: features must be finite, got ${badFeature}`)
  const badLabel = labels.find((y) => y !== 0 && y !== 1)
  if (badLabel !== undefined) throw new RangeError(`${caller}: labels must be 0 or 1, got ${badLabel}`)
}

/** @throws RangeError unless there is one finite weight for the intercept and one a column */
export function checkWeights(caller: string, data: DenseData, weights: Float64Array): void {
  if (weights.length !== data.columns + 1) {
    throw new RangeError(`${caller}: weights must have length columns + 1 = ${data.columns + 1}, got ${weights.length}`)
  }
  if (!weights.every(Number.isFinite)) throw new RangeError(`${caller}: weights must be finite, got ${weights.join(', ')}`)
}

/**
 * The data with one more column at the end: `scale` times column `column`, plus `shift`. An exact copy by default.
 * @param column counted from 0
 * @throws RangeError if there is no such column
 */
export function appendCopy(data: DenseData, column: number, scale = 1, shift = 0): DenseData {
  checkDenseData('appendCopy', data)
  const { rows, columns, features, labels } = data
  if (!(Number.isInteger(column) && column >= 0 && column < columns)) {
    throw new RangeError(`appendCopy: column must be an integer in [0, ${columns}), got ${column}`)
  }
  const wider = new Float64Array(rows * (columns + 1))
  for (let i = 0; i < rows; i += 1) {
    const row = features.subarray(i * columns, (i + 1) * columns)
    wider.set(row, i * (columns + 1))
    wider[i * (columns + 1) + columns] = scale * (row[column] ?? NaN) + shift
  }
  return { rows, columns: columns + 1, features: wider, labels }
}
