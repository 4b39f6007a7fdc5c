/** What a rank does, as data: every rank runs the same script, and what it must leave can be computed without any collective. */
import fc from 'fast-check'
import type { BufferOperation } from '../../../src/contract/collectives.ts'

/** One thing to do. Buffers are named by the order in which they were allocated. */
export type Step =
  | { readonly do: 'allocate'; readonly length: number }
  /** Writes numbers of this rank's own into its copy. */
  | { readonly do: 'fill'; readonly buffer: number; readonly seed: number }
  | { readonly do: 'barrier' }
  | { readonly do: 'collective'; readonly operation: BufferOperation; readonly buffer: number; readonly root: number }
  /** The same, begun; it ends with a `wait` for the buffer. */
  | { readonly do: 'start'; readonly operation: BufferOperation; readonly buffer: number; readonly root: number }
  | { readonly do: 'wait'; readonly buffer: number }
  | { readonly do: 'gather'; readonly count: number; readonly seed: number }

/** What a rank saw, one entry for each collective, in the order in which they ended. */
export interface Seen {
  /** The copy of the buffer after the collective, or the gathered numbers. */
  readonly values: ArrayLike<number>
  /** The shard, after a reduceScatter. */
  readonly shard?: ArrayLike<number>
}

const OPERATIONS: readonly BufferOperation[] = ['allReduce', 'reduceScatter', 'allGather', 'broadcast']

/** A script for so many ranks: allocations, then blocking collectives, collectives that overlap, barriers and gathers in any order. */
export function scripts(size: number, [minLength, maxLength] = [1, 8]): fc.Arbitrary<Step[]> {
  const buffers = [size, 3 * size, 16 * size]
  const buffer = fc.nat(buffers.length - 1)
  const root = fc.nat(size - 1)
  const seed = fc.nat(0xffff)
  const operation = fc.constantFrom(...OPERATIONS)
  const gather = fc.record({ do: fc.constant('gather' as const), count: fc.nat(5), seed })
  const barrier = fc.constant<Step>({ do: 'barrier' })
  const blocking = fc
    .record({ operation, buffer, root, seed })
    .map((one): Step[] => [fill(one.buffer, one.seed), { ...one, do: 'collective' }])
  const overlapping = fc
    .record({
      operations: fc.tuple(operation, operation, operation),
      ended: fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
      between: gather,
      root,
      seed,
    })
    .map((many): Step[] => [
      ...buffers.map((_, b) => fill(b, many.seed + b)),
      ...many.operations.map((each, b): Step => ({ do: 'start', operation: each, buffer: b, root: many.root })),
      many.between,
      ...many.ended.map((b): Step => ({ do: 'wait', buffer: b })),
    ])
  const part = fc.oneof(
    { weight: 4, arbitrary: blocking },
    overlapping,
    barrier.map((step) => [step]),
    gather.map((step) => [step]),
  )
  const allocations = buffers.map((length): Step => ({ do: 'allocate', length }))
  return fc.array(part, { minLength, maxLength }).map((parts) => [...allocations, ...parts.flat()])
}

/** One long script for each number of ranks, the same in every run: for ranks that are dear to begin. */
export function longScripts(sizes: readonly number[]): { readonly size: number; readonly script: Step[] }[] {
  return sizes.flatMap((size) =>
    fc.sample(scripts(size, [24, 24]), { seed: size, numRuns: 1 }).map((script) => ({ size, script })),
  )
}

/** Every operation once over a buffer of each of the lengths, with the rest of the alphabet in between. */
export function everyOperation(lengths: readonly number[], size: number): Step[] {
  return lengths.flatMap((length, buffer): Step[] => [
    { do: 'allocate', length },
    ...OPERATIONS.flatMap((operation, i): Step[] => [
      fill(buffer, i),
      { do: 'collective', operation, buffer, root: size - 1 },
      { do: 'gather', count: 3, seed: i },
      { do: 'barrier' },
    ]),
  ])
}

/** So many all-reduces, all open at once and waited for from the last to the first. */
export function manyOpen(count: number, size: number): Step[] {
  const buffers = Array.from({ length: count }, (_, b) => b)
  return [
    ...buffers.map((b): Step => ({ do: 'allocate', length: 1 + ((7 * b) % 5) * size })),
    ...buffers.map((b) => fill(b, b)),
    ...buffers.map((b): Step => ({ do: 'start', operation: 'allReduce', buffer: b, root: 0 })),
    ...buffers.toReversed().map((b): Step => ({ do: 'wait', buffer: b })),
  ]
}

function fill(buffer: number, seed: number): Step {
  return { do: 'fill', buffer, seed }
}
