/** What every rank must see of a script, computed from the definitions of the collectives, one number at a time. */
import type { BufferOperation, CollectiveOperation } from '../../../src/contract/collectives.ts'
import { ownNumber } from './own-number.ts'
import type { Seen, Step } from './script.ts'

/** The canonical sum of one number a rank: pairs of neighbours are added, level by level; an odd one waits for the next level. */
export function treeOf(addends: readonly number[]): number {
  let level = addends.map(Math.fround)
  while (level.length > 1) {
    const pairs = Math.floor(level.length / 2)
    const sums = Array.from({ length: pairs }, (_, i) => Math.fround((level[2 * i] as number) + (level[2 * i + 1] as number)))
    level = level.length % 2 === 0 ? sums : [...sums, level.at(-1) as number]
  }
  return level[0] as number
}

/** What each rank sees, by rank. */
export function expectedOf(script: readonly Step[], size: number): Seen[][] {
  const ranks = Array.from({ length: size }, (_, rank) => rank)
  /** Buffer -> rank -> numbers. */
  const buffers: number[][][] = []
  const seen: Seen[][] = ranks.map(() => [])
  const see = (buffer: number, operation: BufferOperation): void => {
    for (const rank of ranks) {
      const values = [...(buffers[buffer]?.[rank] ?? [])]
      const share = values.length / size
      const shard = values.slice(rank * share, (rank + 1) * share)
      seen[rank]?.push(operation === 'reduceScatter' ? { values, shard } : { values })
    }
  }
  const begun = new Map<number, BufferOperation>()
  for (const step of script) {
    if (step.do === 'allocate') buffers.push(ranks.map(() => Array.from({ length: step.length }, () => 0)))
    else if (step.do === 'fill') {
      buffers[step.buffer] = ranks.map((rank) =>
        (buffers[step.buffer]?.[rank] ?? []).map((_, i) => Math.fround(ownNumber(step.seed, rank, i))),
      )
    } else if (step.do === 'gather') {
      const values = ranks.flatMap((rank) => Array.from({ length: step.count }, (_, i) => ownNumber(step.seed, rank, i) / 3))
      for (const rank of ranks) seen[rank]?.push({ values })
    } else if (step.do === 'collective' || step.do === 'start') {
      buffers[step.buffer] = after(step.operation, buffers[step.buffer] ?? [], step.root)
      if (step.do === 'collective') see(step.buffer, step.operation)
      else begun.set(step.buffer, step.operation)
    } else if (step.do === 'wait') see(step.buffer, begun.get(step.buffer) ?? 'allReduce')
  }
  return seen
}

/** The copies after a collective. */
function after(operation: BufferOperation, copies: readonly (readonly number[])[], root: number): number[][] {
  const [size, length] = [copies.length, copies[0]?.length ?? 0]
  const owner = (i: number): number => Math.floor((i * size) / length)
  const at = (rank: number, i: number): number => copies[rank]?.[i] ?? NaN
  const isSum = operation === 'allReduce' || operation === 'reduceScatter'
  const sums = Array.from({ length: isSum ? length : 0 }, (_, i) => treeOf(copies.map((__, rank) => at(rank, i))))
  const sum = (i: number): number => sums[i] ?? NaN
  const becomes: Record<BufferOperation, (rank: number, i: number) => number> = {
    allReduce: (_, i) => sum(i),
    reduceScatter: (rank, i) => (owner(i) === rank ? sum(i) : at(rank, i)),
    allGather: (_, i) => at(owner(i), i),
    broadcast: (_, i) => at(root, i),
  }
  return copies.map((copy, rank) => copy.map((_, i) => becomes[operation](rank, i)))
}

/** A collective that a script calls, and its length. */
export interface Called {
  readonly operation: CollectiveOperation
  readonly length: number
  readonly root: number
}

/** The collectives of a script, in the order in which they begin. */
export function callsOf(script: readonly Step[]): Called[] {
  const lengths = script.flatMap((step) => (step.do === 'allocate' ? [step.length] : []))
  return script.flatMap((step): Called[] => {
    if (step.do === 'barrier') return [{ operation: 'barrier', length: 0, root: 0 }]
    if (step.do === 'gather') return [{ operation: 'gatherNumbers', length: step.count, root: 0 }]
    if (step.do !== 'collective' && step.do !== 'start') return []
    return [{ operation: step.operation, length: lengths[step.buffer] ?? 0, root: step.root }]
  })
}

/** Floats and numbers that cross between ranks, counted one by one: from whom, for each element that a rank needs of another. */
export function bytesCounted({ operation, length, root }: Called, size: number): number[] {
  const sent = Array.from({ length: size }, () => 0)
  const send = (from: number, bytes: number): void => {
    sent[from] = (sent[from] ?? 0) + bytes
  }
  const owners = Array.from({ length: size }, (_, rank) => rank)
  const owns = (rank: number, i: number): boolean =>
    i >= Math.floor((rank * length) / size) && i < Math.floor(((rank + 1) * length) / size)
  for (let i = 0; i < length; i += 1) {
    for (const rank of owners) {
      for (const other of owners.filter((each) => each !== rank)) {
        if (operation === 'gatherNumbers') send(rank, 8)
        if (operation === 'broadcast' && rank === root) send(rank, 4)
        if ((operation === 'allReduce' || operation === 'reduceScatter') && owns(other, i)) send(rank, 4)
        if ((operation === 'allReduce' || operation === 'allGather') && owns(rank, i)) send(rank, 4)
      }
    }
  }
  return sent
}
