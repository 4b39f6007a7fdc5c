/** Which activations are dropped: a function of seed, step, micro-batch, layer and place, so that a recomputation drops the same. */
import type { DropoutKey, DropoutPlace } from '../contract/model.ts'
import { philox4x32 } from '../numeric/philox.ts'

const places: Readonly<Record<DropoutPlace, number>> = { embedding: 0, attention: 1, attentionResidual: 2, mlpResidual: 3 }

/**
 * The factors of `size` activations: 0 with probability `dropout`, else 1 / (1 - dropout), so that the mean is kept.
 * @throws RangeError unless dropout is in [0, 1)
 */
export function dropoutFactors(key: DropoutKey, layer: number, place: DropoutPlace, size: number, dropout: number): Float32Array {
  if (!(dropout >= 0 && dropout < 1)) throw new RangeError(`dropoutFactors: dropout must be in [0, 1), got ${dropout}`)
  const kept = 1 / (1 - dropout)
  // A word is one of 2^32 equally likely values; those below the threshold drop.
  const threshold = Math.round(dropout * 2 ** 32)
  const philoxKey = [key.seed | 0, Math.floor(key.seed / 2 ** 32)]
  const counter = [0, layer * 4 + places[place], key.microBatch, key.step]
  const words = new Uint32Array(4)
  const factors = new Float32Array(size)
  for (let i = 0; i < size; i += 1) {
    if ((i & 3) === 0) {
      counter[0] = i >>> 2
      philox4x32(counter, philoxKey, words)
    }
    factors[i] = (words[i & 3] ?? 0) < threshold ? 0 : kept
  }
  return factors
}
