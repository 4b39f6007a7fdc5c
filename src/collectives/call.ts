/** One call of a collective, as ranks compare it before they do it. */
import type { RankFailure } from '../contract/collectives.ts'

/** What must be the same on every rank; the operation `program` is the end of a rank's program. */
export interface Call {
  readonly operation: RankFailure['operation']
  /** Elements of the buffer, or of one rank's numbers; 0 for a barrier. */
  readonly length: number
  /** The root of a broadcast, else 0. */
  readonly root: number
  /** Which buffer: its place in the order of allocation; 0 where there is none. */
  readonly buffer: number
}

/** Every operation, in the order of the codes by which ranks tell each other. */
export const OPERATIONS: readonly Call['operation'][] = [
  'barrier',
  'allReduce',
  'reduceScatter',
  'allGather',
  'broadcast',
  'gatherNumbers',
  'program',
]

/** A call as it is named in errors. */
export function describeCall({ operation, length, root, buffer }: Call): string {
  if (operation === 'program') return 'nothing more (its program has ended)'
  if (operation === 'barrier') return 'barrier()'
  if (operation === 'gatherNumbers') return `gatherNumbers(${length} numbers)`
  const what = `${length} floats of buffer ${buffer}`
  return operation === 'broadcast' ? `broadcast(${what}, root ${root})` : `${operation}(${what})`
}

/** Whether two ranks mean the same. */
export function sameCall(a: Call, b: Call): boolean {
  return a.operation === b.operation && a.length === b.length && a.root === b.root && a.buffer === b.buffer
}

/**
 * Checks what a rank can check alone, before it calls the others.
 * @throws RangeError that names the function, what it expected and what it got
 */
export function checkCall({ operation, length, root }: Call, size: number): void {
  if ((operation === 'reduceScatter' || operation === 'allGather') && length % size !== 0) {
    throw new RangeError(
      `${operation}: expected a length that is a multiple of the group's size ${size}, got ${length}; pad the buffer`,
    )
  }
  if (!(Number.isInteger(root) && root >= 0 && root < size)) {
    throw new RangeError(`${operation}: expected a root from 0 to ${size - 1}, got ${root}`)
  }
}

/**
 * Checks the length of a buffer to allocate.
 * @throws RangeError
 */
export function checkLength(length: number): void {
  if (!(Number.isSafeInteger(length) && length >= 1)) {
    throw new RangeError(`allocate: expected a number of floats of at least 1, got ${length}`)
  }
}

/** The error for a buffer that the group does not know. */
export function foreignBuffer(operation: string): TypeError {
  return new TypeError(`${operation}: expected a buffer that this group's allocate returned`)
}
