/** Training for given steps on ranks of any kind. */
import { launchSimulated } from '../collectives/launch-simulated.ts'
import { launchMpi } from '../collectives/mpi/launch-mpi.ts'
import { waitingThreads } from '../collectives/threads/thread-pool.ts'
import type { Launch } from '../contract/collectives.ts'
import type { RankTrace, TrainingJob, TrainingOutcome } from '../contract/parallel.ts'

const launchers: Readonly<Record<TrainingJob['transport'], Launch>> = {
  simulated: launchSimulated,
  threads: waitingThreads.launch,
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
  checkJob(job)
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

/** What can be known before anything runs. @throws RangeError that names the rule and what was given */
function checkJob({ strategy, ranks, microBatches, batches, resumeFrom }: TrainingJob): void {
  if (strategy === 'single' && ranks !== 1) {
    throw new RangeError(`trainOnRanks: strategy single runs on 1 rank, got ${ranks}; choose ddp or fsdp`)
  }
  const step = batches.findIndex(({ length }) => length !== microBatches)
  if (step !== -1) {
    throw new RangeError(`trainOnRanks: expected ${microBatches} micro-batches in step ${step + 1}, got ${batches[step]?.length}`)
  }
  if (resumeFrom === undefined) return
  const layout = (of: { readonly strategy: string; readonly ranks: number }): string => `${of.strategy} on ${of.ranks}`
  const other = resumeFrom.find((state) => layout(state) !== layout({ strategy, ranks }))
  if (other !== undefined || new Set(resumeFrom.map(({ rank }) => rank)).size !== ranks) {
    const got =
      other === undefined ? `those of ranks ${resumeFrom.map(({ rank }) => rank).join(', ')}` : `one of ${layout(other)}`
    throw new RangeError(
      `trainOnRanks: expected a state of each rank of ${layout({ strategy, ranks })}, got ${got}; reshard them first`,
    )
  }
}
