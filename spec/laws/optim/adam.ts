/** Adam and AdamW: published steps, their closed form, and what decay does. */
import fc from 'fast-check'
import type { AdamHyper, Floats } from '../../../src/contract/optim.ts'
import { law, once, table } from '../../judge/spec.ts'
import { adamHyper, descent, run } from './runs.ts'

/** Half a unit in the twelfth digit, the last one printed. */
const TWELVE_DIGITS = 5.1e-13
const GRADS = [0.5, -0.25, 1].map((g) => Float64Array.of(g))
const TENTHS = { lr: 0.1, weightDecay: 0.1 }
const SMALL = { lr: 1e-4, weightDecay: 0.01 }

const PUBLISHED: readonly { part: 'adam' | 'adamW'; hyper: AdamHyper; times: number; w: readonly number[] }[] = [
  { part: 'adamW', hyper: TENTHS, times: 1, w: [0.890000002, 0.854466298688, 0.78011047667] },
  { part: 'adamW', hyper: TENTHS, times: 2, w: [0.78110000398, 0.692835700366, 0.55646092699] },
  { part: 'adamW', hyper: SMALL, times: 1, w: [0.999899000002, 0.9998713664, 0.999804555369] },
  { part: 'adamW', hyper: SMALL, times: 2, w: [0.999798000105, 0.999722764495, 0.999597636102] },
  { part: 'adamW', hyper: { lr: 0.1, weightDecay: 0 }, times: 1, w: [0.900000002, 0.873366298708, 0.807555139677] },
  { part: 'adam', hyper: TENTHS, times: 1, w: [0.900000001667, 0.854441367462, 0.781504399863] },
  { part: 'adam', hyper: { lr: 0.1 }, times: 1, w: [0.900000002, 0.873366298708, 0.807555139677] },
]

/** Weighted mean of `values`, the last one weighing 1, each earlier one `beta` times its successor: a bias-corrected moment. */
function weightedMean(values: readonly number[], beta: number): number {
  const weights = values.map((_, i) => beta ** (values.length - 1 - i))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return values.reduce((sum, value, i) => sum + value * (weights[i] ?? NaN), 0) / total
}

/** One coordinate by the closed form: the moments are weighted means of all gradients so far. */
function closedForm(start: number, grads: readonly number[], hyper: Required<AdamHyper>, l2: boolean): number[] {
  const { lr, betas, eps, weightDecay } = hyper
  const seen: number[] = []
  let w = start
  return grads.map((grad) => {
    seen.push(l2 ? grad + weightDecay * w : grad)
    const mean = weightedMean(seen, betas[0])
    const square = weightedMean(
      seen.map((g) => g * g),
      betas[1],
    )
    const decayed = l2 ? w : w - lr * weightDecay * w
    w = decayed - (lr * mean) / (Math.sqrt(square) + eps)
    return w
  })
}

const column = (vectors: readonly Floats[], i: number): number[] => vectors.map((vector) => vector[i] ?? NaN)

