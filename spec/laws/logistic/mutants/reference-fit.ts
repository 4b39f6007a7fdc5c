/** The reference's fit, made once for the same table and options: many faults and variants only change what goes in or comes out. */
import type { DenseData, Fit, FitOptions } from '../../../../src/contract/logistic.ts'
import { fitLogistic } from '../../../../src/logistic/fit.ts'

const fits = new Map<string, Fit>()

/** What `fitLogistic` of the reference gives, in an array of its own. */
export function referenceFit(data: DenseData, options: FitOptions = {}): Fit {
  const { start, ...others } = options
  const { rows, columns, features, labels } = data
  const key = [rows, columns, features.join(), Array.from(labels).join(), start?.join(), JSON.stringify(others)].join(';')
  const fit = fits.get(key) ?? fitLogistic(data, options)
  fits.set(key, fit)
  return 'weights' in fit ? { ...fit, weights: fit.weights.slice() } : fit
}
