/** Wrong and right variations of the reference, by which the specs themselves are judged. */
import type { Condition } from './spec.ts'
import type { Parts } from './subject.ts'

/** The reference with a named fault. Every spec in `refutedBy` must refute it by a wrong value, not by a crash. */
export interface Mutant {
  /** `room.what-is-wrong`, stable and unique. */
  readonly id: string
  /** What is wrong, as a short clause. */
  readonly fault: string
  readonly refutedBy: readonly string[]
  /** The conditions of rulings under which the fault shows: others are not run. All by default. */
  readonly under?: Condition
  readonly parts: Partial<Parts>
}

/** Another right way to compute the same: every spec must accept it. */
export interface Variant {
  readonly id: string
  /** What is different and why it is right all the same. */
  readonly because: string
  /** Judged as somebody else's: in its own words, and without what only some subjects can have. */
  readonly isForeign?: boolean
  /** The conditions of rulings under which it is asked, where all would take long. All by default. */
  readonly under?: Condition
  readonly parts: Partial<Parts>
}
