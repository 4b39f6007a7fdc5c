/** Why a run did not pass, from what was thrown and from what fast-check found. */
import fc, { type RunDetails } from 'fast-check'
import { Lost } from './lost.ts'
import { Mismatch } from './witness.ts'

/** Why a run did not pass. */
export interface Failure {
  readonly message: string
  readonly expected?: string
  readonly got?: string
  /** Whether a claim in words was judged: then `expected` is what was said, `got` what is. */
  readonly ofWords?: boolean
  readonly counterexample?: string
  /** fast-check's path to the smallest counter-example. */
  readonly path?: string
  readonly shrinks?: number
}

/** Characters of a message that are kept. */
const LONGEST_MESSAGE = 2000

/** @param ofWords whether a claim in words was judged, so that the message says what was said and what is */
export function failureOf(error: unknown, ofWords: boolean): Failure {
  if (error instanceof Mismatch) {
    const message = ofWords ? error.saidAndIs() : error.message
    return { message: cut(message), expected: cut(error.expected), got: cut(error.got), ...(ofWords ? { ofWords } : {}) }
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
