/** What MPI's launcher says of a rank that died without a word of its own. */
import type { RankFailure } from '../../contract/collectives.ts'

/** OpenMPI names the rank, the process and the signal, or the rank and a status; MPICH the process and a status, which is the signal where there was one. */
const DEATHS = [
  /process rank (?<rank>\d+) with PID \d+ on node \S+ exited on (?<how>signal \d+ \([^)]*\))/,
  /Process name: \[\[\d+,\d+\],(?<rank>\d+)\]\s+Exit code:\s+(?<how>\d+)/,
  /BAD TERMINATION[\s\S]*?PID (?<pid>\d+) [\s\S]*?EXIT STRING: [^(\n]*\((?<how>signal \d+)\)/,
  /BAD TERMINATION[\s\S]*?PID (?<pid>\d+) [\s\S]*?EXIT CODE: (?<how>\d+)/,
]

/** Whether a text is MPICH's notice of a death, which it writes between what the ranks write. */
export function isNotice(text: string): boolean {
  return text.includes('BAD TERMINATION OF ONE OF YOUR APPLICATION PROCESSES')
}

/**
 * The rank that the launcher says has died.
 * @param said by the launcher
 * @param rankOf the rank of a process
 */
export function deathOf(said: string, rankOf: (pid: number) => number | undefined): RankFailure | undefined {
  for (const death of DEATHS) {
    const found = death.exec(said)?.groups
    if (found === undefined) continue
    const how = /^\d+$/.test(found.how ?? '') ? `with status ${found.how}` : `on ${(found.how ?? '').toLowerCase()}`
    const rank = found.rank === undefined ? rankOf(Number(found.pid)) : Number(found.rank)
    return { rank: rank ?? -1, operation: 'program', sequence: 0, reason: `its process exited ${how}` }
  }
  return undefined
}

/** A launcher that has ended without its ranks, and names none. */
export function withoutDeath(said: string, code: number): RankFailure {
  const lines = said.trim().split('\n').slice(-12).join('\n')
  return { rank: -1, operation: 'program', sequence: 0, reason: `the launcher of MPI ended with status ${code}: ${lines}` }
}
