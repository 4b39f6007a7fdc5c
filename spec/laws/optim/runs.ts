/** Steps of an optimizer one after another, and inputs on which products by powers of two are exact. */
import fc from 'fast-check'
import type { Floats } from '../../../src/contract/optim.ts'

/** An optimizer of the contract, with its state as it returns it. */
export type Optimizer<State, Hyper> = (
  params: Floats,
  grads: Floats,
  state: State | undefined,
  hyper: Hyper,
) => { readonly params: Floats; readonly state: State }

/** The parameters after each gradient, which is applied `times` times in a row. */
export function run<State, Hyper>(
  step: Optimizer<State, Hyper>,
  start: Floats,
  grads: readonly Floats[],
  hyper: Hyper,
  times = 1,
): Floats[] {
  let params = start
  let state: State | undefined
  return grads.map((grad) => {
    for (let i = 0; i < times; i += 1) ({ params, state } = step(params, grad, state, hyper))
    return params
  })
}

/** Integer multiples of 2^-10 in [-16, 16]. */
export const dyadic = fc.integer({ min: -(2 ** 14), max: 2 ** 14 }).map((k) => k / 1024)

/** A vector of 1 to 5 parameters, and one to six gradients for it. */
export const descent = fc
  .record({ length: fc.integer({ min: 1, max: 5 }), steps: fc.integer({ min: 1, max: 6 }) })
  .chain(({ length, steps }) => {
    const vector = fc.array(dyadic, { minLength: length, maxLength: length }).map((values) => Float64Array.from(values))
    return fc.record({ start: vector, grads: fc.array(vector, { minLength: steps, maxLength: steps }) })
  })

/** Hyper-parameters of Adam and AdamW, over all that training uses. */
export const adamHyper = fc.record({
  lr: fc.constantFrom(0, 2 ** -13, 1e-3, 0.1, 1),
  betas: fc.constantFrom<[number, number]>([0.9, 0.999], [0.9, 0.95], [0, 0], [0.5, 0], [0, 0.99]),
  eps: fc.constantFrom(1e-8, 1e-3, 1),
  weightDecay: fc.constantFrom(0, 0.01, 0.1, 0.5),
})
