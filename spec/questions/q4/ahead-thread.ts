/** The thread that runs batches ahead of the judge (see `ahead.ts`). */
import { workerData } from 'node:worker_threads'
import type { Selection } from '../../../src/contract/selection.ts'
import { DONE, FREE, TAKEN, type AheadBatch, type AheadTask } from './ahead.ts'
import { runBatch } from './batch.ts'

const { url, block, regimes, states, port } = workerData as AheadTask
const { default: subject } = (await import(url)) as { readonly default: Pick<Selection, 'selectionTrial'> }
for (const [regime, levels] of [...regimes.entries()].toReversed()) {
  if (Atomics.compareExchange(states, regime, FREE, TAKEN) !== FREE) continue
  try {
    port.postMessage([regime, runBatch(subject.selectionTrial, levels, block, 0)] satisfies AheadBatch)
  } finally {
    // Whoever waits for what failed runs it again, and sees how.
    Atomics.store(states, regime, DONE)
    Atomics.notify(states, regime)
  }
}
