/** Faults that show at large logits, left-out options, long prompts and other files only. */
import { chooseToken } from '../../../../src/model/generate.ts'
import { gpt2Generate, gpt2Logits, gpt2LossAndGradients } from '../../../../src/model/loss-and-gradients.ts'
import { decodeSafetensors } from '../../../../src/model/safetensors.ts'
import type { Mutant } from '../../../judge/mutant.ts'

export default [
  {
    id: 'generate.choice-overflows',
    fault: 'the largest logit is not subtracted: exponentials overflow, and the first token is taken',
    refutedBy: ['generate.large-logits'],
    parts: {
      chooseToken: (logits, u, temperature, k) =>
        temperature > 0 && Array.from(logits).some((z) => Math.exp(z / temperature) === Infinity)
          ? 0
          : chooseToken(logits, u, temperature, k),
    },
  },
  {
    id: 'generate.u-near-1-takes-the-first',
    fault: 'a u just below 1 that no share reaches takes the first token',
    refutedBy: ['generate.large-logits'],
    parts: { chooseToken: (logits, u, temperature, k) => chooseToken(logits, u >= 1 - 2 ** -50 ? 0 : u, temperature, k) },
  },
  {
    id: 'generate.top-ten-by-default',
    fault: 'the ten most likely tokens may be drawn by default',
    refutedBy: ['generate.all-by-default'],
    parts: { chooseToken: (logits, u, temperature, k = 10) => chooseToken(logits, u, temperature, k) },
  },
  {
    id: 'generate.cuts-the-prompt',
    fault: 'a prompt that is longer than the context comes back truncated',
    refutedBy: ['generate.options'],
    parts: {
      gpt2Generate: (config, weights, prompt, options) =>
        gpt2Generate(config, weights, prompt.slice(-config.contextLength), options),
    },
  },
  {
    id: 'generate.without-top-k',
    fault: 'topK does not reach the choice',
    refutedBy: ['generate.options'],
    parts: {
      gpt2Generate: (config, weights, prompt, { topK: _topK, ...options }) => gpt2Generate(config, weights, prompt, options),
    },
  },
  {
    id: 'generate.at-temperature-one',
    fault: 'every positive temperature counts as 1',
    refutedBy: ['generate.options'],
    parts: {
      gpt2Generate: (config, weights, prompt, { temperature = 1, ...options }) =>
        gpt2Generate(config, weights, prompt, { ...options, temperature: temperature > 0 ? 1 : temperature }),
    },
  },
  {
    id: 'precision.logits-are-always-float32',
    fault: 'logits are those of float32, whatever the precision',
    refutedBy: ['precision.logits-too'],
    parts: {
      gpt2Logits: (config, weights, batch, { precision: _precision, ...options } = {}) =>
        gpt2Logits(config, weights, batch, options),
    },
  },
  {
    id: 'gpt2.one-token-rows-move-no-positions',
    fault: 'rows of a single token leave the gradient of the positions at 0',
    refutedBy: ['gpt2.gradients-at-the-smallest-sizes'],
    parts: {
      async gpt2LossAndGradients(config, weights, batch, options) {
        const { loss, gradients } = await gpt2LossAndGradients(config, weights, batch, options)
        if (batch.length > 1) return { loss, gradients }
        return { loss, gradients: { ...gradients, 'wpe.weight': new Float32Array(gradients['wpe.weight']?.length ?? 0) } }
      },
    },
  },
  {
    id: 'safetensors.float64-is-cut',
    fault: 'F64 is truncated to float32, not rounded',
    refutedBy: ['safetensors.types-of-published-files'],
    parts: {
      decodeSafetensors: (file) => {
        const found = decodeSafetensors(file)
        if (!Buffer.from(file).includes('"F64"')) return found
        const cut = (values: ArrayLike<number>): Float32Array =>
          Float32Array.from(values, (x) => (Number.isInteger(x * 64) ? x : x * (1 - 2 ** -24)))
        return {
          ...found,
          tensors: Object.fromEntries(
            Object.entries(found.tensors).map(([name, { shape, values }]) => [name, { shape, values: cut(values) }]),
          ),
        }
      },
    },
  },
  {
    id: 'safetensors.whole-numbers-are-read',
    fault: 'I64 and BOOL tensors come as zeros instead of being left out',
    refutedBy: ['safetensors.other-types-are-left-out'],
    parts: {
      decodeSafetensors: (file) => {
        const found = decodeSafetensors(file)
        const length = file[0]! + 256 * file[1]!
        const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length))) as Record<string, { dtype?: string; shape?: number[] }> // prettier-ignore
        const more = Object.entries(header).filter(([, { dtype }]) => dtype === 'I64' || dtype === 'BOOL')
        return {
          ...found,
          tensors: {
            ...found.tensors,
            ...Object.fromEntries(more.map(([name, { shape = [] }]) => [name, { shape, values: new Float32Array(shape.reduce((a, b) => a * b, 1)) }])), // prettier-ignore
          },
        }
      },
    },
  },
] satisfies Mutant[]
