/** Other right ways to step, to clip and to round. */
import { adamW } from '../../../src/optim/adam.ts'
import { clipGradNorm } from '../../../src/optim/clip.ts'
import { toFloat16 } from '../../../src/numeric/half.ts'
import type { Variant } from '../../judge/mutant.ts'
import { float16, nearest } from './half-oracle.ts'

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
] satisfies Variant[]
