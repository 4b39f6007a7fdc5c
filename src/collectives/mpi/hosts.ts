/** Machines and how many ranks each takes, as they are written: a:2,b:2. */
import type { Host } from '../../contract/collectives.ts'

/**
 * Reads a list of machines, in the order of ranks; one without a number takes one rank.
 * @throws RangeError that names the entry that is none
 */
export function readHosts(text: string): Host[] {
  return text.split(',').map((entry) => {
    const found = /^(?<name>[^\s:,]+|\[[0-9a-fA-F:.]+\])(?::(?<ranks>[1-9]\d*))?$/.exec(entry.trim())?.groups
    if (found?.name === undefined) throw new RangeError(`readHosts: expected name or name:ranks, as in a:2,b:2, got "${entry}"`)
    return { name: found.name, ranks: Number(found.ranks ?? 1) }
  })
}
