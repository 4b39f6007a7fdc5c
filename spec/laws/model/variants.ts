/** Other right GPT-2s. */
import { gpt2Generate, gpt2Logits, gpt2LossAndGradients } from '../../../src/model/loss-and-gradients.ts'
import { decodeSafetensors, encodeSafetensors } from '../../../src/model/safetensors.ts'
import { mersenne } from 'pure-rand/generator/mersenne'
import { chooseToken } from '../../../src/model/generate.ts'
import { initialise } from '../../../src/model/initialise.ts'
import { unitsOf } from '../../../src/model/units.ts'
import type { Variant } from '../../judge/mutant.ts'

export default [
  {
    id: 'gpt2.on-the-plain-engine',
    because: 'in plain JavaScript, with other kernels and other orders of summation',
    parts: {
      gpt2LossAndGradients: (config, weights, batch, options) =>
        gpt2LossAndGradients(config, weights, batch, { engine: 'cpu', ...options }),
      gpt2Logits: (config, weights, batch, options) => gpt2Logits(config, weights, batch, { engine: 'cpu', ...options }),
      gpt2Generate: (config, weights, prompt, options) => gpt2Generate(config, weights, prompt, { engine: 'cpu', ...options }),
    },
  },
  {
    id: 'gpt2.in-float64-arrays',
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
    id: 'safetensors.in-one-piece',
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
  {
    id: 'generate.by-counting-down',
    because: 'shares are taken from u one after the other, out of logarithms of shares',
    parts: {
      chooseToken: (logits, u, temperature, k) => {
        const likeliest = chooseToken(logits, u, 0, k)
        chooseToken(logits, u, temperature, k) // for its refusals
        if (temperature === 0) return likeliest
        const order = Array.from(logits, (_, id) => id)
          .toSorted((a, b) => logits[b]! - logits[a]! || a - b)
          .slice(0, k)
        const top = logits[order[0]!]! / temperature
        const logTotal = Math.log(order.reduceRight((sum, id) => sum + Math.exp(logits[id]! / temperature - top), 0))
        let left = u
        for (const id of order) {
          left -= Math.exp(logits[id]! / temperature - top - logTotal)
          if (left < 0) return id
        }
        return order.at(-1)!
      },
    },
  },
  {
    id: 'gpt2.initial-by-box-and-muller',
    because: 'another generator: other parameters, the same distribution, a function of the seed',
    parts: {
      initialise: (config, seed) => {
        const [lower, upper] = [seed | 0, Math.floor(seed / 2 ** 32)]
        const generator = mersenne((Math.imul(upper ^ 0x5bd1e995, 0x9e3779b1) ^ lower) | 0)
        const real = (): number => (generator.next() >>> 0) / 2 ** 32
        const normal = (): number => Math.sqrt(-2 * Math.log(1 - real())) * Math.cos(2 * Math.PI * real())
        return initialise(config, seed).map((flat, u) => {
          const drawn = flat.slice()
          for (const { name, shape, offset } of unitsOf(config)[u]!.parameters) {
            if (shape.length < 2) continue
            const deviation = name.endsWith('c_proj.weight') ? 0.02 / Math.sqrt(2 * config.layers) : 0.02
            for (let i = offset; i < offset + shape[0]! * shape[1]!; i += 1) drawn[i] = deviation * normal()
          }
          return drawn
        })
      },
    },
  },
] satisfies Variant[]
