/** Distributed data parallel: every rank keeps all parameters, and gradients are summed over the ranks. */
import type { ProcessGroup, SharedBuffer, Started } from '../contract/collectives.ts'
import type { Unit } from '../contract/model.ts'
import type { Shard, Strategy, StrategyOptions } from './strategy.ts'

/** A part of a unit's gradient that is summed in one collective. */
interface Bucket {
  readonly from: number
  readonly buffer: SharedBuffer
}

/** A sum that has begun, and where it goes. */
interface Running extends Bucket {
  readonly whole: Float32Array
  readonly sum: Started<void>
}

/** A unit's gradient: filled in place where it is one bucket, copied in and out of the buckets where it is several. */
interface Gradient {
  readonly whole: Float32Array
  readonly buckets: readonly Bucket[]
}

/**
 * DDP: nothing is gathered or released, and a shard is the whole unit. A unit's sum begins as soon as its gradient is there, and no rank
 * waits for the others before all have begun: the sums overlap with the backward pass of the units before, and with one another.
 */
export function ddp(group: ProcessGroup, units: readonly Unit[], options: StrategyOptions): Strategy {
  const { moments, bucketFloats = Infinity } = options
  if (!(bucketFloats >= 1)) throw new RangeError(`ddp: bucketFloats must be at least 1, got ${bucketFloats}`)
  const parameters = units.map(({ padded }) => group.allocate(padded))
  const gradients = units.map(({ padded }) => gradientOf(group, padded, bucketFloats))
  const shards = units.map((unit, u): Shard => {
    const own = Array.from({ length: moments }, () => new Float32Array(unit.padded))
    return { unit, start: 0, parameters: at(parameters, u).mine, gradient: at(gradients, u).whole, moments: own }
  })
  const running: Running[] = []
  return {
    name: 'ddp',
    shards,
    wholeBytes: gradients.reduce((bytes, { buckets }) => bytes + (buckets.length > 1 ? 4 * lengthOf(buckets) : 0), 0),
    async begin(initial) {
      for (const [u, buffer] of parameters.entries()) {
        buffer.mine.set(at(initial, u))
        await group.broadcast(buffer, 0)
      }
    },
    gather: (u) => at(parameters, u).mine,
    release: () => false,
    gradientOf: (u) => at(gradients, u).whole,
    reduce(u) {
      const { whole, buckets } = at(gradients, u)
      for (const { from, buffer } of buckets) {
        if (buffer.mine !== whole) buffer.mine.set(whole.subarray(from, from + buffer.mine.length))
        running.push({ whole, from, buffer, sum: group.start('allReduce', buffer) })
      }
    },
    async finish() {
      for (const { whole, from, buffer, sum } of running.splice(0)) {
        await sum.wait()
        if (buffer.mine !== whole) whole.set(buffer.mine, from)
      }
    },
    assemble: (_, shard) => shard.slice(),
  }
}

function gradientOf(group: ProcessGroup, length: number, bucketFloats: number): Gradient {
  const buckets: Bucket[] = []
  for (let from = 0; from < length; from += bucketFloats) {
    buckets.push({ from, buffer: group.allocate(Math.min(bucketFloats, length - from)) })
  }
  return { whole: buckets.length === 1 ? at(buckets, 0).buffer.mine : new Float32Array(length), buckets }
}

function lengthOf(buckets: readonly Bucket[]): number {
  return buckets.reduce((sum, { buffer }) => sum + buffer.mine.length, 0)
}

function at<T>(list: readonly T[], i: number): T {
  return list[i] as T
}
