/** The joint norm of all gradients, whole or in shards, with the same bits either way. */
import type { ProcessGroup } from '../contract/collectives.ts'
import { CHUNK, normOfChunks, sumsOfSquares } from '../optim/clip.ts'
import type { Strategy } from './strategy.ts'

/**
 * The norm of a gradient that lies in shards: the sums of squares of its chunks, added in the order in which the chunks lie in the whole.
 * @param units for every unit its shards, in the order of ranks; each of them whole chunks of 256 elements
 */
export function shardedNorm(units: readonly (readonly Float32Array[])[]): number {
  return normOfChunks(Float64Array.from(units.flatMap((shards) => shards.flatMap((shard) => [...sumsOfSquares(shard)]))))
}

/** Sums of squares of this rank's shards, chunk by chunk, unit after unit. */
export function chunkSums({ shards }: Strategy): Float64Array {
  return Float64Array.from(shards.flatMap(({ gradient }) => [...sumsOfSquares(gradient)]))
}

/**
 * The norm of the gradients of all units, the same on every rank. Collective under `fsdp`; elsewhere every rank has it all.
 * @param own this rank's `chunkSums`
 */
export async function globalNorm(group: ProcessGroup, { name, shards }: Strategy, own: Float64Array): Promise<number> {
  if (name !== 'fsdp') return normOfChunks(own)
  const all = await group.gatherNumbers(own)
  const inOrder = new Float64Array(all.length)
  let to = 0
  let first = 0
  for (const { gradient } of shards) {
    const chunks = gradient.length / CHUNK
    for (let rank = 0; rank < group.size; rank += 1) {
      const from = rank * own.length + first
      inOrder.set(all.subarray(from, from + chunks), to)
      to += chunks
    }
    first += chunks
  }
  return normOfChunks(inOrder)
}
