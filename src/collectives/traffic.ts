/** What a rank sends: the formula, and the counters of a group. */
import type { CollectiveOperation, Traffic } from '../contract/collectives.ts'
import type { Call } from './call.ts'

/**
 * Bytes that each rank sends to others in one collective, by rank, when a sum is made by its owner.
 * @param length of the buffer in floats, or of one rank's numbers
 * @param root of a broadcast
 */
export function bytesSent(operation: CollectiveOperation, length: number, size: number, root = 0): number[] {
  return Array.from({ length: size }, (_, rank) => bytesOf(operation, length, size, root, rank))
}

function bytesOf(operation: CollectiveOperation, length: number, size: number, root: number, rank: number): number {
  const { from, to } = shareOf(rank, size, length)
  const [mine, others] = [to - from, size - 1]
  const bytes: Record<CollectiveOperation, number> = {
    barrier: 0,
    allReduce: 4 * (length - mine + mine * others),
    reduceScatter: 4 * (length - mine),
    allGather: 4 * mine * others,
    broadcast: rank === root ? 4 * length * others : 0,
    gatherNumbers: 8 * length * others,
  }
  return bytes[operation]
}

/** The elements that a rank owns: equal shares where they divide, else shares that differ by one. */
export function shareOf(rank: number, size: number, length: number): { from: number; to: number } {
  return { from: Math.floor((rank * length) / size), to: Math.floor(((rank + 1) * length) / size) }
}

/** The counters of one rank. */
export class TrafficCounter implements Traffic {
  readonly calls: Record<CollectiveOperation, number> = {
    barrier: 0,
    allReduce: 0,
    reduceScatter: 0,
    allGather: 0,
    broadcast: 0,
    gatherNumbers: 0,
  }
  bytesSent = 0
  waitMs = 0

  /** Counts a call that begins. */
  begin({ operation, length, root }: Call, rank: number, size: number): void {
    if (operation === 'program') return
    this.calls[operation] += 1
    this.bytesSent += bytesOf(operation, length, size, root, rank)
  }
}
