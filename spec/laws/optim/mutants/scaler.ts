/** Faults of the loss scaler and of the order in which it is used. */
import { adamW } from '../../../../src/optim/adam.ts'
import { clipGradNorm } from '../../../../src/optim/clip.ts'
import * as gradScaler from '../../../../src/optim/grad-scaler.ts'
import { runScaler, type ScalerMachine } from '../../../../src/optim/run-scaler.ts'
import { runScaledSteps } from '../../../../src/optim/scaled-steps.ts'
import type { Floats } from '../../../../src/contract/optim.ts'
import type { Contract } from '../../../../src/contract/index.ts'
import type { Mutant } from '../../../judge/mutant.ts'

const { newScaler, noteStep, noteUnscaled, unscale, update } = gradScaler
const RIGHT = { ...gradScaler, adamW, clipGradNorm }

/** Both parts that drive a scaler, with some of its functions replaced. */
function driven(wrong: Partial<ScalerMachine>): Pick<Contract, 'runScaler' | 'runScaledSteps'> {
  return {
    runScaler: (options, calls) => runScaler(options, calls, { ...gradScaler, ...wrong }),
    runScaledSteps: (run, grads) => runScaledSteps(run, grads, { ...RIGHT, ...wrong }),
  }
}

export default [
  {
    id: 'scaled-steps.unscales-in-float32',
    fault: 'gradients that were held in lower precision are unscaled in float32, also for float64 parameters',
    refutedBy: ['scaled-steps.float64-stays-float64'],
    parts: {
      runScaledSteps: (run, grads) =>
        runScaledSteps(run, grads, {
          ...RIGHT,
          unscale: (state, held, storage) => {
            const unscaled = unscale(state, held, storage)
            return run.storage === undefined ? unscaled : { ...unscaled, grads: unscaled.grads.map(Math.fround) as typeof held }
          },
        }),
    },
  },
  {
    id: 'scaled-steps.clips-before-unscaling',
    fault: 'gradients are clipped before they are unscaled: the bound acts at a 65536th of itself',
    refutedBy: ['scaled-steps.clips-the-true-gradient'],
    parts: {
      runScaledSteps: (run, grads) => {
        const bound = (run.maxNorm ?? Infinity) / (run.scaler?.initScale ?? 65536)
        return runScaledSteps(run, grads, { ...RIGHT, clipGradNorm: (each) => clipGradNorm(each, bound) })
      },
    },
  },
  {
    id: 'scaler.new-one-for-every-step',
    fault: 'a new scaler is made for every step: the scale stays at 65536',
    refutedBy: ['scaler.published', 'scaler.is-a-counter', 'scaled-steps.skips-whole', 'scaled-steps.recovers'],
    parts: driven({ update: (state) => ({ ...newScaler(state), scaled: update(state).scaled }) }),
  },
  {
    id: 'scaler.infinity-keeps-the-count',
    fault: 'an infinity does not reset the count of clean iterations',
    refutedBy: ['scaler.published', 'scaler.is-a-counter'],
    parts: driven({ update: (state) => ({ ...update(state), ...(state.foundInf === true ? { growthTracker: state.growthTracker } : {}) }) }), // prettier-ignore
  },
  {
    id: 'scaled-steps.skipped-step-moves-moments',
    fault: 'a skipped step still advances the moments',
    refutedBy: ['scaled-steps.skips-whole', 'scaled-steps.recovers'],
    parts: {
      runScaledSteps: (run, grads) => {
        const finite = (values: Floats) => values.every(Number.isFinite)
        const noSkip = { ...RIGHT, noteStep: (state: gradScaler.ScalerState) => ({ ...noteStep(state), steps: true }) }
        const steps = runScaledSteps(run, grads, {
          ...noSkip,
          adamW: (params, grad, state, hyper) =>
            finite(grad)
              ? adamW(params, grad, state, hyper)
              : {
                  params,
                  state: adamW(
                    params,
                    grad.map(() => 0),
                    state,
                    hyper,
                  ).state,
                },
        })
        return steps.map((step, i) => ({ ...step, stepped: finite(grads[i] ?? Float64Array.of(NaN)) }))
      },
    },
  },
  {
    id: 'scaled-steps.steps-over-infinity',
    fault: 'an infinity is stepped over: the optimizer gets it',
    refutedBy: ['scaler.is-a-counter', 'scaled-steps.skips-whole', 'scaled-steps.recovers'],
    parts: driven({ noteStep: (state) => ({ ...noteStep(state), steps: true }) }),
  },
  {
    id: 'scaler.unscales-twice',
    fault: 'gradients are unscaled twice',
    refutedBy: ['scaler.unscales-once', 'scaled-steps.clean-is-unscaled', 'scaled-steps.underflow'],
    parts: driven({
      unscale: (state, grads) => {
        const once = unscale(state, grads)
        return { state: once.state, grads: unscale(state, once.grads).grads }
      },
    }),
  },
  {
    id: 'scaler.second-unscaling-is-let-through',
    fault: 'a second unscaling is let through',
    refutedBy: ['scaler.misuse'],
    parts: driven({ unscale: (state, grads) => unscale({ ...state, stage: 'ready' }, grads) }),
  },
  {
    id: 'scaler.second-step',
    fault: 'a second step before the update is let through',
    refutedBy: ['scaler.misuse'],
    parts: driven({ noteStep: (state) => noteStep({ ...state, stage: 'ready', foundInf: state.foundInf ?? false }) }),
  },
  {
    id: 'scaler.misses-nan',
    fault: 'only infinities are looked for, not NaN',
    refutedBy: ['scaler.is-a-counter', 'scaled-steps.skips-whole'],
    parts: driven({
      unscale: (state, grads, storage) => {
        const found = grads.some((g) => Math.abs(g) === Infinity)
        return { state: noteUnscaled(state, found, storage), grads: unscale(state, grads).grads }
      },
    }),
  },
  {
    id: 'scaler.float64-scale',
    fault: 'the scale is a float64 number, so that it never reaches 0 nor overflows at 2^128',
    refutedBy: ['scaler.published', 'scaler.is-a-counter'],
    parts: driven({
      update: (state) => {
        const next = update({ ...state, scale: 65536, growthFactor: 2, backoffFactor: 0.5 })
        const factor = next.scale > 65536 ? state.growthFactor : next.scale < 65536 ? state.backoffFactor : 1
        return { ...next, growthFactor: state.growthFactor, backoffFactor: state.backoffFactor, scale: state.scale * factor }
      },
    }),
  },
  {
    id: 'scaler.unchecked',
    fault: 'options outside their ranges are accepted',
    refutedBy: ['scaler.refuses'],
    parts: driven({ newScaler: (options) => ({ ...newScaler(), ...options, scale: options?.initScale ?? 65536 }) }),
  },
] satisfies Mutant[]
