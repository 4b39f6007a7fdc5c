/** How a flat unit is cut into shards, one a rank. */
import type { Sharding } from '../contract/parallel.ts'

/** Shards are whole numbers of chunks of this many elements, so that norms, summed chunk by chunk, do not depend on the number of ranks. */
const SHARD_MULTIPLE = 256

/**
 * Equal shards that cover `size` elements: each the smallest multiple of `multiple` that does.
 * @param multiple 256 by default; with 1 this is the padding of FSDP's flat parameters
 * @throws RangeError unless size, ranks and multiple are integers >= 1
 */
export function shardUnit(size: number, ranks: number, multiple: number = SHARD_MULTIPLE): Sharding {
  for (const [name, value] of Object.entries({ size, ranks, multiple })) {
    if (!(Number.isInteger(value) && value >= 1)) throw new RangeError(`shardUnit: ${name} must be an integer >= 1, got ${value}`)
  }
  const length = Math.ceil(size / (ranks * multiple)) * multiple
  return { length, padded: ranks * length }
}
