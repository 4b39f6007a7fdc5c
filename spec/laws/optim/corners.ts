/** What the optimizers, clipping, schedules and the scaler do at closed ends, by default, and with large or narrow numbers. */
import fc from 'fast-check'
import type { Floats, Schedule } from '../../../src/contract/optim.ts'
import { law, once, table } from '../../judge/spec.ts'
import { descent } from './runs.ts'
import { scale, step, unscale, update } from './scaler-calls.ts'

const anySchedule = fc
  .record({
    kind: fc.constantFrom('linear' as const, 'cosine' as const),
    peak: fc.constantFrom(2 ** -10, 6e-4, 0.1),
    warmupSteps: fc.constantFrom(0, 1, 7),
    decaySteps: fc.integer({ min: 1, max: 50 }),
    floorShare: fc.constantFrom(0, 0.1, 0.75),
  })
  .map(({ decaySteps, floorShare, ...rest }) => ({
    ...rest,
    totalSteps: rest.warmupSteps + decaySteps,
    floor: rest.peak * floorShare,
  }))

const joined = (grads: readonly Floats[]): number[] => grads.flatMap((grad) => [...grad])

export default [
  law({
    id: 'adam.closed-ends',
    says: 'with eps 0 the first step is lr long whatever the size of the gradient; left out, betas are 0.9 and 0.999, eps 1e-8, and the decay is 0.01 in AdamW and 0 in Adam',
    cites: 'the contract; a first moment over the root of the second is the sign of the gradient',
    needs: ['adam', 'adamW'],
    holds: (subject, w) =>
      table(['adam', 'adamW'] as const, (part) => {
        const step0 = subject[part](Float64Array.of(0, 0), Float64Array.of(1e-12, -1e9), undefined, { lr: 0.1, eps: 0 })
        w.close(`${part}: eps 0`, step0.params, [-0.1, 0.1], 1e-12)
        const told = { lr: 0.1, betas: [0.9, 0.999], eps: 1e-8, weightDecay: part === 'adam' ? 0 : 0.01 } as const
        const [params, grads] = [Float64Array.of(1, -2), Float64Array.of(1e-7, 3)]
        const expected = subject[part](params, grads, undefined, told)
        const got = subject[part](params, grads, undefined, { lr: 0.1 })
        w.close(`${part}: by default`, got.params, expected.params, 1e-12)
        w.close(`${part}: first moments`, got.state.m, expected.state.m, 1e-12)
        w.close(`${part}: second moments`, got.state.v, expected.state.v, 1e-12)
      }),
  }),
  law({
    id: 'sgd.plain-descent',
    says: 'without momentum, set to 0 or by default, a step is lr times the gradient and the decay; every step is counted',
    cites: 'the contract: momentum is 0 by default',
    needs: ['sgd'],
    holds: ({ sgd }, w) =>
      fc.property(
        descent,
        fc.constantFrom({}, { momentum: 0 }),
        fc.constantFrom(0, 0.5),
        ({ start, grads }, choice, weightDecay) => {
          let expected = [...start]
          let params: ReturnType<typeof sgd>['params'] = start
          let state: ReturnType<typeof sgd>['state'] | undefined
          for (const [t, grad] of grads.entries()) {
            ;({ params, state } = sgd(params, grad, state, { lr: 0.1, weightDecay, ...choice }))
            expected = expected.map((p, i) => p - 0.1 * ((grad[i] ?? NaN) + weightDecay * p))
            // four roundings a step of numbers up to 16 + 0.1 (16 + 8), six steps
            w.close(`parameters after ${t + 1}`, params, expected, 1e-12)
            w.equal('steps', state.step, t + 1)
          }
        },
      ),
  }),
  law({
    id: 'sgd.float32-storage',
    says: 'on float32 arrays a step returns float32 arrays, with the values of the float64 step up to float32 rounding',
    cites: 'the contract: arrays are of the type of the parameters',
    needs: ['sgd'],
    holds: ({ sgd }, w) =>
      fc.property(descent, fc.constantFrom(0, 0.9), ({ start, grads: [grad = start] }, momentum) => {
        const hyper = { lr: 0.1, momentum, weightDecay: 0.5 }
        const narrow = sgd(Float32Array.from(start), Float32Array.from(grad), undefined, hyper)
        const wide = sgd(start, grad, undefined, hyper)
        w.require('params are a Float32Array', narrow.params instanceof Float32Array, narrow.params)
        w.require('the buffer is a Float32Array', narrow.state.buffer instanceof Float32Array, narrow.state.buffer)
        // at most 8 roundings in float32 of numbers up to 24
        w.close('parameters', narrow.params, wide.params, 8 * 2 ** -24 * 24)
        w.close('buffer', narrow.state.buffer, wide.state.buffer, 8 * 2 ** -24 * 24)
      }),
  }),
  law({
    id: 'clip.float32',
    says: 'float32 gradients of any size have the norm of their values and come back in float32: squares beyond float32 do no harm',
    cites: 'the contract: a Float32Array is worked in float64 and stored in float32',
    needs: ['clipGradNorm'],
    holds: ({ clipGradNorm }, w) =>
      table([1e-30, 1, 1e18, 1e20, 1e30], (size) => {
        const grads = [Float32Array.of(3 * size, 4 * size), Float32Array.of(12 * size)]
        const values = grads.flatMap((grad) => [...grad])
        const { norm, grads: clipped } = clipGradNorm(grads, size)
        const expected = size * Math.hypot(...values.map((g) => g / size))
        w.close('norm', norm / expected, 1, 1e-12)
        w.require('float32', clipped.every((grad) => grad instanceof Float32Array), clipped) // prettier-ignore
        if (size < 1) return // there the 1e-6 that may be added to the norm decides
        // two roundings in float32, and the 1e-6 that may be added to the norm
        const coefficient = Math.min(1, size / (expected + 1e-6))
        w.close('clipped', clipped.flatMap((grad) => [...grad]).map((g) => g / size), values.map((g) => (g / size) * coefficient), 1e-6) // prettier-ignore
      }),
  }),
  law({
    id: 'clip.float64',
    says: 'float64 gradients from 1e-300 to 1e300 have the norm of their values, zeros beside them or not, and large ones are clipped to the bound: squares beyond float64 do no harm',
    cites: 'definition: the norm is homogeneous',
    needs: ['clipGradNorm'],
    holds: ({ clipGradNorm }, w) =>
      table([1e-300, 1e-160, 1e-150, 1e-20, 1e20, 1e150, 1e155, 1e300], (size) => {
        const grads = [Float64Array.of(3 * size, 0, -4 * size), Float64Array.of(12 * size)]
        const { norm, grads: clipped } = clipGradNorm(grads, 1)
        w.close('norm', norm / size, 13, 1e-11)
        w.close('clipped', joined(clipped), joined(grads).map((g) => (size < 1 ? g : g / (13 * size))), 1e-6) // prettier-ignore
      }),
  }),
  law({
    id: 'schedule.defaults',
    says: 'left out, the floor is 0; a constant rate minds neither the floor nor the number of steps',
    cites: 'the contract',
    needs: ['learningRate'],
    holds: ({ learningRate }, w) =>
      once(() => {
        for (const kind of ['linear', 'cosine'] as const) {
          const rates = [3, 4, 5].map((at) => learningRate({ kind, peak: 1, warmupSteps: 2, totalSteps: 4 }, at))
          w.close(`${kind}: half-way, at the end, after it`, rates, [0.5, 0, 0], 1e-15)
        }
        for (const other of [{ floor: 2, totalSteps: 9 }, { totalSteps: 1 }, { totalSteps: 0, floor: 0.5 }]) {
          const rates = [0, 1, 2, 50].map((at) => learningRate({ kind: 'constant', peak: 1, warmupSteps: 2, ...other }, at))
          w.close(`constant, ${JSON.stringify(other)}`, rates, [0.5, 1, 1, 1], 1e-15)
        }
      }),
  }),
  law({
    id: 'schedule.decays-by-formula',
    says: 'the rate lies between floor and peak by the share of the decay that is left: linear, or the square of the cosine of a quarter turn',
    cites: 'Loshchilov & Hutter 2017 (SGDR); (1 + cos x) / 2 is the square of cos(x / 2)',
    needs: ['learningRate'],
    reaches: ['no warm-up'],
    holds: ({ learningRate }, w) =>
      fc.property(anySchedule, (schedule: Schedule & { readonly floor: number }) => {
        const { kind, peak, floor, warmupSteps, totalSteps } = schedule
        if (warmupSteps === 0) w.reached('no warm-up')
        for (let at = warmupSteps; at <= totalSteps; at += 1) {
          const done = (at - warmupSteps) / (totalSteps - warmupSteps)
          const left = kind === 'linear' ? 1 - done : Math.cos((Math.PI / 2) * done) ** 2
          // the contract grants 1e-15 of the peak, and the twin is off by as much at most
          w.close(`step ${at}`, learningRate(schedule, at), floor + (peak - floor) * left, 2e-15 * peak)
        }
      }),
  }),
  law({
    id: 'scaler.step-looks-too',
    says: 'a step that has to unscale by itself looks for infinities and NaN as unscaling does: it is skipped, and the update halves the scale',
    cites: 'PyTorch 2.15: step() calls unscale_() where that was not done',
    needs: ['runScaler'],
    holds: ({ runScaler }, w) =>
      table([Infinity, -Infinity, NaN], (bad) => {
        const calls = [scale, step(Float64Array.of(1, bad)), update, scale, step(), update]
        const outcomes = runScaler({}, calls)
        w.equal('stepped', outcomes.map(({ stepped }) => stepped), [undefined, false, undefined, undefined, true, undefined]) // prettier-ignore
        w.equal('scales', outcomes.map((outcome) => outcome.scale), [65536, 65536, 32768, 32768, 32768, 32768]) // prettier-ignore
        w.equal('clean updates', outcomes.map(({ growthTracker }) => growthTracker), [0, 0, 0, 0, 0, 1]) // prettier-ignore
      }),
  }),
  law({
    id: 'scaler.divides-by-any-scale',
    says: 'the scale is a float32 number, and gradients are divided by it, whatever it is, up to float32 rounding',
    cites: 'the contract; PyTorch multiplies by the reciprocal, rounded to float32',
    needs: ['runScaler'],
    holds: ({ runScaler }, w) =>
      table([3, 0.1, 1000, 65_537.25, 1e-6], (initScale) => {
        const grads = Float64Array.of(1, -7, 1e-5)
        const [scaled, unscaled] = runScaler({ initScale }, [scale, unscale(grads)])
        w.equal('scale', scaled?.scale, Math.fround(initScale))
        const quotients = grads.map((g) => g / Math.fround(initScale))
        w.close('relative', (unscaled?.grads ?? []).map((g, i) => g / (quotients[i] ?? NaN)), grads.map(() => 1), 2 ** -23) // prettier-ignore
      }),
  }),
]
