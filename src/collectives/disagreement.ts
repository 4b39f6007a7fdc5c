/** Ranks that came to one collective and mean different ones. */
import type { RankFailure } from '../contract/collectives.ts'
import { type Call, describeCall, sameCall } from './call.ts'

/** The rank that went astray: the first that differs from what most ranks called, or, of equally many, from the lowest rank. */
export function disagreement(calls: readonly Call[]): Omit<RankFailure, 'sequence'> | undefined {
  if (calls.every((call) => sameCall(call, calls[0] as Call))) return undefined
  const backers = calls.map((call) => calls.filter((other) => sameCall(call, other)).length)
  const usual = calls[backers.indexOf(Math.max(...backers))] as Call
  const rank = calls.findIndex((call) => !sameCall(call, usual))
  const reason = `ranks called different collectives: ${calls.map((call, r) => `rank ${r} called ${describeCall(call)}`).join(', ')}`
  return { rank, operation: (calls[rank] as Call).operation, reason }
}
