/** A training run with files, on ranks of any kind. */
import { CollectiveError } from '../collectives/failure.ts'
import { launchLocal, launchSimulated } from '../collectives/launch-simulated.ts'
import { launchMpi } from '../collectives/mpi/launch-mpi.ts'
import { launchThreads } from '../collectives/threads/thread-pool.ts'
import type { Launch, MpiJob } from '../contract/collectives.ts'
import type { TrainingJobFiles, TrainingJobOutcome } from './train-rank.ts'

/** Where the ranks of a run live: in this thread, a thread each, or processes under MPI. */
export type TrainingTransport = 'local' | 'simulated' | 'threads' | 'mpi'

const launchers: Readonly<Record<TrainingTransport, Launch>> = {
  local: launchLocal,
  simulated: launchSimulated,
  threads: launchThreads,
  mpi: launchMpi,
}

/** Where the ranks of a run are. */
export interface Ranks {
  readonly transport: TrainingTransport
  readonly ranks: number
  /** Transport `mpi`: which machines, and how to reach them. All see the run's folder at the same path; this machine by default. */
  readonly machines?: Pick<MpiJob, 'hosts' | 'agent' | 'network'>
}

/** Milliseconds that ranks wait for one that writes a checkpoint or a sample. */
const DEADLINE_MS = 300_000

/**
 * Trains until the run's last step, or until its folder holds the file `STOP_FILE`.
 * @param signal ends the run at once, without a checkpoint
 * @returns what rank 0 tells, and what each rank did in its last step
 * @throws CollectiveError that says which rank failed, in what operation, and why
 */
export async function launchTraining(
  job: TrainingJobFiles,
  { transport, ranks, machines }: Ranks,
  signal?: AbortSignal,
): Promise<TrainingJobOutcome> {
  const program = new URL('./train-rank.js', import.meta.url)
  const launch = launchers[transport]
  const { results, failure } = await launch({
    ranks,
    program,
    data: job,
    deadlineMs: DEADLINE_MS,
    ...(machines === undefined ? {} : { ...machines, folder: job.folder }),
    ...(signal === undefined ? {} : { signal }),
  })
  if (failure !== undefined) throw new CollectiveError(failure)
  const outcomes = results as readonly TrainingJobOutcome[]
  const reports = outcomes.flatMap(({ report }) => (report === undefined ? [] : [report]))
  return { ...(outcomes[0] as TrainingJobOutcome), ...(reports.length === ranks ? { reports } : {}) }
}
