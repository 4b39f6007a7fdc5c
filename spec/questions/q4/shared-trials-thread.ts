/** The thread that shares trials with the judge (see `shared-trials.ts`). It ends with the process. */
import { workerData } from 'node:worker_threads'
import type { Selection } from '../../../src/contract/selection.ts'
import { BATCHES, takenOnes, type SentTrial, type SharedTask } from './shared-trials.ts'
import { BATCH, trialOf } from './trial-of.ts'

const { url, block, regimes, taken, done, asked, port } = workerData as SharedTask
const { default: subject } = (await import(url)) as { readonly default: Pick<Selection, 'selectionTrial'> }

for (let next = 1; ; next += 1) {
  Atomics.wait(asked, 0, next - 1)
  const batch = Atomics.load(asked, next)
  const levels = regimes[Math.floor(batch / BATCHES)] ?? ''
  const first = (batch % BATCHES) * BATCH
  for (const trial of takenOnes(taken, batch, (i) => i)) {
    try {
      port.postMessage([batch, trial, trialOf(subject.selectionTrial, levels, block, first + trial)] satisfies SentTrial)
    } catch {
      // The judge runs it again, and sees how it fails.
    } finally {
      Atomics.add(done, batch, 1)
      Atomics.notify(done, batch)
    }
  }
}
