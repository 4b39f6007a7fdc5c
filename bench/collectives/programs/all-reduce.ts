/** Ranks that time how long it takes until every copy of a buffer holds the sum. */
import type { ProcessGroup } from '../../../src/contract/collectives.ts'

/** What is timed. */
export interface Timed {
  /** Floats of a buffer. */
  readonly lengths: readonly number[]
  /** All-reduces of each; one more comes first, untimed. */
  readonly repeats: number
}

/** @returns milliseconds, by length and repeat, from a common barrier to this rank's return */
export default async function timeAllReduce(group: ProcessGroup, { lengths, repeats }: Timed): Promise<number[][]> {
  const times: number[][] = []
  for (const length of lengths) {
    const buffer = group.allocate(length)
    buffer.mine.fill(1)
    await group.allReduce(buffer)
    const ofLength: number[] = []
    for (let i = 0; i < repeats; i += 1) {
      buffer.mine.fill(1)
      await group.barrier()
      const began = performance.now()
      await group.allReduce(buffer)
      ofLength.push(performance.now() - began)
    }
    if (buffer.mine[length - 1] !== group.size)
      throw new Error(`all-reduce of ones: expected ${group.size}, got ${buffer.mine[length - 1]}`)
    times.push(ofLength)
  }
  return times
}
