/** A change that changes nothing that the contract speaks of, or nothing at all, with the reason. */
export interface Equivalent {
  /** Relative to `src`. */
  readonly file: string
  /** A line of the compiled file, without the spaces around it. */
  readonly line: string
  readonly was: string
  readonly becomes: string
  /** Where the file has the line more than once: the line before it, or `everywhere` if all of them are meant. */
  readonly after: string | undefined
  /** Where the line has the change more than once: which of them, from 1; all are meant with `everywhere` only. */
  readonly nth: number | undefined
  readonly because: string
}

/**
 * Changes that have one reason: file, line, what it was, what it becomes and, where the line occurs more than once, the line before it or
 * `everywhere`; where the line has the change more than once, which of them, from 1.
 */
export function because(
  reason: string,
  ...changes: readonly (readonly [
    file: string,
    line: string,
    was: string,
    becomes: string,
    after?: string | undefined,
    nth?: number,
  ])[]
): Equivalent[] {
  return changes.map(([file, line, was, becomes, after, nth]) => ({ file, line, was, becomes, after, nth, because: reason }))
}
