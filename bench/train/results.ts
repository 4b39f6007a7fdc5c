/** What a run of the training bench leaves, as plain data: figures, machine and commit, but no path of the machine. */
import { version } from '../../spec/cli/exit.ts'
import { commitHere, type Machine, machineSlug } from '../harness/machine.ts'
import { type Verdict, verdictsOn } from './bars.ts'
import type { Outcome } from './text.ts'

/** The file. `format` changes when a field changes its meaning or goes away. */
export interface TrainResults {
  readonly bench: 'train'
  readonly format: 1
  readonly assay: string
  readonly date: string
  readonly commit: string | undefined
  readonly machine: Machine
  /** Processors that other work kept busy just before. */
  readonly busyElsewhere: number
  readonly rounds: number
  readonly outcomes: readonly (Pick<Outcome, 'name' | 'tokens' | 'worst' | 'absent'> & {
    readonly standings: readonly object[]
    readonly bars: readonly Verdict[]
  })[]
}

/** Gathers them. */
export function resultsOf(
  outcomes: readonly Outcome[],
  {
    machine,
    busy,
    rounds,
    now,
  }: { readonly machine: Machine; readonly busy: number; readonly rounds: number; readonly now: Date },
): TrainResults {
  return {
    bench: 'train',
    format: 1,
    assay: version,
    date: now.toISOString(),
    commit: commitHere(),
    machine,
    busyElsewhere: busy,
    rounds,
    outcomes: outcomes.map((outcome) => ({
      name: outcome.name,
      tokens: outcome.tokens,
      worst: outcome.worst,
      absent: outcome.absent,
      standings: outcome.standings.map(({ entry, ...figures }) => ({ name: entry.name, version: entry.version, ...figures })),
      bars: verdictsOn(outcome),
    })),
  }
}

/** `train_intel-xeon-2-cores_2026-11-25`: what was measured, where, and on which day. */
export function stemOf({ machine, date }: TrainResults): string {
  return `train_${machineSlug(machine)}_${date.slice(0, 10)}`
}
