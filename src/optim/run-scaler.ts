/** A scaler driven by a list of calls: what each leaves, as plain data. */
import type { ScalerCall, ScalerOptions, ScalerOutcome } from '../contract/optim.ts'
import * as gradScaler from './grad-scaler.ts'
import { ScalerMisuse, type ScalerState } from './grad-scaler.ts'

/** The functions of a scaler; a faulty one can be put in for any. */
export type ScalerMachine = Pick<typeof gradScaler, 'newScaler' | 'scaleLoss' | 'unscale' | 'noteStep' | 'update'>

/** What a scaler in its first state leaves after each of the calls; see the contract. A call out of order is a value, not an exception. */
export function runScaler(
  options: ScalerOptions,
  calls: readonly ScalerCall[],
  machine: ScalerMachine = gradScaler,
): ScalerOutcome[] {
  let state = machine.newScaler(options)
  return calls.map((call) => {
    try {
      const { state: next, ...found } = answer(machine, state, call)
      state = next
      return { scale: state.scale, growthTracker: state.growthTracker, ...found }
    } catch (error) {
      if (!(error instanceof ScalerMisuse)) throw error
      const { type, message } = error
      return { scale: state.scale, growthTracker: state.growthTracker, error: { type, message } }
    }
  })
}

type Answer = Omit<ScalerOutcome, 'scale' | 'growthTracker' | 'error'> & { readonly state: ScalerState }

function answer(machine: ScalerMachine, state: ScalerState, call: ScalerCall): Answer {
  if (call.call === 'scale') return machine.scaleLoss(state, call.loss)
  if (call.call === 'unscale') return machine.unscale(state, call.grads, call.storage)
  if (call.call === 'update') return { state: machine.update(state) }
  const unscaled = state.scaled && state.stage === 'ready' ? machine.unscale(state, call.grads) : { state }
  const { state: next, steps } = machine.noteStep(unscaled.state)
  return { ...unscaled, state: next, stepped: steps }
}
