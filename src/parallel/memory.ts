/** What a rank keeps of a model, in bytes. */
import type { ShardedState } from '../contract/parallel.ts'

/** Bytes a parameter: float32 value, float32 gradient, AdamW's two float32 moments. */
const BYTES = { parameters: 4, gradients: 4, moments: 8 } as const

const SHARDED: Readonly<Record<ShardedState, readonly (keyof typeof BYTES)[]>> = {
  nothing: [],
  moments: ['moments'],
  'moments and gradients': ['moments', 'gradients'],
  everything: ['moments', 'gradients', 'parameters'],
}

/**
 * Bytes of parameters, gradients and moments on each rank (Rajbhandari et al. 2020, ZeRO): 16 P in all, of which the sharded ones are
 * divided by the number of ranks.
 * @param parameters counted with the padding of the units, if the shards are to be exact
 * @throws RangeError unless both counts are integers >= 1
 */
export function stateBytes(parameters: number, ranks: number, sharded: ShardedState): number {
  requireCounts('stateBytes', { parameters, ranks })
  const kinds = Object.entries(BYTES) as [keyof typeof BYTES, number][]
  return kinds.reduce((sum, [kind, bytes]) => sum + (bytes * parameters) / (SHARDED[sharded].includes(kind) ? ranks : 1), 0)
}

/** @throws RangeError that names `caller` and the count that is no integer >= 1 */
export function requireCounts(caller: string, counts: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(counts)) {
    if (!(Number.isInteger(count) && count >= 1)) throw new RangeError(`${caller}: ${name} must be an integer >= 1, got ${count}`)
  }
}
