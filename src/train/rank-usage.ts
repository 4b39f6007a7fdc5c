/** What one rank has used of its machine: processor time, memory, and what it sent. */
import { readFileSync } from 'node:fs'
import { getHeapStatistics } from 'node:v8'
import type { ProcessGroup } from '../contract/collectives.ts'
import type { RankUsage } from '../contract/parallel.ts'

/** Linux counts a thread's processor time in hundredths of a second. */
const TICK_MS = 10

/** Use so far. Simulated ranks share a thread: their processor time is not told apart. */
export function rankUsage({ kind, traffic }: ProcessGroup): RankUsage {
  const cpuMs = kind === 'simulated' ? undefined : kind === 'threads' ? threadCpuMs() : processCpuMs()
  return {
    ...(cpuMs === undefined ? {} : { cpuMs }),
    memoryBytes: kind === 'threads' ? threadBytes() : process.memoryUsage.rss(),
    bytesSent: traffic.bytesSent,
  }
}

/** The heap and the arrays outside it: a thread has no resident memory of its own. */
function threadBytes(): number {
  const { used_heap_size: heap, external_memory: outside } = getHeapStatistics()
  return heap + outside
}

function processCpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** A synchronous read is done by the thread that asks: it is about this thread. Undefined where there is no such file. */
function threadCpuMs(): number | undefined {
  try {
    // The name of the program, in brackets, may hold spaces; utime and stime are the 12th and 13th field after it.
    const fields = readFileSync('/proc/thread-self/stat', 'utf8').split(') ').at(-1)?.split(' ') ?? []
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS
  } catch {
    return undefined
  }
}
