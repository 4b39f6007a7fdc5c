/** What MPI's launcher says of a rank that died without a word of its own. */
import type { RankFailure } from '../../contract/collectives.ts'

/** OpenMPI names the rank and the signal, or the rank and a status. */
const DEATHS = [
  /process rank (?<rank>\d+) with PID \d+ on node \S+ exited on (?<how>signal \d+)/,
  /Process name: \[\[\d+,\d+\],(?<rank>\d+)\]\s+Exit code:\s+(?<how>\d+)/,
]

/** Whether a text is MPICH's notice of a death, which it writes between what the ranks write. */
export function isNotice(text: string): boolean {
  return text.includes('BAD TERMINATION OF ONE OF YOUR APPLICATION PROCESSES')
}

/** The rank that the launcher says has died. @param said by the launcher */
export function deathOf(said: string): RankFailure | undefined {
  for (const death of DEATHS) {
    const found = death.exec(said)?.groups
    if (found === undefined) continue
    const how = found.how?.startsWith('signal') === true ? `on ${found.how}` : `with status ${found.how}`
    return { rank: Number(found.rank), operation: 'program', sequence: 0, reason: `its process exited ${how}` }
  }
  return undefined
}

/** A launcher that has ended without its ranks, and names none. */
export function withoutDeath(said: string, code: number): RankFailure {
  const lines = said.trim().split('\n').slice(-12).join('\n')
  return { rank: -1, operation: 'program', sequence: 0, reason: `the launcher of MPI ended with status ${code}: ${lines}` }
}
