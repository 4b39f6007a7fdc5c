/** Ranks that tell in which thread they run; the last may throw instead. */
import { threadId } from 'node:worker_threads'
import type { ProcessGroup } from '../../../../src/contract/collectives.ts'

/** @returns the id of the thread */
export default function tellThread(group: ProcessGroup, { deed }: { readonly deed: 'nothing' | 'throws' }): number {
  if (deed === 'throws' && group.rank === group.size - 1) throw new Error('a deliberate error')
  return threadId
}
