/** Trials of one block, remembered: laws and rulings look at the same ones. */
import fc from 'fast-check'
import type { Regime, Selection, SelectionTrial } from '../../../src/contract/selection.ts'
import { tracing } from '../../judge/trace.ts'
import { trialSeed } from './regimes.ts'

/** A block of trials: a number that names their seeds, drawn once a run from its seed, and not shrunk. */
export const blocks = fc.noBias(fc.noShrink(fc.integer({ min: 0, max: 2 ** 31 - 1 })))

const run = tracing(['selectionTrial'], ({ selectionTrial }, regime: string, seed: number) =>
  selectionTrial(JSON.parse(regime) as Regime, seed),
)

/** A trial of a block in a regime, by its number. */
export function trialIn(
  selectionTrial: Selection['selectionTrial'],
  regime: Regime,
  block: number,
  trial: number,
): SelectionTrial {
  return run({ selectionTrial }, JSON.stringify(regime), trialSeed(block, trial))
}
