/** Trials come in batches of 20: fewer say nothing about methods 1 and 2. */
import type { Selection, SelectionTrial } from '../../../src/contract/selection.ts'
import { trialSeed } from '../../laws/selection/regimes.ts'
import { regimeAt } from './regimes.ts'

const BATCH = 20

/** A batch of a block in a regime. */
export function runBatch(
  selectionTrial: Selection['selectionTrial'],
  levels: string,
  block: number,
  batch: number,
): SelectionTrial[] {
  const regime = regimeAt(levels)
  return Array.from({ length: BATCH }, (_, i) => selectionTrial(regime, trialSeed(block, batch * BATCH + i)))
}
