/** A rank that looks into a new buffer, and asks twice for what it has begun. */
import type { ProcessGroup } from '../../../../src/contract/collectives.ts'

/** What a rank saw. */
export interface Begun {
  readonly fresh: readonly number[]
  readonly sums: readonly number[]
  readonly shards: readonly (readonly number[])[]
}

/** Sums 1, 2, ... over the ranks, whole and in shards of one float. */
export default async function beginClean(group: ProcessGroup): Promise<Begun> {
  const fresh = Array.from(group.allocate(3).mine)
  const whole = group.allocate(1)
  whole.mine.fill(group.rank + 1)
  const sum = group.start('allReduce', whole)
  await sum.wait()
  const sums = [whole.mine[0] ?? NaN]
  await sum.wait()
  sums.push(whole.mine[0] ?? NaN)
  const shared = group.allocate(group.size)
  shared.mine.fill(group.rank + 1)
  const shard = group.start('reduceScatter', shared)
  const [first, again] = [await shard.wait(), await shard.wait()]
  return { fresh, sums, shards: [Array.from(first ?? []), Array.from(again ?? [])] }
}
