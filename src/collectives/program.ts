/** The module that runs as a rank. */
import type { RankJob, RankProgram } from '../contract/collectives.ts'

/** How long a rank waits for the others in one collective, by default. */
export const DEADLINE_MS = 30_000

/** What ranks get at least to begin: to start, load their program, and meet. */
export const BEGIN_MS = 30_000

/**
 * @param program URL of the module
 * @throws TypeError if its default export is no function; whatever the module itself throws
 */
export async function programOf(program: string | URL): Promise<RankProgram> {
  const module = (await import(String(program))) as { readonly default?: unknown }
  if (typeof module.default !== 'function') {
    throw new TypeError(`${String(program)}: expected a default export (group, data) => result, got ${typeof module.default}`)
  }
  return module.default as RankProgram
}

/**
 * Checks the numbers of a job.
 * @param launcher named in the error
 * @throws RangeError
 */
export function checkJob(
  launcher: string,
  { ranks, deadlineMs = 1 }: { readonly ranks: number; readonly deadlineMs?: RankJob['deadlineMs'] | undefined },
): void {
  if (!(Number.isInteger(ranks) && ranks >= 1))
    throw new RangeError(`${launcher}: expected a number of ranks of at least 1, got ${ranks}`)
  if (!(deadlineMs > 0)) throw new RangeError(`${launcher}: expected a deadline of more than 0 ms, got ${deadlineMs}`)
}
