/** The order of an iteration under a loss scaler, on one flat array: store, unscale, clip, step or skip, update. */
import type { AdamState, Clipped, Floats, ScaledRun, ScaledStep } from '../contract/optim.ts'
import { roundFloat16 } from '../numeric/half.ts'
import { adamW } from './adam.ts'
import { clipGradNorm } from './clip.ts'
import * as gradScaler from './grad-scaler.ts'
import type { ScalerMachine } from './run-scaler.ts'

/** The functions that a run is made of; a faulty one can be put in for any. */
export interface ScaledMachine extends ScalerMachine {
  readonly adamW: typeof adamW
  readonly clipGradNorm: (grads: readonly Floats[], maxNorm: number) => Clipped
}

const MACHINE: ScaledMachine = { ...gradScaler, adamW, clipGradNorm }

/** One iteration for each true gradient; see the contract. */
export function runScaledSteps(run: ScaledRun, grads: readonly Floats[], machine: ScaledMachine = MACHINE): ScaledStep[] {
  let { params } = run
  let state: AdamState | undefined
  let scaler = machine.newScaler(run.scaler)
  return grads.map((grad) => {
    const scaled = machine.scaleLoss(scaler, 1)
    const stored = store(grad, scaled.loss, run.storage)
    const unscaled = machine.unscale(scaled.state, stored)
    const clipped = machine.clipGradNorm([unscaled.grads], run.maxNorm ?? Infinity)
    const { state: noted, steps } = machine.noteStep(unscaled.state)
    if (steps) ({ params, state } = machine.adamW(params, clipped.grads[0] ?? unscaled.grads, state, run.hyper))
    const { scale } = scaler
    scaler = machine.update(noted)
    return { params, state, norm: clipped.norm, scale, stepped: steps }
  })
}

/** The gradient of the scaled loss, as it is held until it is unscaled. */
function store(grad: Floats, scale: number, storage: ScaledRun['storage']): Floats {
  const scaled = grad.map((g) => g * scale)
  if (storage === undefined) return scaled
  const narrow = Float32Array.from(scaled)
  if (storage === 'float16') roundFloat16(narrow)
  return grad instanceof Float32Array ? narrow : Float64Array.from(narrow)
}
