/** What an exact copy of a feature does to the fitted weights. */
import type { DenseData, CopyShare } from '../contract/logistic.ts'
import { appendCopy } from './dense-data.ts'
import { fitLogistic } from './fit.ts'

/**
 * The weight of two copies against the strength of an l2 penalty: the curve of the report's figure.
 * @param column counted from 0
 * @param strengths positive
 * @throws RangeError for arguments outside their rules, and where the labels are all alike
 */
export function copiesAgainstPenalty(data: DenseData, column: number, strengths: readonly number[]): CopyShare[] {
  const wider = appendCopy(data, column)
  return strengths.map((l2) => {
    if (!(l2 > 0)) throw new RangeError(`copiesAgainstPenalty: strengths must be positive, got ${l2}`)
    const alone = weightsOf(data, l2)[column + 1] ?? NaN
    const weights = weightsOf(wider, l2)
    const each = weights[wider.columns] ?? NaN
    return { l2, alone, each, ratio: ((weights[column + 1] ?? NaN) + each) / alone }
  })
}

function weightsOf(data: DenseData, l2: number): Float64Array {
  const fit = fitLogistic(data, { penalty: { l2 } })
  if (fit.kind === 'no finite optimum') throw new RangeError('copiesAgainstPenalty: labels must differ, got all alike')
  return fit.weights
}
