/** Small configurations and texts, and what two runs have in common. */
import type { TrainingConfig, TrainingRecord, TrainingRun } from '../../../src/contract/train.ts'
import type { Witness } from '../../judge/witness.ts'

/** A GPT-2 of 5,136 parameters that steps in milliseconds: everything that a run can do is on. */
export const SMALL: TrainingConfig = {
  model: { vocabularySize: 256, contextLength: 8, channels: 8, heads: 2, layers: 2, dropout: 0.2 },
  microBatches: 2,
  rows: 2,
  steps: 24,
  schedule: { kind: 'cosine', peak: 1e-2, warmupSteps: 4, floor: 1e-3 },
  betas: [0.9, 0.95],
  eps: 1e-8,
  weightDecay: 0.1,
  maxNorm: 1,
  precision: 'float32',
  seed: 7,
  validationShare: 0.2,
  validateEvery: 5,
  validationBatches: 2,
}

/** 261 bytes: 33 rows of 8 if all of it is learned from, and an epoch of some 7 steps without the part that is kept apart. */
export const TEXT = [
  'It is not down in any map; true places never are.',
  'I know not all that may be coming, but be it what it will, I will go to it laughing.',
  'Better sleep with a sober cannibal than a drunken Christian.',
  'Ignorance is the parent of fear; and so is he of hope, they say.',
  '',
].join('\n')

/** Requires the same steps and the same checkpoint, bit for bit. */
export function sameRun(w: Witness, what: string, got: TrainingRun, expected: TrainingRun, fromStep = 0): void {
  const later = expected.records.filter(({ step }) => step > fromStep)
  w.equal(`${what}: steps`, got.records.map(stepOf), later.map(stepOf)) // prettier-ignore
  for (const [i, record] of later.entries()) w.equal(`${what}: step ${record.step}`, got.records[i], record)
  w.equal(`${what}: checkpoint`, sha(got.checkpoint), sha(expected.checkpoint))
}

const stepOf = ({ step }: TrainingRecord): number => step

/** 64 hexadecimal digits that a checkpoint's header has for all of it; and how long it is. */
function sha(checkpoint: Uint8Array): string {
  const found = /"sha256":"(\w{64})"/.exec(Buffer.from(checkpoint.subarray(0, 4096)).toString('latin1'))?.[1]
  return `${found} of ${checkpoint.length} bytes`
}
