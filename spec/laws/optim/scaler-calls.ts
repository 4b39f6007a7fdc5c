/** Calls on a scaler, written short. */
import type { ScalerCall, ScalerOutcome } from '../../../src/contract/optim.ts'

const FINITE = Float64Array.of(1, -2)
const INFINITE = Float64Array.of(1, Infinity)

export const scale: ScalerCall = { call: 'scale', loss: 1 }
export const update: ScalerCall = { call: 'update' }
export const unscale = (grads = FINITE): ScalerCall => ({ call: 'unscale', grads })
export const step = (grads = FINITE): ScalerCall => ({ call: 'step', grads })

/** One iteration, whose gradients are finite (F), hold an infinity (I) or a NaN (N). */
export function iteration(kind: string): ScalerCall[] {
  const grads = kind === 'F' ? FINITE : kind === 'I' ? INFINITE : Float64Array.of(NaN, 0)
  return [scale, unscale(grads), step(grads), update]
}

/** Iterations of a text of F, I and N. */
export const iterations = (kinds: string): ScalerCall[] => kinds.split('').flatMap(iteration)

/** What every fourth call, the update, left. */
export const afterUpdates = (outcomes: readonly ScalerOutcome[]): ScalerOutcome[] => outcomes.filter((_, i) => i % 4 === 3)
