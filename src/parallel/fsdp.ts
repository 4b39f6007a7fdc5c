/** Fully sharded data parallel: every rank keeps one shard of each unit; a whole is gathered for as long as it is used. */
import type { ProcessGroup, SharedBuffer } from '../contract/collectives.ts'
import type { Unit } from '../contract/model.ts'
import { shardUnit } from './shard.ts'
import type { Shard, Strategy, StrategyOptions } from './strategy.ts'

/**
 * FSDP. The root stays gathered from its first use to the end of the backward pass; of the blocks one is gathered at a time, or, where they
 * are not resharded after the forward pass, each from its forward to its backward. What is released is overwritten with NaN, so that whoever
 * uses a stale whole sees it in the loss.
 */
export function fsdp(group: ProcessGroup, units: readonly Unit[], options: StrategyOptions): Strategy {
  const { moments, reshardAfterForward = true } = options
  const { rank, size } = group
  const shardings = units.map(({ padded }) => shardUnit(padded, size))
  const shards = units.map((unit, u): Shard => {
    const { length } = at(shardings, u)
    const array = () => new Float32Array(length)
    return { unit, start: rank * length, parameters: array(), gradient: array(), moments: Array.from({ length: moments }, array) }
  })
  const wholes = buffersOf(group, shardings, reshardAfterForward)
  const gradients = buffersOf(group, shardings, true)
  const used = (buffers: readonly SharedBuffer[]) => units.map(({ padded }, u) => at(buffers, u).mine.subarray(0, padded))
  const [usedWholes, usedGradients] = [used(wholes), used(gradients)]
  /** The unit whose whole a buffer holds. */
  const gathered = new Map<SharedBuffer, number>()

  const mineOf = (u: number, buffer: SharedBuffer): Float32Array => {
    const { start, parameters } = at(shards, u)
    return buffer.mine.subarray(start, start + parameters.length)
  }
  const drop = (u: number): void => {
    at(wholes, u).mine.fill(NaN)
    gathered.delete(at(wholes, u))
  }
  return {
    name: 'fsdp',
    shards,
    wholeBytes: [...new Set([...wholes, ...gradients])].reduce((bytes, { mine }) => bytes + mine.byteLength, 0),
    async begin(initial) {
      for (const [u, shard] of shards.entries()) {
        const buffer = at(wholes, u)
        buffer.mine.fill(0).set(at(initial, u))
        await group.broadcast(buffer, 0)
        shard.parameters.set(mineOf(u, buffer))
        drop(u)
      }
    },
    async gather(u) {
      const buffer = at(wholes, u)
      if (gathered.get(buffer) !== u) {
        mineOf(u, buffer).set(at(shards, u).parameters)
        await group.allGather(buffer)
        gathered.set(buffer, u)
      }
      return at(usedWholes, u)
    },
    release(u, pass) {
      const gone = pass === 'backward' || reshardAfterForward
      if (gone) drop(u)
      return gone
    },
    gradientOf: (u) => at(usedGradients, u),
    async reduce(u) {
      const buffer = at(gradients, u)
      buffer.mine.fill(0, at(units, u).padded)
      at(shards, u).gradient.set(await group.reduceScatter(buffer))
      buffer.mine.fill(NaN)
    },
    finish: () => undefined,
    async assemble(u, shard) {
      const buffer = at(wholes, u)
      mineOf(u, buffer).set(shard)
      await group.allGather(buffer)
      const whole = at(usedWholes, u).slice()
      drop(u)
      return whole
    },
  }
}

/** A buffer for the root, and one for all blocks of equal length, or one for each block. */
function buffersOf(group: ProcessGroup, shardings: readonly { readonly padded: number }[], oneForAll: boolean): SharedBuffer[] {
  const ofLength = new Map<number, SharedBuffer>()
  return shardings.map(({ padded }, u) => {
    if (u === 0 || !oneForAll) return group.allocate(padded)
    const buffer = ofLength.get(padded) ?? group.allocate(padded)
    ofLength.set(padded, buffer)
    return buffer
  })
}

function at<T>(list: readonly T[], i: number): T {
  return list[i] as T
}
