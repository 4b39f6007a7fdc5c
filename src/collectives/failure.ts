/** The error by which a group ends early. */
import type { RankFailure } from '../contract/collectives.ts'

/** A collective that could not be done, on any rank: it names the rank at fault, what that rank was doing, and why it failed. */
export class CollectiveError extends Error implements RankFailure {
  readonly rank: number
  readonly operation: RankFailure['operation']
  readonly sequence: number
  readonly reason: string

  constructor({ rank, operation, sequence, reason }: RankFailure) {
    super(`rank ${rank}, ${operation} (collective ${sequence}): ${reason}`)
    this.name = 'CollectiveError'
    this.rank = rank
    this.operation = operation
    this.sequence = sequence
    this.reason = reason
  }
}

/** What went wrong, as plain data. A rank's own exception is a failure of its program. */
export function failureOf(error: unknown, rank: number, sequence: number): RankFailure {
  if (error instanceof CollectiveError) {
    return { rank: error.rank, operation: error.operation, sequence: error.sequence, reason: error.reason }
  }
  return {
    rank,
    operation: 'program',
    sequence,
    reason: `threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  }
}

/** The failure of a job that was ended from outside. */
export function fromOutside(signal: AbortSignal | undefined): RankFailure {
  const reason: unknown = signal?.reason
  return { rank: -1, operation: 'program', sequence: 0, reason: reason instanceof Error ? reason.message : String(reason) }
}
