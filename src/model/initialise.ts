/** The parameters that training begins with, as GPT-2 draws them, each a function of the seed and its place alone. */
import type { Gpt2Config, UnitParameter } from '../contract/model.ts'
import { philox4x32 } from '../numeric/philox.ts'
import { unitsOf } from './units.ts'

/** One flat array a unit, in the order of `unitsOf`. */
export function initialise(config: Gpt2Config, seed: number): Float32Array[] {
  if (!Number.isSafeInteger(seed) || seed < 0) throw new RangeError(`initialise: seed must be an integer from 0 up, got ${seed}`)
  return unitsOf(config).map(({ parameters, padded }, unit) => {
    const flat = new Float32Array(padded)
    for (const parameter of parameters) fill(flat, parameter, config.layers, seed, unit)
    return flat
  })
}

function fill(flat: Float32Array, { name, shape, offset }: UnitParameter, layers: number, seed: number, unit: number): void {
  const size = shape.reduce((product, extent) => product * extent, 1)
  if (name.endsWith('.bias')) return
  if (/(^|\.)ln_\w+\.weight$/.test(name)) {
    flat.fill(1, offset, offset + size)
    return
  }
  // Projections whose output is added to the residual stream: L blocks with two each keep its variance at 1/(2L) of theirs.
  const deviation = name.endsWith('c_proj.weight') ? 0.02 / Math.sqrt(2 * layers) : 0.02
  fillNormal(flat.subarray(offset, offset + size), deviation, [seed | 0, Math.floor(seed / 2 ** 32)], unit, offset)
}

/** Normal deviates by Box and Muller: two for two pairs of words, four a counter. */
function fillNormal(out: Float32Array, deviation: number, key: readonly number[], unit: number, offset: number): void {
  const words = new Uint32Array(4)
  for (let i = 0; i < out.length; i += 4) {
    philox4x32([i >>> 2, offset, unit, 0x1a17], key, words)
    for (let pair = 0; pair < 4; pair += 2) {
      const radius = Math.sqrt(-2 * Math.log(((words[pair] ?? 0) + 1) / 2 ** 32))
      const angle = (2 * Math.PI * (words[pair + 1] ?? 0)) / 2 ** 32
      if (i + pair < out.length) out[i + pair] = deviation * radius * Math.cos(angle)
      if (i + pair + 1 < out.length) out[i + pair + 1] = deviation * radius * Math.sin(angle)
    }
  }
}
