/** Stochastic gradient descent: published steps and its closed form. */
import fc from 'fast-check'
import type { SgdHyper } from '../../../src/contract/optim.ts'
import { law, once, table } from '../../judge/spec.ts'
import { descent, run } from './runs.ts'

const GRADS = [0.5, -0.25, 1].map((g) => Float64Array.of(g))

const PUBLISHED: readonly { hyper: SgdHyper; times: number; w: readonly number[] }[] = [
  { hyper: { lr: 0.1, momentum: 0.9 }, times: 1, w: [0.95, 0.93, 0.812] },
  { hyper: { lr: 0.1, momentum: 0.9 }, times: 2, w: [0.855, 0.76505, 0.4246905] },
  { hyper: { lr: 0.1, momentum: 0.9, nesterov: true }, times: 1, w: [0.905, 0.912, 0.7058] },
  { hyper: { lr: 0.1 }, times: 1, w: [0.95, 0.975, 0.875] },
]

const sgdHyper = fc.record({
  lr: fc.constantFrom(0, 2 ** -10, 0.1, 1),
  momentum: fc.constantFrom(0.5, 0.9, 1),
  nesterov: fc.boolean(),
  weightDecay: fc.constantFrom(0, 0.01, 0.5),
})

/** One coordinate: the velocity is the sum of all gradients, each weighed by momentum to the power of its age. */
function closedForm(start: number, grads: readonly number[], hyper: Required<SgdHyper>): number[] {
  const seen: number[] = []
  let w = start
  return grads.map((grad) => {
    seen.push(grad + hyper.weightDecay * w)
    const ahead = hyper.nesterov ? 1 : 0
    const velocity = seen.reduce((sum, g, i) => sum + g * hyper.momentum ** (seen.length - 1 - i + ahead), 0)
    w -= hyper.lr * (velocity + ahead * (seen.at(-1) ?? NaN))
    return w
  })
}

export default [
  law({
    id: 'sgd.published-steps',
    says: 'from w = 1 with gradients 1/2, -1/4, 1, SGD, momentum and Nesterov take the tabulated values',
    cites: 'PyTorch 1.13 and 2.15; exact decimals by hand',
    needs: ['sgd'],
    holds: ({ sgd }, w) =>
      table(PUBLISHED, ({ hyper, times, w: expected }) => {
        const got = run(sgd, Float64Array.of(1), GRADS, hyper, times)
        w.close(`momentum ${hyper.momentum}, ${times} times`, got.map(([first]) => first ?? NaN), expected, 1e-14) // prettier-ignore
      }),
  }),
  law({
    id: 'sgd.closed-form',
    says: 'the velocity is the sum of all gradients, each weighed by momentum to the power of its age; Nesterov looks one step ahead',
    cites: 'the recursion v = momentum v + g, unrolled; Sutskever et al. 2013 in the form of PyTorch',
    needs: ['sgd'],
    reaches: ['Nesterov', 'plain momentum'],
    holds: ({ sgd }, w) =>
      fc.property(descent, sgdHyper, ({ start, grads }, hyper) => {
        w.reached(hyper.nesterov ? 'Nesterov' : 'plain momentum')
        const got = run(sgd, start, grads, hyper)
        for (const [i, first] of start.entries()) {
          const expected = closedForm(first, grads.map((grad) => grad[i] ?? NaN), hyper) // prettier-ignore
          // at most 60 roundings of numbers whose sizes add up to 16 + 16 * 7 * 7 for lr = momentum = 1, grown by decay at most 1.5^6
          expected.forEach((value, t) => w.close(`parameter ${i}, step ${t + 1}`, got[t]?.[i] ?? NaN, value, 1e-11))
        }
      }),
  }),
  law({
    id: 'sgd.refuses',
    says: 'hyper-parameters outside their ranges, Nesterov without momentum and arrays of unequal lengths are refused by name',
    cites: 'the contract',
    needs: ['sgd'],
    holds: ({ sgd }, w) =>
      once(() => {
        const one = Float64Array.of(1)
        const step =
          (hyper: SgdHyper, grads = one) =>
          () =>
            sgd(one, grads, undefined, hyper)
        w.throws('lr', RangeError, 'got -1', step({ lr: -1 }))
        w.throws('momentum', RangeError, 'got -1', step({ lr: 1, momentum: -1 }))
        w.throws('nesterov', RangeError, 'got 0', step({ lr: 1, nesterov: true }))
        w.throws('weightDecay', RangeError, 'got NaN', step({ lr: 1, weightDecay: NaN }))
        w.throws('length', RangeError, 'got 3', step({ lr: 1 }, new Float64Array(3)))
      }),
  }),
]
