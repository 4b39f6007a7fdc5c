/** Faults that show at closed ends, defaults, rare options and large values only. */
import { adamW } from '../../../../src/optim/adam.ts'
import { clipGradNorm } from '../../../../src/optim/clip.ts'
import * as gradScaler from '../../../../src/optim/grad-scaler.ts'
import { runScaler } from '../../../../src/optim/run-scaler.ts'
import { learningRate } from '../../../../src/optim/schedule.ts'
import { sgd } from '../../../../src/optim/sgd.ts'
import type { Mutant } from '../../../judge/mutant.ts'

export default [
  {
    id: 'adam.epsilon-never-zero',
    fault: 'an eps of 0 is taken for the default',
    refutedBy: ['adam.closed-ends'],
    parts: { adamW: (params, grads, state, hyper) => adamW(params, grads, state, { ...hyper, eps: hyper.eps || 1e-8 }) },
  },
  {
    id: 'adam.no-decay-by-default',
    fault: 'AdamW does not decay by default',
    refutedBy: ['adam.closed-ends'],
    parts: { adamW: (params, grads, state, hyper) => adamW(params, grads, state, { weightDecay: 0, ...hyper }) },
  },
  {
    id: 'sgd.no-decay-without-momentum',
    fault: 'plain descent leaves the weight decay out',
    refutedBy: ['sgd.plain-descent'],
    parts: {
      sgd: (params, grads, state, hyper) =>
        sgd(
          params,
          grads,
          state,
          (hyper.momentum ?? 0) === 0 && (hyper.weightDecay ?? 0) > 0 ? { ...hyper, weightDecay: 0 } : hyper,
        ),
    },
  },
  {
    id: 'sgd.always-float64',
    fault: 'float32 parameters come back in float64',
    refutedBy: ['sgd.float32-storage'],
    parts: { sgd: (params, grads, state, hyper) => sgd(Float64Array.from(params), grads, state, hyper) },
  },
  {
    id: 'sgd.forgets-its-steps',
    fault: 'the count of steps stays at 1',
    refutedBy: ['sgd.plain-descent'],
    parts: {
      sgd: (params, grads, state, hyper) => {
        const stepped = sgd(params, grads, state, hyper)
        return { ...stepped, state: { ...stepped.state, step: 1 } }
      },
    },
  },
  {
    id: 'clip.squares-in-float32',
    fault: 'squares of float32 gradients are float32 numbers: they overflow from 2e19 on',
    refutedBy: ['clip.float32'],
    parts: {
      clipGradNorm: (grads, maxNorm) => {
        const overflows = grads.some((grad) => grad instanceof Float32Array && grad.some((g) => Math.fround(g * g) === Infinity))
        return overflows ? clipGradNorm(grads.map((grad) => grad.map((g) => g * Infinity)), maxNorm) : clipGradNorm(grads, maxNorm) // prettier-ignore
      },
    },
  },
  {
    id: 'clip.plain-squares',
    fault: 'the norm is the root of the sum of squares as written, which is 0 or infinite for small and large gradients',
    refutedBy: ['clip.float64'],
    parts: {
      clipGradNorm: (grads, maxNorm) => {
        const norm = Math.sqrt(grads.flatMap((grad) => [...grad]).reduce((sum, g) => sum + g * g, 0))
        const coefficient = Math.min(1, maxNorm / (norm + 1e-6))
        return { norm, coefficient, grads: grads.map((grad) => grad.map((g) => g * coefficient)) }
      },
    },
  },
  {
    id: 'clip.hides-nan',
    fault: 'the coefficient is said to be 1 where the norm is NaN',
    refutedBy: ['clip.infinities'],
    parts: {
      clipGradNorm: (grads, maxNorm) => {
        const clipped = clipGradNorm(grads, maxNorm)
        return { ...clipped, coefficient: Number.isNaN(clipped.norm) ? 1 : clipped.coefficient }
      },
    },
  },
  {
    id: 'schedule.floor-by-default',
    fault: 'without a floor the rate ends at a tenth of the peak',
    refutedBy: ['schedule.defaults'],
    parts: { learningRate: (schedule, step) => learningRate({ floor: schedule.peak / 10, ...schedule }, step) },
  },
  {
    id: 'schedule.ends-a-step-early',
    fault: 'without a warm-up the decay is over one step before the end',
    refutedBy: ['schedule.decays-by-formula'],
    parts: {
      learningRate: (schedule, step) => {
        const { warmupSteps, totalSteps } = schedule
        const short = warmupSteps === 0 && totalSteps > 1 && step > 0
        return learningRate(short ? { ...schedule, totalSteps: totalSteps - 1 } : schedule, step)
      },
    },
  },
  {
    id: 'schedule.constant-minds-the-floor',
    fault: 'a constant rate falls to the floor at the end all the same',
    refutedBy: ['schedule.defaults'],
    parts: {
      learningRate: (schedule, step) => {
        const rate = learningRate(schedule, step)
        return schedule.kind === 'constant' && step >= schedule.warmupSteps ? Math.max(rate, schedule.floor ?? 0) : rate
      },
    },
  },
  {
    id: 'scaler.step-does-not-look',
    fault: 'a step that unscales by itself does not look for infinities',
    refutedBy: ['scaler.step-looks-too'],
    parts: {
      runScaler: (options, calls) =>
        runScaler(options, calls).map((outcome, i) =>
          outcome.stepped === false && calls[i - 1]?.call !== 'unscale' ? { ...outcome, stepped: true } : outcome,
        ),
    },
  },
  {
    id: 'scaler.unscales-by-a-power-of-two',
    fault: 'gradients are divided by the power of two nearest to the scale',
    refutedBy: ['scaler.divides-by-any-scale'],
    parts: {
      runScaler: (options, calls) =>
        runScaler(options, calls, {
          ...gradScaler,
          unscale: (state, grads, storage) => {
            const { grads: divided } = gradScaler.unscale(
              { ...state, scale: 2 ** Math.round(Math.log2(state.scale)) },
              grads,
              storage,
            )
            return { state: gradScaler.unscale(state, grads, storage).state, grads: divided }
          },
        }),
    },
  },
] satisfies Mutant[]
