/** What a collective does to the ranks' copies, all of them at hand. */
import type { Call } from './call.ts'
import { sumRange } from './canonical-sum.ts'
import { shareOf } from './traffic.ts'

/** @param copies the buffer of the call, one copy a rank */
export function perform({ operation, length, root }: Call, copies: readonly Float32Array[]): void {
  const shares = copies.map((copy, rank) => ({ copy, ...shareOf(rank, copies.length, length) }))
  if (operation === 'reduceScatter' || operation === 'allReduce') {
    for (const { copy, from, to } of shares) sumRange(copies, from, to, copy)
  }
  if (operation === 'allGather' || operation === 'allReduce') {
    for (const { copy: source, from, to } of shares) {
      for (const { copy } of shares) if (copy !== source) copy.set(source.subarray(from, to), from)
    }
  }
  if (operation === 'broadcast') {
    const source = copies[root] as Float32Array
    for (const copy of copies) if (copy !== source) copy.set(source)
  }
}
