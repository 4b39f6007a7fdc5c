/** Ranks that sum without end, once they have said that they are about to. */
import { writeFileSync } from 'node:fs'
import type { ProcessGroup } from '../../../../src/contract/collectives.ts'

/** @param signal path of a file that rank 0 writes after some sums */
export default async function sumWithoutEnd(group: ProcessGroup, { signal }: { readonly signal: string }): Promise<never> {
  const buffer = group.allocate(2 ** 18)
  for (let round = 0; ; round += 1) {
    await group.allReduce(buffer)
    if (round === 3 && group.rank === 0) writeFileSync(signal, '')
  }
}
