/** An iteration under a scaler: the true gradient reaches the optimizer, or none at all. */
import fc from 'fast-check'
import type { Floats } from '../../../src/contract/optim.ts'
import { law, once, table } from '../../judge/spec.ts'
import { adamHyper, descent } from './runs.ts'

const narrow = (values: Floats): Float32Array => Float32Array.from(values)
/** The float16 number nearest to 0.00375: 0.00375 * 2^8 = 0.96, of which float16 holds multiples of 2^-11. */
const HALF_OF_0_00375 = Math.round(0.00375 * 2 ** 19) / 2 ** 19
const HYPER = { lr: 0.1, weightDecay: 0.1 }

export default [
  law({
    id: 'scaled-steps.clean-is-unscaled',
    says: 'without overflow, steps under a scale that is a power of two are those of the optimizer alone, bit for bit, in float32',
    cites: 'multiplying and dividing by a power of two is exact',
    needs: ['runScaledSteps', 'adamW'],
    holds: ({ runScaledSteps, adamW }, w) =>
      fc.property(descent, adamHyper, fc.constantFrom(1, 2 ** 8, 65536), ({ start, grads }, hyper, initScale) => {
        const params = narrow(start)
        const got = runScaledSteps({ params, hyper, scaler: { initScale }, storage: 'float32' }, grads.map(narrow))
        let expected: ReturnType<typeof adamW> | undefined
        for (const [i, grad] of grads.entries()) {
          expected = adamW(expected?.params ?? params, narrow(grad), expected?.state, hyper)
          w.equal(`parameters after ${i + 1}`, got[i]?.params, expected.params)
          w.equal(`state after ${i + 1}`, got[i]?.state, expected.state)
        }
      }),
  }),
  law({
    id: 'scaled-steps.clips-the-true-gradient',
    says: 'the norm is that of the gradient without the scale: (3, 4, 12) has 13, and one below the bound is not touched',
    cites: 'order of PyTorch: unscale before clip; clipped first, the bound would act at its 65536th part',
    needs: ['runScaledSteps', 'adamW', 'clipGradNorm'],
    holds: ({ runScaledSteps, adamW, clipGradNorm }, w) =>
      once(() => {
        for (const grad of [Float64Array.of(3, 4, 12), Float64Array.of(0.003, 0.004, 0.012)]) {
          const params = Float64Array.of(1, 1, 1)
          const [got] = runScaledSteps({ params, hyper: HYPER, maxNorm: 1 }, [grad])
          const { grads, norm } = clipGradNorm([grad], 1)
          w.close('norm', got?.norm ?? NaN, norm, 1e-12)
          const expected = adamW(params, grads[0] ?? grad, undefined, HYPER)
          // the 1e-6 that may or may not be added to the norm moves moments and parameters by less than that share
          w.close('parameters', got?.params ?? [], expected.params, 1e-6)
          w.close('first moment', got?.state?.m ?? [], expected.state.m, 1e-6 * norm)
          w.close('second moment', got?.state?.v ?? [], expected.state.v, 2e-6 * norm ** 2)
        }
      }),
  }),
  law({
    id: 'scaled-steps.skips-whole',
    says: 'an infinity or NaN leaves parameters, moments and step count as they were, bit for bit, and halves the scale; what follows is as if it had not been',
    cites: 'PyTorch 2.15',
    needs: ['runScaledSteps'],
    reaches: ['skipped first', 'skipped later'],
    holds: ({ runScaledSteps }, w) =>
      fc.property(descent, adamHyper, fc.nat(6), fc.constantFrom(NaN, Infinity, -Infinity), (problem, hyper, position, bad) => {
        const { start, grads } = problem
        const at = position % (grads.length + 1)
        const broken = Float64Array.from(start, (_, i) => (i === 0 ? bad : 1))
        const got = runScaledSteps({ params: start, hyper }, grads.toSpliced(at, 0, broken))
        const clean = runScaledSteps({ params: start, hyper }, grads)
        const skipped = got[at]
        w.reached(at === 0 ? 'skipped first' : 'skipped later')
        w.equal('stepped', got.map(({ stepped }) => stepped), got.map((_, i) => i !== at)) // prettier-ignore
        w.equal('parameters', skipped?.params, at === 0 ? start : got[at - 1]?.params)
        w.equal('state', skipped?.state, at === 0 ? undefined : got[at - 1]?.state)
        w.equal('scales', got.map(({ scale }) => scale), got.map((_, i) => (i <= at ? 65536 : 32768))) // prettier-ignore
        w.equal('afterwards', got.toSpliced(at, 1).map(({ params }) => params), clean.map(({ params }) => params)) // prettier-ignore
      }),
  }),
  law({
    id: 'scaled-steps.recovers',
    says: 'a gradient that overflows float16 at a scale of 2^20 is skipped until the scale fits, then steps; in one run, with growth after clean ones',
    cites: 'arithmetic: 1000 * 2^s <= 65504 from s = 6 down; PyTorch keeps one scaler for all iterations',
    needs: ['runScaledSteps'],
    holds: ({ runScaledSteps }, w) =>
      once(() => {
        const run = { params: Float32Array.of(1), hyper: HYPER, storage: 'float16', scaler: { initScale: 2 ** 20, growthInterval: 3 } } as const // prettier-ignore
        const got = runScaledSteps(
          run,
          Array.from({ length: 22 }, () => Float32Array.of(1000)),
        )
        const powers = got.map(({ scale }) => Math.log2(scale))
        w.equal('scales', powers, [20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 6, 6, 7, 6, 6, 6, 7])
        w.equal('stepped', got.map(({ stepped }) => stepped), powers.map((power) => power <= 6)) // prettier-ignore
        w.equal('steps', got.at(-1)?.state?.step, 6)
      }),
  }),
  law({
    id: 'scaled-steps.float64-stays-float64',
    says: 'float64 gradients held in float16 or float32 are unscaled in float64: only what they are held in rounds, and the reciprocal of the scale',
    cites: 'the contract: a float64 array is worked in float64',
    needs: ['runScaledSteps'],
    holds: ({ runScaledSteps }, w) =>
      table(['float16', 'float32'] as const, (storage) => {
        const params = Float64Array.of(1)
        for (const initScale of [3, 1000, 5e-3]) {
          // 3/4 times the scale, held: 2.25, 750 and 0.00375, the last one rounded
          const held =
            storage === 'float32'
              ? Math.fround(0.75 * Math.fround(initScale))
              : initScale === 5e-3
                ? HALF_OF_0_00375
                : 0.75 * initScale
          const [got] = runScaledSteps({ params, hyper: HYPER, storage, scaler: { initScale } }, [Float64Array.of(0.75)])
          w.close(`scale ${initScale}`, (got?.norm ?? NaN) / (held * Math.fround(1 / Math.fround(initScale))), 1, 1e-12)
        }
      }),
  }),
  law({
    id: 'scaled-steps.underflow',
    says: 'a gradient of 1e-8 held in float16 is lost without a scale, and moves the parameter by lr with one',
    cites: 'least float16 subnormal 2^-24 = 6e-8; Adam divides by the size of the gradient',
    needs: ['runScaledSteps'],
    holds: ({ runScaledSteps }, w) =>
      once(() => {
        const after = (initScale: number): number => {
          const run = { params: Float32Array.of(0), hyper: { lr: 0.1, eps: 1e-12, weightDecay: 0 }, storage: 'float16', scaler: { initScale } } as const // prettier-ignore
          return runScaledSteps(run, [Float32Array.of(1e-8)])[0]?.params[0] ?? NaN
        }
        w.equal('scale 1', after(1), 0)
        // eps / |g| = 1e-4 is what the step falls short of lr
        w.close('scale 65536', after(65536), -0.1, 1.1e-5)
      }),
  }),
]
