/** Ranks that meet again and again, and look each time whether what they see is of this round. */
import type { ProcessGroup } from '../../../../src/contract/collectives.ts'

/** @returns rounds until a value of another round was seen: all of them if none was */
export default async function meetAgainAndAgain(group: ProcessGroup, { rounds }: { readonly rounds: number }): Promise<number> {
  const buffer = group.allocate(group.size)
  const { mine } = buffer
  for (let round = 0; round < rounds; round += 1) {
    mine[group.rank] = round
    await group.allGather(buffer)
    if (!mine.every((value) => value === round)) return round
    await group.barrier()
  }
  return rounds
}
