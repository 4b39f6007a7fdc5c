/** Adam and AdamW: pure steps, and the kernel that a trainer runs in place on its part of the parameters. */
import type { AdamHyper, AdamState, Floats, Stepped } from '../contract/optim.ts'
import { requireAtLeastZero, requireLengths } from './arguments.ts'

/** Arrays of equal length that a step changes (`params`, `m`, `v`) or reads (`grads`). */
export interface AdamArrays {
  readonly params: Floats
  readonly grads: Floats
  readonly m: Floats
  readonly v: Floats
}

/** Elements from `from` (included) to `to` (excluded). */
export interface Range {
  readonly from: number
  readonly to: number
}

type Decay = 'decoupled' | 'into the gradient'

/** One step of AdamW; see the contract. */
export function adamW(params: Floats, grads: Floats, state: AdamState | undefined, hyper: AdamHyper): Stepped<AdamState> {
  return pureStep('adamW', params, grads, state, hyper, 'decoupled')
}

/** One step of Adam, with L2; see the contract. */
export function adam(params: Floats, grads: Floats, state: AdamState | undefined, hyper: AdamHyper): Stepped<AdamState> {
  return pureStep('adam', params, grads, state, hyper, 'into the gradient')
}

function pureStep(
  caller: string,
  params: Floats,
  grads: Floats,
  state: AdamState | undefined,
  hyper: AdamHyper,
  decay: Decay,
): Stepped<AdamState> {
  const zeros = () => params.slice().fill(0)
  const before = state ?? { step: 0, m: zeros(), v: zeros() }
  requireLengths(caller, params, { grads, m: before.m, v: before.v })
  requireHyper(caller, hyper)
  const step = before.step + 1
  const after = { params: params.slice(), grads, m: before.m.slice(), v: before.v.slice() }
  advance(after, { from: 0, to: params.length }, step, hyper, decay)
  return { params: after.params, state: { step, m: after.m, v: after.v } }
}

/**
 * One step of AdamW in place on a range of elements, so that a shard, or the parameters of one decay group in it, can be stepped alone: an
 * element's new value depends on that element only, hence is the same bits on a shard as on the whole.
 * @param arrays params, m and v are changed within the range
 * @param step number of this step, from 1
 * @throws RangeError for unequal lengths, a range outside them, and hyper-parameters outside the contract
 */
export function adamWInPlace(arrays: AdamArrays, range: Range, step: number, hyper: AdamHyper): void {
  requireLengths('adamWInPlace', arrays.params, { grads: arrays.grads, m: arrays.m, v: arrays.v })
  requireHyper('adamWInPlace', hyper)
  if (!(range.from >= 0 && range.from <= range.to && range.to <= arrays.params.length)) {
    throw new RangeError(`adamWInPlace: a range must lie in [0, ${arrays.params.length}], got ${range.from} to ${range.to}`)
  }
  if (!(Number.isInteger(step) && step >= 1)) throw new RangeError(`adamWInPlace: step must be an integer >= 1, got ${step}`)
  advance(arrays, range, step, hyper, 'decoupled')
}

function advance({ params, grads, m, v }: AdamArrays, { from, to }: Range, step: number, hyper: AdamHyper, decay: Decay): void {
  const [beta1, beta2] = hyper.betas ?? [0.9, 0.999]
  const { lr, eps = 1e-8, weightDecay = decay === 'decoupled' ? 0.01 : 0 } = hyper
  const stepSize = lr / (1 - beta1 ** step)
  const rootOfCorrection = Math.sqrt(1 - beta2 ** step)
  const kept = decay === 'decoupled' ? 1 - lr * weightDecay : 1
  const l2 = decay === 'decoupled' ? 0 : weightDecay
  for (let i = from; i < to; i += 1) {
    const p = params[i] as number
    const g = (grads[i] as number) + l2 * p
    const first = beta1 * (m[i] as number) + (1 - beta1) * g
    const second = beta2 * (v[i] as number) + (1 - beta2) * g * g
    m[i] = first
    v[i] = second
    params[i] = kept * p - (stepSize * first) / (Math.sqrt(second) / rootOfCorrection + eps)
  }
}

function requireHyper(caller: string, { lr, betas = [0.9, 0.999], eps = 0, weightDecay = 0 }: AdamHyper): void {
  requireAtLeastZero(caller, { lr, eps, weightDecay })
  for (const [i, beta] of betas.entries()) {
    if (!(beta >= 0 && beta < 1)) throw new RangeError(`${caller}: betas[${i}] must lie in [0, 1), got ${beta}`)
  }
}
