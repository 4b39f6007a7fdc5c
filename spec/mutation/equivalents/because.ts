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
  readonly because: string
}

/** Changes that have one reason: file, line, what it was, what it becomes and, where the line occurs more than once, the line before it or `everywhere`. */
export function because(
  reason: string,
  ...changes: readonly (readonly [file: string, line: string, was: string, becomes: string, after?: string])[]
): Equivalent[] {
  return changes.map(([file, line, was, becomes, after]) => ({ file, line, was, becomes, after, because: reason }))
}
