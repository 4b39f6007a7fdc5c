/** Reads the outcome of a fit: its weights where there is an optimum, a wrong value where there should be one and is not. */
import type { Fit } from '../../../src/contract/logistic.ts'
import type { Witness } from '../../judge/witness.ts'

/** The weights of a converged fit; anything else is a mismatch. */
export function converged(what: string, fit: Fit, witness: Witness): Float64Array {
  witness.equal(`${what}: outcome`, fit.kind, 'converged')
  return fit.kind === 'converged' ? fit.weights : new Float64Array()
}

/** Component k counted from the end: 1 is the last. */
export function last(weights: Float64Array, k = 1): number {
  return weights.at(-k) ?? NaN
}
