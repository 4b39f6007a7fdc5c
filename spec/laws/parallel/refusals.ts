/** Jobs that make no sense are refused before anything runs. */
import type { RankState, TrainingJob, TrainingOutcome } from '../../../src/contract/parallel.ts'
import { asyncTable, law } from '../../judge/spec.ts'
import { batchesOf, job, SHAPE } from './jobs.ts'

/** A state of one rank in that layout, with nothing in it but its place. */
function placed(strategy: RankState['strategy'], rank: number, ranks: number): RankState {
  return { strategy, rank, ranks, steps: 0, updates: 0, units: [] }
}

interface Refused {
  readonly job: TrainingJob
  /** What the error must say. */
  readonly mention: readonly string[]
}

const ddp = { strategy: 'ddp', ranks: 2 } as const
const short = [batchesOf(8, SHAPE.words), batchesOf(7, SHAPE.words)]
const JOBS: readonly Refused[] = [
  { job: job({ strategy: 'single', ranks: 2 }), mention: ['single', '2'] },
  { job: job({ ...ddp, batches: short }), mention: ['8', 'step 2', '7'] },
  { job: job({ ...ddp, resumeFrom: [placed('fsdp', 0, 2), placed('fsdp', 1, 2)] }), mention: ['ddp on 2', 'fsdp on 2'] },
  { job: job({ ...ddp, resumeFrom: [placed('ddp', 0, 4)] }), mention: ['ddp on 2', 'ddp on 4'] },
  { job: job({ ...ddp, resumeFrom: [placed('ddp', 0, 2), placed('ddp', 0, 2)] }), mention: ['each rank', '0, 0'] },
]

export default [
  law({
    id: 'parallel.jobs-that-make-no-sense-are-refused',
    says: 'single on several ranks, a step with too few micro-batches, and states of another layout or of the same rank twice are refused with a RangeError that says what was expected and what came',
    cites: 'the contract',
    needs: ['trainOnRanks'],
    holds: ({ trainOnRanks }, w) =>
      asyncTable(JOBS, async ({ job: refused, mention }) => {
        const error = await refusalOf(() => trainOnRanks(refused))
        const says = error instanceof RangeError ? error.message : `no RangeError: ${String(error)}`
        w.equal(
          `what the RangeError says: ${says}`,
          mention.filter((word) => !says.includes(word)),
          [],
        )
      }),
  }),
]

/** What a run is refused with; of one that is not, why it failed, if it did. */
async function refusalOf(run: () => Promise<TrainingOutcome>): Promise<unknown> {
  try {
    const { failure } = await run()
    return failure?.reason ?? 'traces'
  } catch (reason) {
    return reason
  }
}
