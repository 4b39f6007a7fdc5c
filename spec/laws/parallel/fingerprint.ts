/** What a run leaves, as hashes: the bits that a layout must leave alone. */
import { createHash } from 'node:crypto'
import type { Unit } from '../../../src/contract/model.ts'
import type { Parallel, TrainingJob } from '../../../src/contract/parallel.ts'
import type { Witness } from '../../judge/witness.ts'
import { tracesOf, wholeState } from './jobs.ts'

/** Hashes over all units without padding. */
export interface Fingerprint {
  readonly gradients: string
  readonly parameters: string
  readonly moments: string
}

/** One hash of the gradients of the first step, one of parameters and one of moments after the last, and the losses. */
export async function fingerprint(
  w: Witness,
  trainOnRanks: Parallel['trainOnRanks'],
  training: TrainingJob,
  units?: readonly Unit[],
): Promise<Fingerprint> {
  const { gradients, parameters, moments } = wholeState(
    w,
    training,
    tracesOf(w, await trainOnRanks(training), training.ranks),
    units,
  )
  return { gradients: sha256(gradients), parameters: sha256(parameters), moments: sha256(moments.flat()) }
}

/** One hash over arrays, one after the other. */
export function sha256(arrays: readonly Float32Array[]): string {
  const hash = createHash('sha256')
  for (const { buffer, byteOffset, byteLength } of arrays) hash.update(new Uint8Array(buffer, byteOffset, byteLength))
  return hash.digest('hex')
}
