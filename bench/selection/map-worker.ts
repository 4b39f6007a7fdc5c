/** A thread that runs trials: regime and seeds in, what is kept of the trials out. */
import { parentPort } from 'node:worker_threads'
import type { Regime } from '../../src/contract/selection.ts'
import { selectionTrial } from '../../src/selection/trial.ts'
import type { KeptTrial } from './map-file.ts'

/** What a thread is asked. */
export interface Batch {
  readonly regime: Regime
  readonly seeds: readonly number[]
}

parentPort?.on('message', ({ regime, seeds }: Batch) => {
  const kept = seeds.map((seed): KeptTrial => {
    const trial = selectionTrial(regime, seed)
    return { v1: trial.v1, new: trial.new, union: trial.union }
  })
  parentPort?.postMessage(kept, [])
})
