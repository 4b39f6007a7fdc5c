/** Ranks that ask for what cannot be, and tell how they were refused. */
import type { ProcessGroup } from '../../../../src/contract/collectives.ts'

/** What a rank was told. */
export interface Refused {
  /** The errors by what was asked for. */
  readonly told: Readonly<Record<string, string>>
  /** What a sum of ones over the ranks gives afterwards. */
  readonly sum: number
}

/** Asks for one after the other. */
export default async function askForTheImpossible(group: ProcessGroup): Promise<Refused> {
  const buffer = group.allocate(group.size + 1)
  const told: Record<string, string> = {}
  const ask = async (what: string, of: () => unknown): Promise<void> => {
    try {
      await of()
      told[what] = 'was not refused'
    } catch (error) {
      told[what] = String(error)
    }
  }
  await ask('no floats', () => group.allocate(0))
  await ask('half a float', () => group.allocate(1.5))
  if (group.size > 1) {
    await ask('reduceScatter', () => group.reduceScatter(buffer))
    await ask('allGather', () => group.allGather(buffer))
  }
  await ask('root', () => group.broadcast(buffer, group.size))
  await ask('another buffer', () => group.allReduce({ mine: new Float32Array(4) }))
  buffer.mine.fill(1)
  await group.allReduce(buffer)
  return { told, sum: buffer.mine[0] as number }
}
