/** Runs a program on several ranks in this thread, in lock step. */
import type { ProcessGroup, RankFailure, RankJob, RankOutcome } from '../contract/collectives.ts'
import { failureOf } from './failure.ts'
import { localGroup } from './local-group.ts'
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
  return runRanks(
    [localGroup()],
    (group) => run(group, structuredClone(data)),
    () => Promise.resolve(),
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
  let failure: RankFailure | undefined
  const end = (): void => {
    failure ??= { rank: -1, operation: 'program', sequence: 0, reason: String(signal?.reason) }
    groups[0]?.abort(failure.reason)
  }
  signal?.addEventListener('abort', end)
  const results: unknown[] = groups.map(() => undefined)
  await Promise.all(
    groups.map(async (group, rank) => {
      try {
        results[rank] = await run(group)
        await leave(rank)
      } catch (error) {
        failure ??= failureOf(error, rank, begun(group))
        group.abort(failure.reason)
      }
    }),
  )
  signal?.removeEventListener('abort', end)
  return failure === undefined ? { results } : { results, failure }
}

/** Collectives that a rank has begun. */
function begun({ traffic }: ProcessGroup): number {
  return Object.values(traffic.calls).reduce((sum, calls) => sum + calls, 0)
}
