/** Ranks of which the last ends the group; the others then try twice to go on. */
import type { ProcessGroup } from '../../../../src/contract/collectives.ts'

/** @returns the errors of two further collectives */
export default async function goOnAfterTheEnd(group: ProcessGroup): Promise<string[]> {
  const buffer = group.allocate(4)
  const attempt = async (of: () => unknown): Promise<string[]> => {
    try {
      await of()
      return []
    } catch (error) {
      return [String(error)]
    }
  }
  await attempt(() => group.barrier()) // a rank that is slow to leave it sees the end here
  if (group.rank === group.size - 1) group.abort('a deliberate end')
  return [...(await attempt(() => group.allReduce(buffer))), ...(await attempt(() => group.allReduce(buffer)))]
}