export default [
  law({
    id: 'adam.published-steps',
    says: 'from w = 1 with gradients 1/2, -1/4, 1, Adam and AdamW take the tabulated values, stepped once or twice a gradient',
    cites: 'PyTorch 1.13 and 2.15, float64, to twelve digits',
    needs: ['adam', 'adamW'],
    holds: (subject, w) =>
      table(PUBLISHED, ({ part, hyper, times, w: expected }) => {
        const got = run(subject[part], Float64Array.of(1), GRADS, hyper, times)
        w.close(`${part}, lr ${hyper.lr}, ${times} times`, column(got, 0), expected, TWELVE_DIGITS)
      }),
  }),
  law({
    id: 'adam.closed-form',
    says: 'the corrected moments are weighted means of all gradients so far, and a step is lr times their quotient; decay is apart from it in AdamW and part of the gradient in Adam',
    cites: 'Kingma & Ba 2015, 3, unrolled; Loshchilov & Hutter 2019, algorithm 2',
    needs: ['adam', 'adamW'],
    holds: (subject, w) =>
      fc.property(descent, adamHyper, fc.constantFrom('adam', 'adamW'), ({ start, grads }, hyper, part) => {
        const got = run(subject[part], start, grads, hyper)
        for (const [i, first] of start.entries()) {
          const expected = closedForm(first, column(grads, i), hyper, part === 'adam')
          // 40 roundings a step of numbers up to 16 + 6 lr g / (|g| + eps): below 1e-12, and the contract grants 1e-12 of the size.
          // The mean over the root multiplies a relative error by up to |g| / root <= sqrt(6 / weight) of the last term.
          for (const [t, value] of expected.entries()) {
            w.close(`${part}, parameter ${i}, step ${t + 1}`, got[t]?.[i] ?? NaN, value, 1e-12 * Math.max(100, Math.abs(value)))
          }
        }
      }),
  }),
  law({
    id: 'adamw.zero-gradient-decays',
    says: 'with a zero gradient every step of AdamW multiplies every parameter by 1 - lr weightDecay, and Adam without decay changes nothing',
    cites: 'definition: both moments stay 0',
    needs: ['adam', 'adamW'],
    holds: ({ adam, adamW }, w) =>
      fc.property(descent, adamHyper, ({ start, grads }, hyper) => {
        const zeros = grads.map((grad) => new Float64Array(grad.length))
        const decayed = run(adamW, start, zeros, hyper).at(-1) ?? start
        const factor = (1 - hyper.lr * hyper.weightDecay) ** grads.length
        // two roundings a step and one power: 14 u of at most 16
        w.close('AdamW', decayed, start.map((x) => x * factor), 14 * 2 ** -53 * 16) // prettier-ignore
        w.equal('Adam', run(adam, start, zeros, { ...hyper, weightDecay: 0 }).at(-1), start)
      }),
  }),
  law({
    id: 'adamw.element-by-element',
    says: 'stepping parts of the parameters gives the parts of the stepped whole, bit for bit, with their moments: a shard needs no other',
    cites: 'definition; needed for sharded optimizers to equal whole ones',
    needs: ['adam', 'adamW'],
    holds: (subject, w) =>
      fc.property(descent, adamHyper, fc.nat(5), fc.constantFrom('adam', 'adamW'), ({ start, grads }, hyper, at, part) => {
        const cut = at % (start.length + 1)
        const whole = run(subject[part], start, grads, hyper).at(-1) ?? start
        const left = grads.map((grad) => grad.subarray(0, cut))
        const right = grads.map((grad) => grad.subarray(cut))
        w.equal('left', run(subject[part], start.subarray(0, cut), left, hyper).at(-1), whole.subarray(0, cut))
        w.equal('right', run(subject[part], start.subarray(cut), right, hyper).at(-1), whole.subarray(cut))
      }),
  }),
  law({
    id: 'adamw.float32-storage',
    says: 'on float32 arrays a step returns float32 arrays, and each value is that of the float64 step up to float32 rounding',
    cites: 'a Float32Array is worked in float64 or float32 and stored in float32',
    needs: ['adam', 'adamW'],
    holds: (subject, w) =>
      fc.property(descent, adamHyper, fc.constantFrom('adam', 'adamW'), ({ start, grads: [grad = start] }, hyper, part) => {
        const narrow = subject[part](Float32Array.from(start), Float32Array.from(grad), undefined, hyper)
        const wide = subject[part](start, grad, undefined, hyper)
        w.require('params are a Float32Array', narrow.params instanceof Float32Array, narrow.params)
        w.require(
          'moments are Float32Arrays',
          [narrow.state.m, narrow.state.v].every((m) => m instanceof Float32Array),
          narrow.state,
        )
        w.equal('step', narrow.state.step, 1)
        for (const [i, p] of wide.params.entries()) {
          // at most 12 roundings in float32 of terms no larger than the old and new value and lr
          const size = Math.abs(p) + Math.abs(start[i] ?? NaN) + hyper.lr
          w.close(`parameter ${i}`, narrow.params[i] ?? NaN, p, 12 * 2 ** -24 * size)
          w.close(`m ${i}`, narrow.state.m[i] ?? NaN, wide.state.m[i] ?? NaN, 4 * 2 ** -24 * Math.abs(wide.state.m[i] ?? NaN) + 4 * 2 ** -24 * 16) // prettier-ignore
          w.close(`v ${i}`, narrow.state.v[i] ?? NaN, wide.state.v[i] ?? NaN, 8 * 2 ** -24 * 512)
        }
      }),
  }),
  law({
    id: 'adam.refuses',
    says: 'hyper-parameters outside their ranges and arrays of unequal lengths are refused by name',
    cites: 'the contract',
    needs: ['adam', 'adamW'],
    holds: (subject, w) =>
      once(() => {
        const one = Float64Array.of(1)
        for (const part of ['adam', 'adamW'] as const) {
          const step =
            (hyper: AdamHyper, grads = one) =>
            () =>
              subject[part](one, grads, undefined, hyper)
          w.throws('lr', RangeError, 'got -1', step({ lr: -1 }))
          w.throws('lr', RangeError, 'got NaN', step({ lr: NaN }))
          w.throws('eps', RangeError, 'got -1', step({ lr: 1, eps: -1 }))
          w.throws('weightDecay', RangeError, 'got Infinity', step({ lr: 1, weightDecay: Infinity }))
          w.throws('betas', RangeError, 'got 1', step({ lr: 1, betas: [1, 0.9] }))
          w.throws('betas', RangeError, 'got -0.5', step({ lr: 1, betas: [0.9, -0.5] }))
          w.throws('length', RangeError, 'got 2', step({ lr: 1 }, new Float64Array(2)))
        }
      }),
  }),
]
