/** The two-sided tests by what tells them apart, all from the contract's one list. */
import { procedures, type Procedure, type ProcedureTraits } from '../../../src/contract/two-proportion.ts'

/** Every test. */
export const ALL = Object.keys(procedures) as readonly Procedure[]

/** Those that a decision can rest on: the others cost a hundred times as much. */
export const PROCEDURES = where(({ p }) => p !== 'supremum')

/** Those that need no whole counts, so that n can vary freely. */
export const SMOOTH = where(({ counts }) => counts === 'real')

/** Those of them that can be asked at every n of a range. */
export const SMOOTH_AND_QUICK = where(({ counts, p }) => counts === 'real' && p === 'closed form')

/** Those that take longer than a formula. */
export const WITHOUT_CLOSED_FORM = where(({ p }) => p !== 'closed form')

function where(holds: (traits: ProcedureTraits) => boolean): readonly Procedure[] {
  return ALL.filter((name) => holds(procedures[name]))
}
