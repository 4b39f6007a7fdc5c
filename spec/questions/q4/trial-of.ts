/** Trials come in batches of 20: fewer say nothing about methods 1 and 2. */
import type { Selection, SelectionTrial } from '../../../src/contract/selection.ts'
import { trialIn } from '../../laws/selection/trials.ts'
import { regimeAt } from './regimes.ts'

export const BATCH = 20
/** Of the largest comparisons: with 80, one block in 25 left a ranking open. */
export const MOST_TRIALS = 160

/** A trial of a block in a regime, by its number. */
export function trialOf(part: Selection['selectionTrial'], levels: string, block: number, trial: number): SelectionTrial {
  return trialIn(part, regimeAt(levels), block, trial)
}
