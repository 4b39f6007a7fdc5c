/** Clipping by the joint norm of all gradients. */
import fc from 'fast-check'
import type { Floats } from '../../../src/contract/optim.ts'
import { law, once } from '../../judge/spec.ts'
import { dyadic } from './runs.ts'

/** One to four tensors of up to five elements. */
const tensors = fc.array(fc.array(dyadic, { maxLength: 5 }).map((values) => Float64Array.from(values)), { minLength: 1, maxLength: 4 }) // prettier-ignore
const maxNorms = fc.constantFrom(2 ** -10, 0.1, 1, 8, 1000)

const joined = (grads: readonly Floats[]): number[] => grads.flatMap((grad) => [...grad])
const normOf = (grads: readonly Floats[]): number => Math.hypot(...joined(grads))

export default [
  law({
    id: 'clip.published',
    says: 'gradients (3, 4) and (12) have the joint norm 13, and clipped to 1 they are their thirteenths',
    cites: 'PyTorch 1.13 and 2.15; the 1e-6 that is added to the norm moves the result by less than 1e-6',
    needs: ['clipGradNorm'],
    holds: ({ clipGradNorm }, w) =>
      once(() => {
        const { norm, grads } = clipGradNorm([Float64Array.of(3, 4), Float64Array.of(12)], 1)
        w.equal('norm', norm, 13)
        w.equal('tensors', grads.map(({ length }) => length), [2, 1]) // prettier-ignore
        w.close('clipped', joined(grads), [3 / 13, 4 / 13, 12 / 13], 1e-6)
      }),
  }),
  law({
    id: 'clip.caps-the-norm',
    says: 'a joint norm above the bound becomes the bound, all gradients keeping their direction; one that is not comes back unchanged, bit for bit',
    cites: 'Pascanu et al. 2013, 3.2',
    needs: ['clipGradNorm'],
    reaches: ['clipped', 'not clipped', 'near the bound'],
    holds: ({ clipGradNorm }, w) =>
      fc.property(tensors, maxNorms, (grads, maxNorm) => {
        const before = normOf(grads)
        const got = clipGradNorm(grads, maxNorm)
        w.close('norm', got.norm, before, 1e-12 * before)
        if (before + 1e-6 <= maxNorm) {
          w.reached('not clipped')
          w.equal('unchanged', got.grads, grads)
          w.equal('coefficient', got.coefficient, 1)
        } else if (before > maxNorm) {
          w.reached('clipped')
          // the norm is divided by norm + 1e-6, so it falls short of the bound by at most 1e-6 / norm of it
          w.close('norm after', normOf(got.grads), maxNorm, maxNorm * (1e-6 / before + 1e-12))
          w.close('direction', joined(got.grads), joined(grads).map((g) => g * got.coefficient), 1e-12 * maxNorm) // prettier-ignore
        }
        // exactly at the bound both are right, up to the 1e-6
        const at = clipGradNorm(grads, before + 2e-6)
        w.reached('near the bound')
        w.equal('just below the bound', at.grads, grads)
      }),
  }),
  law({
    id: 'clip.one-norm-for-all',
    says: 'how the gradients are cut into tensors changes neither the norm nor what becomes of an element',
    cites: 'definition: one norm of all gradients together',
    needs: ['clipGradNorm'],
    holds: ({ clipGradNorm }, w) =>
      fc.property(tensors, maxNorms, (grads, maxNorm) => {
        const whole = clipGradNorm([Float64Array.from(joined(grads))], maxNorm)
        const cut = clipGradNorm(grads, maxNorm)
        w.close('norm', cut.norm, whole.norm, 1e-12 * whole.norm)
        w.close('elements', joined(cut.grads), joined(whole.grads), 1e-12 * Math.max(whole.norm, maxNorm))
      }),
  }),
  law({
    id: 'clip.infinities',
    says: 'an infinite norm gives the coefficient 0, so that infinite gradients become NaN and finite ones 0; a NaN makes all of them NaN',
    cites: 'PyTorch 2.15: why a scaler must skip before the optimizer sees them',
    needs: ['clipGradNorm'],
    holds: ({ clipGradNorm }, w) =>
      once(() => {
        const infinite = clipGradNorm([Float64Array.of(Infinity, 2), Float64Array.of(3)], 1)
        w.equal('norm', infinite.norm, Infinity)
        w.equal('coefficient', infinite.coefficient, 0)
        w.equal('gradients', infinite.grads, [Float64Array.of(NaN, 0), Float64Array.of(0)])
        const broken = clipGradNorm([Float64Array.of(NaN, 2)], 1)
        w.equal('norm', broken.norm, NaN)
        w.equal('coefficient', broken.coefficient, NaN)
        w.equal('gradients', broken.grads, [Float64Array.of(NaN, NaN)])
        w.throws('maxNorm', RangeError, 'got 0', () => clipGradNorm([Float64Array.of(1)], 0))
        w.throws('maxNorm', RangeError, 'got NaN', () => clipGradNorm([Float64Array.of(1)], NaN))
      }),
  }),
]
