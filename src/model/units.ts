/** The parameters of a GPT-2: their names, shapes and places, one flat unit for the root and one for each block. */
import type { Gpt2Config, Unit } from '../contract/model.ts'
import { checkConfig } from './config.ts'

/** Units are padded to a multiple of this: chunks of 256 for the gradient norm, times at most 8 ranks. */
const unitMultiple = 2048

type Shapes = readonly (readonly [name: string, shape: readonly number[]])[]

/** `root`, then one unit a block. */
export function unitsOf(config: Gpt2Config): readonly Unit[] {
  const { vocabularySize, contextLength, channels: c, layers } = checkConfig(config)
  const root: Shapes = [
    ['wte.weight', [vocabularySize, c]],
    ['wpe.weight', [contextLength, c]],
    ['ln_f.weight', [c]],
    ['ln_f.bias', [c]],
  ]
  const block: Shapes = [
    ['ln_1.weight', [c]],
    ['ln_1.bias', [c]],
    ['attn.c_attn.weight', [c, 3 * c]],
    ['attn.c_attn.bias', [3 * c]],
    ['attn.c_proj.weight', [c, c]],
    ['attn.c_proj.bias', [c]],
    ['ln_2.weight', [c]],
    ['ln_2.bias', [c]],
    ['mlp.c_fc.weight', [c, 4 * c]],
    ['mlp.c_fc.bias', [4 * c]],
    ['mlp.c_proj.weight', [4 * c, c]],
    ['mlp.c_proj.bias', [c]],
  ]
  const blocks = Array.from({ length: layers }, (_, i) => unit(`h.${i}`, `h.${i}.`, block))
  return [unit('root', '', root), ...blocks]
}

function unit(name: string, prefix: string, shapes: Shapes): Unit {
  let size = 0
  const parameters = shapes.map(([suffix, shape]) => {
    const offset = size
    size += shape.reduce((product, extent) => product * extent, 1)
    return { name: prefix + suffix, shape, offset }
  })
  return { name, parameters, size, padded: Math.ceil(size / unitMultiple) * unitMultiple }
}

/** Number of trainable values; the head is tied to the embedding and adds none. */
export function parameterCount(config: Gpt2Config): number {
  return unitsOf(config).reduce((sum, { size }) => sum + size, 0)
}
