/** A rank that trains with one fault: the reference's program with one part of the step replaced. */
import type { ProcessGroup } from '../../../../src/contract/collectives.ts'
import type { RankTrace, TrainingJob } from '../../../../src/contract/parallel.ts'
import { trainRank } from '../../../../src/train/rank-steps.ts'
import { stepParts } from '../../../../src/train/step.ts'
import { changedJobs, faults } from './faults.ts'

/** A job, and the fault that every rank has. */
export interface FaultyJob {
  readonly job: TrainingJob
  readonly fault: string
}

/** Runs the job with the fault of that name. */
export default function faultyRank(group: ProcessGroup, { job, fault }: FaultyJob): Promise<RankTrace> {
  const change = changedJobs[fault]
  if (change !== undefined) return trainRank(group, change(job), stepParts)
  const make = faults[fault]
  if (make === undefined) throw new RangeError(`faultyRank: no fault ${fault}`)
  return trainRank(group, job, { ...stepParts, ...make({ group, job }) })
}
