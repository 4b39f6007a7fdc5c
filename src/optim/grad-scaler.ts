/**
 * Loss scaling against underflow of half-precision gradients, as a state machine of plain data: every function takes a state and returns
 * the next one. Order in an iteration: scale, backward, (reduce over ranks), unscale once, clip, step or skip, update.
 */
import type { Floats, ScalerOptions } from '../contract/optim.ts'

/** All that a scaler knows; plain data, to be saved with a checkpoint as it is. */
export interface ScalerState extends Required<ScalerOptions> {
  /** A float32 number. It has no floor: enough infinities in a row bring it to 0. */
  readonly scale: number
  /** Clean updates in a row since the scale last changed. */
  readonly growthTracker: number
  /** Whether a loss was ever scaled: before that there is no scale to unscale by. */
  readonly scaled: boolean
  /** What has been done since the last update. */
  readonly stage: 'ready' | 'unscaled' | 'stepped'
  /** Whether unscaling met an infinity or NaN; `undefined` before it. */
  readonly foundInf: boolean | undefined
}

/** Something was asked out of order. `type` is the exception that PyTorch raises, the message is PyTorch's. */
export class ScalerMisuse extends Error {
  readonly type: 'RuntimeError' | 'AssertionError' | 'ValueError'

  constructor(type: ScalerMisuse['type'], message: string) {
    super(message)
    this.name = 'ScalerMisuse'
    this.type = type
  }
}

/**
 * A scaler before its first iteration.
 * @throws RangeError for options outside their ranges
 */
export function newScaler(options: ScalerOptions = {}): ScalerState {
  const { initScale = 65536, growthFactor = 2, backoffFactor = 0.5, growthInterval = 2000 } = options
  requireRange('initScale', initScale, initScale > 0 && initScale < Infinity, 'be positive and finite')
  requireRange('growthFactor', growthFactor, growthFactor > 1 && growthFactor < Infinity, 'be finite and > 1')
  requireRange('backoffFactor', backoffFactor, backoffFactor > 0 && backoffFactor < 1, 'lie in (0, 1)')
  requireRange('growthInterval', growthInterval, Number.isInteger(growthInterval) && growthInterval >= 1, 'be an integer >= 1')
  const start = { scale: Math.fround(initScale), growthTracker: 0, scaled: false, stage: 'ready', foundInf: undefined } as const
  return { initScale, growthFactor, backoffFactor, growthInterval, ...start }
}

function requireRange(name: string, value: number, holds: boolean, rule: string): void {
  if (!holds) throw new RangeError(`newScaler: ${name} must ${rule}, got ${value}`)
}

/** The loss times the scale. */
export function scaleLoss(state: ScalerState, loss: number): { state: ScalerState; loss: number } {
  return { state: { ...state, scaled: true }, loss: loss * state.scale }
}

/**
 * Notes that the gradients of this iteration have been divided by the scale, and whether anything in them was infinite or NaN. Ranks
 * that share gradients must pass the same answer, or some would step and others not.
 * @param storage what the gradients are held in
 * @throws ScalerMisuse if no loss was scaled, if they were unscaled or stepped already, and for gradients held in float16
 */
export function noteUnscaled(state: ScalerState, foundInf: boolean, storage: 'float32' | 'float16' = 'float32'): ScalerState {
  requireScale(state, 'unscale_')
  if (state.stage === 'unscaled') {
    throw new ScalerMisuse('RuntimeError', 'unscale_() has already been called on this optimizer since the last update().')
  }
  if (state.stage === 'stepped') throw new ScalerMisuse('RuntimeError', 'unscale_() is being called after step().')
  if (storage === 'float16') throw new ScalerMisuse('ValueError', 'Attempting to unscale FP16 gradients.')
  return { ...state, stage: 'unscaled', foundInf }
}

/**
 * Divides gradients by the scale, and looks for infinities and NaN in them before that.
 * @returns new arrays of the same type, and the state after `noteUnscaled`
 */
export function unscale<F extends Floats>(
  state: ScalerState,
  grads: F,
  storage?: 'float32' | 'float16',
): { state: ScalerState; grads: F } {
  const next = noteUnscaled(state, !grads.every(Number.isFinite), storage)
  const inverse = Math.fround(1 / state.scale)
  return { state: next, grads: grads.map((g) => g * inverse) as F }
}

/**
 * Notes a step of the optimizer, which the caller takes if `steps` is true and leaves out otherwise.
 * @throws ScalerMisuse if no loss was scaled, after another step, and if the gradients were not unscaled (`unscale` them first)
 */
export function noteStep(state: ScalerState): { state: ScalerState; steps: boolean } {
  requireScale(state, 'step')
  if (state.stage === 'stepped') {
    throw new ScalerMisuse('RuntimeError', 'step() has already been called since the last update().')
  }
  if (state.foundInf === undefined) {
    throw new ScalerMisuse('AssertionError', 'No inf checks were recorded for this optimizer.')
  }
  return { state: { ...state, stage: 'stepped' }, steps: !state.foundInf }
}

/**
 * The scale of the next iteration: multiplied by backoffFactor if an infinity was found, by growthFactor after growthInterval clean
 * updates in a row unless that would be infinite.
 * @throws ScalerMisuse if no loss was scaled, and if nothing was unscaled since the last update
 */
export function update(state: ScalerState): ScalerState {
  requireScale(state, 'update')
  if (state.foundInf === undefined) throw new ScalerMisuse('AssertionError', 'No inf checks were recorded prior to update.')
  const ready = { ...state, stage: 'ready', foundInf: undefined } as const
  if (state.foundInf) return { ...ready, scale: Math.fround(state.scale * state.backoffFactor), growthTracker: 0 }
  const clean = state.growthTracker + 1
  if (clean < state.growthInterval) return { ...ready, growthTracker: clean }
  const grown = Math.fround(state.scale * state.growthFactor)
  return { ...ready, scale: Number.isFinite(grown) ? grown : state.scale, growthTracker: 0 }
}

function requireScale(state: ScalerState, method: string): void {
  if (state.scaled) return
  const hint = 'This may indicate your script did not use scaler.scale(loss or outputs) earlier in the iteration.'
  throw new ScalerMisuse('AssertionError', `Attempted ${method} but _scale is None.  ${hint}`)
}
