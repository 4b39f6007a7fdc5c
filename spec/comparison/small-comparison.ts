/** A real comparison, small enough for specs: three strategies on two threads, three steps, two rounds. */
import { batchesOf, job, SHAPE, unitsOf } from '../laws/parallel/jobs.ts'
import { trainApart } from '../subjects/apart.ts'
import reference from '../subjects/reference.ts'
import { measure } from './measure.ts'
import type { Measured } from './measured.ts'
import type { Peer } from './peer.ts'

/** Of ddp and fsdp. */
export const RANKS = 2

export const training = job({
  strategy: 'ddp',
  ranks: RANKS,
  transport: 'threads',
  batches: [0, 1, 2].map((step) => batchesOf(8, SHAPE.words, step)),
})

let own: Promise<Measured> | undefined

/** Ours beside unrelated processes, measured once. */
export function ownComparison(): Promise<Measured> {
  own ??= smallComparison()
  return own
}

/** Measures: beside unrelated processes, or beside a peer. The padded root has 4096 elements, each of three blocks 2048. */
export async function smallComparison(peer?: Peer): Promise<Measured> {
  const units = unitsOf(training)
  const { runs, apart, peerRuns } = await measure(reference, trainApart, {
    job: training,
    strategies: ['single', 'ddp', 'fsdp'],
    rounds: 2,
    units,
    say: () => undefined,
    ...(peer === undefined ? {} : { peer, ceiling: false }),
  })
  return {
    runs,
    apart,
    ...(peer === undefined ? {} : { peer: { name: peer.name, runs: peerRuns } }),
    title: 'three strategies',
    facts: [['model', 'a chain']],
    ranks: RANKS,
    microBatches: 8,
    units,
    formulaBytes: { single: 0, ddp: 2 * 2 * (4096 + 3 * 2048), fsdp: 2 * (3 * (4096 + 3 * 2048) - 4096 - 2048) },
  }
}
