/** Ranks that all sum a buffer, but for one, which does something else. */
import type { ProcessGroup } from '../../../../src/contract/collectives.ts'

/** What the one does, after collectives that all have done. */
export type Deed =
  'nothing' | 'barrier' | 'length' | 'root' | 'buffer' | 'throws' | 'ends' | 'aborts' | 'exits' | 'hangs' | 'spins' | 'killed'

/** Which rank does what. */
export interface Astray {
  readonly rank: number
  readonly deed: Deed
}

/** @returns the number of collectives that this rank has done */
export default async function goAstray(group: ProcessGroup, { rank, deed }: Astray): Promise<string> {
  const [buffer, other, alike] = [group.allocate(12), group.allocate(24), group.allocate(12)]
  await group.barrier()
  await group.allReduce(buffer)
  if (group.rank === rank) {
    if (deed === 'barrier') await group.barrier()
    if (deed === 'length') await group.allReduce(other)
    if (deed === 'buffer') await group.allReduce(alike)
    if (deed === 'throws') throw new Error('a deliberate error')
    if (deed === 'ends') return 'ended early'
    if (deed === 'aborts') group.abort('a deliberate end')
    if (deed === 'exits') process.exit(7)
    if (deed === 'killed') process.kill(process.pid, 'SIGKILL')
    if (deed === 'hangs') await new Promise(() => undefined)
    if (deed === 'spins') for (;;);
  }
  if (deed === 'root') await group.broadcast(buffer, group.rank === rank ? 1 : 0)
  else await group.allReduce(buffer)
  return 'done'
}
