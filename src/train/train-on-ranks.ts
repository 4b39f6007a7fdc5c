/** Training for given steps on ranks of any kind. */
import { launchSimulated } from '../collectives/launch-simulated.ts'
import { launchMpi } from '../collectives/mpi/launch-mpi.ts'
import { threadPool } from '../collectives/threads/thread-pool.ts'
import type { Launch } from '../contract/collectives.ts'
import type { RankTrace, TrainingJob, TrainingOutcome } from '../contract/parallel.ts'

/** Threads are kept for the next job: a run of a few steps is shorter than the start of its threads. They keep no process alive. */
const threads = threadPool()

const launchers: Readonly<Record<TrainingJob['transport'], Launch>> = {
  simulated: launchSimulated,
  threads: threads.launch,
  mpi: launchMpi,
}

/**
 * Runs the job's steps on its ranks.
 * @param program the module that runs as a rank; a spec gives another one to show that its fault is seen
 */
export async function trainOnRanks(
  job: TrainingJob,
  program: { readonly url: URL; readonly data?: unknown } = { url: new URL('./rank-steps.js', import.meta.url) },
): Promise<TrainingOutcome> {
  const { transport, ranks, deadlineMs, mpi } = job
  const { results, failure } = await launchers[transport]({
    ranks,
    program: program.url,
    data: program.data ?? job,
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
    ...(transport === 'mpi' ? mpi : {}),
  })
  return failure === undefined ? { ranks: results as RankTrace[] } : { ranks: [], failure }
}
