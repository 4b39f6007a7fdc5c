/** Gradient steps on copies: both see the same gradient, so their difference is kept, or decays by a known factor. */
import fc from 'fast-check'
import { eightRows, overlapping, tenRows } from './logistic-data.ts'
import { law, once, table } from '../../judge/spec.ts'
import { last } from '../copy/weights.ts'

const apart = Float64Array.of(0, 0, 0.7, -0.3)

/** w_n - w_{n+1}. */
const difference = (weights: Float64Array): number => last(weights, 2) - last(weights)

export default [
  law({
    id: 'descent.copy-equals-root-two-along-the-path',
    says: 'after any number of gradient steps from zeros, under any l2, each copy is 1 / sqrt(2) of the weight of the single column sqrt(2) x_n',
    cites: 'derived here: a = b = v / sqrt(2) is kept by every step, not only at the optimum',
    needs: ['descend', 'appendCopy'],
    holds: ({ descend, appendCopy }, w) =>
      fc.property(overlapping, fc.constantFrom(0, 0.25, 1), fc.integer({ min: 0, max: 60 }), (data, l2, steps) => {
        const options = { l2, step: 1 / 256, steps }
        const copied = descend(appendCopy(data, data.columns - 1), options)
        const features = data.features.map((x, at) => (at % data.columns === data.columns - 1 ? Math.SQRT2 * x : x))
        const single = descend({ ...data, features }, options)
        // stable steps (below 2 / curvature) do not amplify rounding: 60 steps of some 50 roundings of numbers below 4
        w.close('copies', copied.subarray(-2), [last(single) / Math.SQRT2, last(single) / Math.SQRT2], 1e-12)
        w.close('others', copied.subarray(0, -2), single.subarray(0, -1), 1e-12)
      }),
    runs: 25,
  }),
  law({
    id: 'descent.early-stop-on-ten-rows',
    says: 'five steps of 0.05 from zeros leave w_n = 0.4835258302 alone and 0.334150316126 on each copy, far from half',
    cites: 'computed once with numpy 1.24',
    needs: ['descend', 'appendCopy'],
    holds: ({ descend, appendCopy }, w) =>
      once(() => {
        const options = { step: 0.05, steps: 5 }
        const before = descend(tenRows, options)
        w.close('before', before, [0.0040694649, -0.1976346575, 0.4835258302], 5.1e-11)
        const after = descend(appendCopy(tenRows, 1), options)
        w.close('after', after, [-0.010327934274, -0.195152946988, 0.334150316126, 0.334150316126], 6e-13)
        w.measured('stopped after 5 steps: s / w_n', (2 * last(after)) / last(before))
      }),
  }),
  law({
    id: 'descent.difference-is-kept',
    says: 'without penalty every optimiser keeps w_n - w_{n+1} as it was at the start, over 20 000 steps',
    cites: 'derived here: equal columns have equal gradients, and each rule treats weights one by one',
    needs: ['descend', 'appendCopy'],
    holds: ({ descend, appendCopy }, w) =>
      table(['plain', 'momentum', 'nesterov', 'adam', 'adagrad'] as const, (optimizer) => {
        const start = Float64Array.of(0, 0.7, -0.3)
        const weights = descend(appendCopy(eightRows, 0), { optimizer, step: 1 / 64, steps: 20_000, start })
        // a step rounds either weight by at most half an ulp of 1, 1.1e-16, at random; none once they stand still
        w.close(optimizer, last(weights, 2) - last(weights), 1, 1e-12)
        w.close(`${optimizer}: sum`, last(weights, 2) + last(weights), Math.log(3), 1e-6)
      }),
  }),
  law({
    id: 'descent.difference-decays',
    says: 'with l2 the difference of the copies is multiplied by 1 - step l2 in every plain step, and under decoupled decay in every step of any optimiser; after 200 steps of 0.05 under l2 = 0.1, 1 has become 0.366957821726174',
    cites: 'derived here; Loshchilov and Hutter 2019 for decoupled decay',
    needs: ['descend', 'appendCopy'],
    holds: ({ descend, appendCopy }, w) =>
      table(['plain', 'momentum', 'nesterov', 'adam', 'adagrad'] as const, (optimizer) => {
        const copied = appendCopy(tenRows, 1)
        const options = { optimizer, step: 0.05, l2: 0.1, steps: 200, start: apart }
        // 200 steps, three roundings each of numbers below 2
        w.close(
          `${optimizer}, decoupled`,
          difference(descend(copied, { ...options, decay: 'decoupled' })),
          0.366957821726174,
          1e-13,
        )
        const coupled = difference(descend(copied, options))
        if (optimizer === 'plain') w.close('plain, coupled', coupled, 0.366957821726174, 1e-13)
        else w.require(`${optimizer}: a coupled penalty breaks the law`, Math.abs(coupled - 0.366957821726174) > 1e-3, coupled)
      }),
  }),
  law({
    id: 'descent.step-bound-shrinks',
    says: "the largest eigenvalue of A'A / 4 on the ten rows is 6.632782218538 before and 9.094304276115 after the copy: the stable steps shrink from 0.3015 to 0.2199",
    cites: 'Nesterov 2004, theorem 2.1.14, with p (1 - p) <= 1/4; figures by numpy 1.24',
    needs: ['largestCurvature', 'appendCopy'],
    holds: ({ largestCurvature, appendCopy }, w) =>
      once(() => {
        w.close('before', largestCurvature(tenRows), 6.632782218538, 1e-12)
        w.close('after', largestCurvature(appendCopy(tenRows, 1)), 9.094304276115, 1e-12)
        w.measured('largest stable step before and after', [
          2 / largestCurvature(tenRows),
          2 / largestCurvature(appendCopy(tenRows, 1)),
        ])
      }),
  }),
]
