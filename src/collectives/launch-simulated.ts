/** Runs a program on several ranks in this thread, in lock step. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { ProcessGroup, RankFailure, RankJob, RankOutcome } from '../contract/collectives.ts'
import { failureOf, fromOutside } from './failure.ts'
import { localWorld } from './local-group.ts'
import { checkJob, programOf } from './program.ts'
import { simulatedWorld } from './simulated-group.ts'

/** Runs a program's ranks in this thread; for exact specs. A rank that never ends, and waits for no other, is never ended. */
export async function launchSimulated({ ranks, program, data, deadlineMs, signal }: RankJob): Promise<RankOutcome> {
  checkJob('launchSimulated', { ranks, deadlineMs })
  const run = await programOf(program)
  return runSimulated(ranks, (group) => run(group, structuredClone(data)), { deadlineMs, signal })
}

/** Runs a program on one rank in this thread, alone. */
export async function launchLocal({ ranks, program, data, deadlineMs, signal }: RankJob): Promise<RankOutcome> {
  checkJob('launchLocal', { ranks, deadlineMs })
  if (ranks !== 1) throw new RangeError(`launchLocal: expected 1 rank, got ${ranks}`)
  const run = await programOf(program)
  const world = localWorld()
  return runRanks(
    world.groups,
    (group) => run(group, structuredClone(data)),
    async () => world.leave(),
    signal,
  )
}

/**
 * Runs a function on several ranks in this thread.
 * @param run called once a rank with that rank's group
 */
export async function runSimulated(
  ranks: number,
  run: (group: ProcessGroup) => unknown,
  options: { readonly deadlineMs?: number | undefined; readonly signal?: AbortSignal | undefined } = {},
): Promise<RankOutcome> {
  const world = simulatedWorld(ranks, options.deadlineMs)
  return runRanks(world.groups, run, (rank) => world.leave(rank), options.signal)
}

async function runRanks(
  groups: readonly ProcessGroup[],
  run: (group: ProcessGroup) => unknown,
  leave: (rank: number) => Promise<void>,
  signal: AbortSignal | undefined,
): Promise<RankOutcome> {
  const results: unknown[] = groups.map(() => undefined)
  let failure: RankFailure | undefined
  let failed!: () => void
  const failing = new Promise<void>((resolve) => (failed = resolve))
  const fail = (told: RankFailure): void => {
    failure ??= told
    groups[0]?.abort(failure.reason)
    failed()
  }
  const end = (): void => fail(fromOutside(signal))
  signal?.addEventListener('abort', end)
  if (signal?.aborted === true) end()
  const all = groups.map(async (group, rank) => {
    try {
      results[rank] = await run(group)
      await leave(rank)
    } catch (error) {
      fail(failureOf(error, rank, begun(group)))
    }
  })
  await Promise.race([Promise.all(all), failing])
  // Ranks that waited have their error by the next turn; one that never ends cannot be ended from its own thread.
  if (failure !== undefined) await nextTurn()
  signal?.removeEventListener('abort', end)
  return failure === undefined ? { results } : { results, failure }
}

/** Collectives that a rank has begun. */
function begun({ traffic }: ProcessGroup): number {
  return Object.values(traffic.calls).reduce((sum, calls) => sum + calls, 0)
}
