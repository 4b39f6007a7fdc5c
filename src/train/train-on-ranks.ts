/** Training for given steps on ranks of any kind. */
import { launchSimulated } from '../collectives/launch-simulated.ts'
import type { Launch } from '../contract/collectives.ts'
import type { RankTrace, TrainingJob, TrainingOutcome } from '../contract/parallel.ts'

const launchers: Readonly<Partial<Record<TrainingJob['transport'], Launch>>> = {
  simulated: launchSimulated,
}

/**
 * Runs the job's steps on its ranks.
 * @param program the module that runs as a rank; a spec gives another one to show that its fault is seen
 */
export async function trainOnRanks(
  job: TrainingJob,
  program: { readonly url: URL; readonly data?: unknown } = { url: new URL('./rank-steps.js', import.meta.url) },
): Promise<TrainingOutcome> {
  const { transport, ranks, deadlineMs } = job
  const launch = launchers[transport]
  if (launch === undefined) throw new RangeError(`trainOnRanks: there are no ranks of kind ${transport}`)
  const { results, failure } = await launch({
    ranks,
    program: program.url,
    data: program.data ?? job,
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
  })
  return failure === undefined ? { ranks: results as RankTrace[] } : { ranks: [], failure }
}
