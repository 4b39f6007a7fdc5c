/** A real comparison, small enough for specs: three strategies on two threads, three steps, two rounds. */
import { batchesOf, job, SHAPE, unitsOf } from '../laws/parallel/jobs.ts'
import { trainApart } from '../subjects/apart.ts'
import reference from '../subjects/reference.ts'
import { measure } from './measure.ts'
import type { Measured } from './measured.ts'

/** Of ddp and fsdp. */
export const RANKS = 2
const training = job({
  strategy: 'ddp',
  ranks: RANKS,
  transport: 'threads',
  batches: [0, 1, 2].map((step) => batchesOf(8, SHAPE.words, step)),
})

/** Measures. The padded root has 4096 elements, each of three blocks 2048. */
export async function smallComparison(): Promise<Measured> {
  const units = unitsOf(training)
  const left = await measure(reference, trainApart, {
    job: training,
    strategies: ['single', 'ddp', 'fsdp'],
    rounds: 2,
    units,
    say: () => undefined,
  })
  return {
    ...left,
    title: 'three strategies',
    facts: [['model', 'a chain']],
    ranks: RANKS,
    microBatches: 8,
    units,
    formulaBytes: { single: 0, ddp: 2 * 2 * (4096 + 3 * 2048), fsdp: 2 * (3 * (4096 + 3 * 2048) - 4096 - 2048) },
  }
}
