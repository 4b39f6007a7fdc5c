/** Why a run did not pass, from what was thrown and from what fast-check found. */
import fc, { type RunDetails } from 'fast-check'
import { Lost } from './lost.ts'
import { ofClaim, type Side } from './sentences.ts'
import { Mismatch } from './witness.ts'

/** Why a run did not pass. */
export interface Failure {
  /** A sentence, with short numbers; all digits are in what follows. */
  readonly message: string
  /** What was compared, or the rule that was broken; then `expected` is `true` and `got` is `false for` what was seen. */
  readonly what?: string
  readonly expected?: string
  readonly got?: string
  /** Where a claim was judged: which of `expected` and `got` is what was said; the other is what is. */
  readonly said?: Side
  readonly counterexample?: string
  /** fast-check's path to the smallest counter-example. */
  readonly path?: string
  readonly shrinks?: number
}

/** Characters of a message that are kept. */
const LONGEST_MESSAGE = 2000

/** @param said where a claim was judged: which side of the comparison it is, so that the message says what was said and what is */
export function failureOf(error: unknown, said: Side | undefined): Failure {
  if (error instanceof Mismatch) {
    const message = said === undefined ? error.message : ofClaim(error, said)
    return {
      message: cut(message),
      what: cut(error.what),
      expected: cut(error.expected),
      got: cut(error.got),
      ...(said === undefined ? {} : { said }),
    }
  }
  if (error instanceof Lost) return { message: error.message }
  return { message: cut(describeThrown(error)) }
}

/** Never throws, whatever was thrown. */
function describeThrown(error: unknown): string {
  try {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  } catch {
    return 'something was thrown that has no text'
  }
}

function cut(text: string): string {
  return text.length > LONGEST_MESSAGE ? `${text.slice(0, LONGEST_MESSAGE)}…` : text
}

/** The smallest counter-example, and how to come back to it. */
export function replayOf({ counterexample, counterexamplePath, numShrinks }: RunDetails<unknown>): Partial<Failure> {
  return {
    counterexample: fc.stringify(counterexample),
    shrinks: numShrinks,
    ...(counterexamplePath === null ? {} : { path: counterexamplePath }),
  }
}
