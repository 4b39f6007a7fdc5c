/** What MPI's launcher says of a rank that died without a word of its own. */
import type { RankFailure } from '../../contract/collectives.ts'

/** OpenMPI names the rank and the signal, or the status; MPICH the rank and a status, which is the signal where there was one. */
const DEATHS = [
  /process rank (?<rank>\d+) with PID \d+ on node \S+ exited on (?<how>signal \d+ \([^)]*\))/,
  /Process name: \[\[\d+,\d+\],(?<rank>\d+)\]\s+Exit code:\s+(?<how>\d+)/,
  /RANK (?<rank>\d+) PID \d+[^=]*=\s+(?<how>KILLED BY SIGNAL: \d+ \([^)]*\)|EXIT CODE: \d+)/,
  /=\s+(?:RANK|PID) (?<rank>\d+)[\s\S]*?(?<how>EXIT CODE: \d+)/,
]

/**
 * @param said the launcher's errors
 * @param code its exit status
 */
export function launcherFailure(said: string, code: number): RankFailure {
  for (const death of DEATHS) {
    const found = death.exec(said)?.groups
    if (found === undefined) continue
    const how = /^\d+$/.test(found.how ?? '') ? `with status ${found.how}` : `on ${(found.how ?? '').toLowerCase()}`
    return { rank: Number(found.rank), operation: 'program', sequence: 0, reason: `its process exited ${how}` }
  }
  const lines = said.trim().split('\n').slice(-12).join('\n')
  return { rank: -1, operation: 'program', sequence: 0, reason: `the launcher of MPI ended with status ${code}: ${lines}` }
}
