/** Runs of the experiment, remembered, and as many of them as a comparison needs. */
import fc from 'fast-check'
import { availableParallelism } from 'node:os'
import type { Comparison, PairedDifference, SelectionTrial } from '../../../src/contract/selection.ts'
import { points } from '../../judge/conditions.ts'
import { watched } from '../../judge/every-part.ts'
import type { Condition } from '../../judge/spec.ts'
import type { Parts, Subject } from '../../judge/subject.ts'
import { tracing } from '../../judge/trace.ts'
import { blocks } from '../../laws/selection/trials.ts'
import { factors, isRun, levelsOf } from './regimes.ts'
import { sharedBatch, shareTrials } from './shared-trials.ts'
import { BATCH, MOST_TRIALS, trialOf } from './trial-of.ts'

/** The parts that every comparison takes from the subject. */
export type Laboratory = Pick<Parts, 'selectionTrial' | 'compareMethods'>

/** Of the intervals: one comparison in a thousand may be decided wrongly, and with margins as they are hardly any is. */
const LEVEL = 0.999

/** The block that was run last, by the part that ran it: a figure that is drawn after the verdicts shows their trials. */
const lastBlocks = new WeakMap<Laboratory['selectionTrial'], number>()

/** The block whose trials are remembered; 1 where none was run. */
export function lastBlockOf({ selectionTrial }: Laboratory): number {
  return lastBlocks.get(selectionTrial) ?? 1
}

const batchOf = tracing(['selectionTrial'], ({ selectionTrial }, levels: string, block: number, batch: number) => {
  lastBlocks.set(selectionTrial, block)
  const shared = sharedBatch(selectionTrial, levels, block, batch)
  return shared ?? Array.from({ length: BATCH }, (_, i) => trialOf(selectionTrial, levels, block, batch * BATCH + i))
})

/** Begins to share with a thread the trials that rulings ask for under this seed, unless they have been run. */
export function beginTrials(subject: Subject, seed: number): void {
  const { selectionTrial } = watched(subject, ['selectionTrial'])
  const [block = NaN] = fc.sample(blocks, { seed, numRuns: 1 })
  if (selectionTrial === undefined || lastBlocks.get(selectionTrial) === block || availableParallelism() === 1) return
  shareTrials(selectionTrial, subject.url, block, points(factors, isRun).map(levelsOf))
}

/** The first batches of a block in the regime of a condition. */
export function trialsOf(subject: Laboratory, condition: Condition, block: number, batches = 1): SelectionTrial[] {
  return Array.from({ length: batches }, (_, batch) => batchOf(subject, levelsOf(condition), block, batch)).flat()
}

/** Three numbers a trial, compared. */
export type Columns = (trial: SelectionTrial) => readonly [number, number, number]

/** A comparison over a number of trials. */
export interface Compared {
  readonly trials: number
  readonly comparison: Comparison
}

/** Compares in batches until `decided`, or until `most` trials are spent: with 80, one block in 25 left a ranking open. */
export function compareUntil(
  subject: Laboratory,
  condition: Condition,
  block: number,
  columns: Columns,
  decided: (comparison: Comparison) => boolean,
  most = MOST_TRIALS,
): Compared {
  for (let batches = 1; ; batches += 1) {
    const rows = trialsOf(subject, condition, block, batches).map(columns)
    const comparison = subject.compareMethods([rows.map(([a]) => a), rows.map(([, b]) => b), rows.map(([, , c]) => c)], LEVEL)
    if (decided(comparison) || rows.length >= most) return { trials: rows.length, comparison }
  }
}

/** Whether the interval leaves a value on one side. */
export function isBeyond({ mean, halfWidth }: PairedDifference, value: number): boolean {
  return Math.abs(mean - value) > halfWidth
}

/** The mean over some trials. */
export function meanOf(trials: readonly SelectionTrial[], value: (trial: SelectionTrial) => number): number {
  return trials.reduce((sum, trial) => sum + value(trial), 0) / trials.length
}
