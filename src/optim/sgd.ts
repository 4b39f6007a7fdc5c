/** Stochastic gradient descent: plain, with momentum, or with Nesterov's momentum. */
import type { Floats, SgdHyper, SgdState, Stepped } from '../contract/optim.ts'
import { requireAtLeastZero, requireLengths } from './arguments.ts'

/** One step of SGD; see the contract. */
export function sgd(params: Floats, grads: Floats, state: SgdState | undefined, hyper: SgdHyper): Stepped<SgdState> {
  const { lr, momentum = 0, nesterov = false, weightDecay = 0 } = hyper
  requireLengths('sgd', params, { grads, ...(state === undefined ? {} : { buffer: state.buffer }) })
  requireAtLeastZero('sgd', { lr, momentum, weightDecay })
  if (nesterov && momentum === 0) throw new RangeError('sgd: nesterov needs a positive momentum, got 0')
  const after = params.slice()
  const buffer = params.slice()
  for (let i = 0; i < params.length; i += 1) {
    const p = params[i] as number
    const g = (grads[i] as number) + weightDecay * p
    const velocity = state === undefined ? g : momentum * (state.buffer[i] as number) + g
    buffer[i] = velocity
    after[i] = p - lr * (nesterov ? g + momentum * velocity : velocity)
  }
  return { params: after, state: { step: (state?.step ?? 0) + 1, buffer } }
}
