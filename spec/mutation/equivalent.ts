/** Changes that change nothing that anybody can see, each with the reason: they count neither as killed nor as survived. */

export interface Equivalent {
  /** Relative to `src`. */
  readonly file: string
  /** A line of the compiled file, without the spaces around it. */
  readonly line: string
  readonly was: string
  readonly becomes: string
  readonly because: string
}

export const equivalents: readonly Equivalent[] = []
