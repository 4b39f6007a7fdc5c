/** A process that trains alone: it gets a job, and sends what it left. Started by `apart.ts`. */
import type { TrainingJob } from '../../src/contract/parallel.ts'
import { trainOnRanks } from '../../src/train/train-on-ranks.ts'

process.once('message', (job: TrainingJob) => {
  void trainOnRanks(job).then((outcome) => process.send?.(outcome))
})
