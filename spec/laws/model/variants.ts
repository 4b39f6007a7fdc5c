/** Other right GPT-2s. */
import { gpt2Generate, gpt2Logits, gpt2LossAndGradients } from '../../../src/model/loss-and-gradients.ts'
import { decodeSafetensors, encodeSafetensors } from '../../../src/model/safetensors.ts'
import type { Variant } from '../../judge/mutant.ts'

export default [
  {
    id: 'gpt2-on-the-plain-engine',
    because: 'in plain JavaScript, with other kernels and other orders of summation',
    parts: {
      gpt2LossAndGradients: (config, weights, batch, options) =>
        gpt2LossAndGradients(config, weights, batch, { engine: 'cpu', ...options }),
      gpt2Logits: (config, weights, batch, options) => gpt2Logits(config, weights, batch, { engine: 'cpu', ...options }),
      gpt2Generate: (config, weights, prompt, options) => gpt2Generate(config, weights, prompt, { engine: 'cpu', ...options }),
    },
  },
  {
    id: 'gpt2-in-float64-arrays',
    because: 'gradients come as arrays of plain numbers, in another order of names',
    parts: {
      async gpt2LossAndGradients(config, weights, batch, options) {
        const { loss, gradients } = await gpt2LossAndGradients(config, weights, batch, options)
        return {
          loss,
          gradients: Object.fromEntries(
            Object.entries(gradients)
              .map(([name, g]) => [name, Array.from(g)] as const)
              .toReversed(),
          ),
        }
      },
    },
  },
  {
    id: 'safetensors-in-one-piece',
    because: 'the file is one piece, and its bytes are read from a larger buffer',
    parts: {
      encodeSafetensors: (content) => [Uint8Array.from(encodeSafetensors(content).flatMap((piece) => Array.from(piece)))],
      decodeSafetensors: (file) => {
        const buffer = new Uint8Array(file.length + 3)
        buffer.set(file, 3)
        return decodeSafetensors(buffer.subarray(3))
      },
    },
  },
] satisfies Variant[]
