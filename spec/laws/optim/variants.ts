/** Other right ways to step, to clip and to round. */
import { adam, adamW } from '../../../src/optim/adam.ts'
import { clipGradNorm } from '../../../src/optim/clip.ts'
import * as gradScaler from '../../../src/optim/grad-scaler.ts'
import { runScaler } from '../../../src/optim/run-scaler.ts'
import { learningRate } from '../../../src/optim/schedule.ts'
import { toFloat16 } from '../../../src/numeric/half.ts'
import type { Variant } from '../../judge/mutant.ts'
import { float16, nearest } from './half-oracle.ts'

/** Both moments corrected one by one; the decay is part of the gradient where it is 0 by default, and apart from it elsewhere. */
const corrected =
  (step: typeof adamW, decay: number): typeof adamW =>
  (params, grads, state, hyper) => {
    const stepped = step(params, grads, state, hyper)
    if (params instanceof Float32Array) return stepped
    const [beta1, beta2] = hyper.betas ?? [0.9, 0.999]
    const { lr, eps = 1e-8, weightDecay = decay } = hyper
    const { m, v, step: t } = stepped.state
    const kept = decay === 0 ? 1 : 1 - lr * weightDecay
    const moved = (i: number): number => (m[i] ?? NaN) / (1 - beta1 ** t) / (Math.sqrt((v[i] ?? NaN) / (1 - beta2 ** t)) + eps)
    return { ...stepped, params: params.map((p, i) => kept * p - lr * moved(i)) }
  }

export default [
  {
    id: 'adamw.decay-subtracted',
    because: 'w - lr weightDecay w is w (1 - lr weightDecay), rounded otherwise',
    parts: {
      adamW: (params, grads, state, hyper) => {
        const { lr, weightDecay = 0.01 } = hyper
        const plain = adamW(params, grads, state, { ...hyper, weightDecay: 0 })
        const whole = adamW(params, grads, state, hyper)
        if (params instanceof Float32Array) return whole
        return { ...plain, params: plain.params.map((p, i) => p - lr * weightDecay * (params[i] ?? NaN)) }
      },
    },
  },
  {
    id: 'clip.no-epsilon',
    because: 'without the 1e-6 the norm after clipping is the bound itself; a norm of 0 is left alone',
    parts: {
      clipGradNorm: (grads, maxNorm) => {
        const { norm } = clipGradNorm(grads, maxNorm)
        const coefficient = norm > maxNorm ? maxNorm / norm : Number.isNaN(norm) ? NaN : 1
        return { norm, coefficient, grads: grads.map((grad) => grad.map((g) => g * coefficient)) }
      },
    },
  },
  {
    id: 'half.by-division',
    because: 'dividing by the spacing and rounding to whole numbers is the definition',
    parts: { toFloat16: (values) => (values.length > 70_000 ? toFloat16(values) : values.map((x) => nearest(x, float16))) },
  },
  {
    id: 'clip.norm-without-overflow',
    because: 'the norm is that of the gradients over the largest of them, times the largest',
    parts: {
      clipGradNorm: (grads, maxNorm) => {
        const { norm: plain } = clipGradNorm(grads, maxNorm)
        const norm = Number.isFinite(plain) ? Math.hypot(...grads.flatMap((grad) => [...grad])) : plain
        const coefficient = Math.min(1, maxNorm / (norm + 1e-6))
        return { norm, coefficient, grads: grads.map((grad) => grad.map((g) => g * coefficient)) }
      },
    },
  },
  {
    id: 'adam.corrected-moments',
    because: 'both moments are corrected one by one, as the algorithm is written down',
    parts: { adam: corrected(adam, 0), adamW: corrected(adamW, 0.01) },
  },
  {
    id: 'scaler.divides',
    because: 'gradients are divided by the scale itself, not multiplied by its rounded reciprocal',
    parts: {
      runScaler: (options, calls) =>
        runScaler(options, calls, {
          ...gradScaler,
          unscale: (state, grads, storage) => ({
            state: gradScaler.unscale(state, grads, storage).state,
            grads: grads.map((g) => g / state.scale) as typeof grads,
          }),
        }),
    },
  },
  {
    id: 'schedule.by-half-angle',
    because: 'the square of the cosine of half the angle, from the peak down',
    parts: {
      learningRate: (schedule, step) => {
        const rate = learningRate(schedule, step)
        const { kind, peak, warmupSteps, totalSteps, floor = 0 } = schedule
        if (kind !== 'cosine' || step < warmupSteps || step >= totalSteps) return rate
        return peak - (peak - floor) * Math.sin((Math.PI / 2) * ((step - warmupSteps) / (totalSteps - warmupSteps))) ** 2
      },
    },
  },
] satisfies Variant[]
