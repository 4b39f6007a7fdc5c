/** Ranks that tell what a variable of their environment holds. */
import type { ProcessGroup } from '../../../../src/contract/collectives.ts'

/** @param name of the variable */
export default function tellVariable(_group: ProcessGroup, name: string): string | undefined {
  return process.env[name]
}
