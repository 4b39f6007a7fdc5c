/** GPT-2s with a piece that is missing, or done otherwise: embedding, head, recomputation, the loss itself. */
import { gpt2LossAndGradients } from '../../../../src/model/loss-and-gradients.ts'
import { gpt2Generate, gpt2Logits } from '../../../../src/model/loss-and-gradients.ts'
import type { Mutant } from '../../../judge/mutant.ts'
import { onFaultyEngine, withFaultyModel } from './faulty.ts'

const everyShape = ['gpt2.golden-vectors', 'gpt2.gradients-equal-the-float64-twin']

export default [
  {
    id: 'gpt2.untied-head-gradient',
    fault: 'the gradient of the tied embedding lacks the part of the head',
    refutedBy: [...everyShape, 'gpt2.golden-training-curve'],
    parts: onFaultyEngine((engine, { vocabularySize, channels }) => ({
      product: (a, b, transposeA, transposeB) => {
        const product = engine.product(a, b, transposeA, transposeB)
        const ofHead = transposeA === true && product.shape[0] === vocabularySize && product.shape[1] === channels
        return ofHead ? engine.multiply(product, engine.tensor(new Float32Array(product.size), product.shape)) : product
      },
    })),
  },
  {
    id: 'gpt2.no-embedding-gradient',
    fault: 'the gradient of the tied embedding, and that of the positions, lack the part of the embedding',
    refutedBy: everyShape,
    parts: withFaultyModel((model) => ({ ...model, embedBackward: () => {} })),
  },
  {
    id: 'gpt2.no-positions',
    fault: 'the positions are not added to the words',
    refutedBy: everyShape,
    parts: withFaultyModel((model) => ({
      ...model,
      embed: (root, batch, key) => model.embed(withoutPositions(root, model), batch, key),
    })),
  },
  {
    id: 'gpt2.blocks-in-reverse',
    fault: 'the backward pass visits the weights of the blocks in the wrong order',
    refutedBy: everyShape,
    parts: {
      async gpt2LossAndGradients(config, weights, batch, options) {
        const right = await gpt2LossAndGradients(config, weights, batch, options)
        const swapped = (name: string): string =>
          name.replace(/^h\.(\d+)\./, (_, layer: string) => `h.${config.layers - 1 - Number(layer)}.`)
        return {
          ...right,
          gradients: Object.fromEntries(Object.keys(right.gradients).map((name) => [name, right.gradients[swapped(name)] ?? []])),
        }
      },
    },
  },
  {
    id: 'gpt2.mean-over-all-targets',
    fault: 'the loss is divided by all targets, ignored ones too',
    refutedBy: everyShape,
    parts: {
      async gpt2LossAndGradients(config, weights, batch, options) {
        const { loss, gradients } = await gpt2LossAndGradients(config, weights, batch, options)
        const share = batch.targets.filter((target) => target >= 0).length / batch.targets.length
        return {
          loss: loss * share,
          gradients: Object.fromEntries(Object.entries(gradients).map(([name, g]) => [name, Array.from(g, (x) => x * share)])),
        }
      },
    },
  },
  {
    id: 'gpt2.ignored-targets-count-as-token-0',
    fault: 'an ignored target counts as token 0',
    refutedBy: everyShape,
    parts: {
      gpt2LossAndGradients: (config, weights, batch, options) =>
        gpt2LossAndGradients(
          config,
          weights,
          { ...batch, targets: batch.targets.map((target) => (target === -100 ? 0 : target)) },
          options,
        ),
    },
  },
  {
    id: 'gpt2.one-chunk-of-logits',
    fault: 'only the first 512 tokens go through the head',
    refutedBy: ['gpt2.gradients-at-larger-sizes'],
    parts: withFaultyModel((model) => ({
      ...model,
      head: (root, x, batch, scale, gradient) => {
        const targets = batch.targets.map((target, i) => (i < 512 ? target : -100))
        return model.head(root, x, { ...batch, targets }, scale, gradient)
      },
    })),
  },
  {
    id: 'gpt2.scaled-loss-is-reported',
    fault: 'the loss that is reported carries the loss scale',
    refutedBy: ['gpt2.loss-scale-scales-gradients'],
    parts: {
      async gpt2LossAndGradients(config, weights, batch, options) {
        const right = await gpt2LossAndGradients(config, weights, batch, options)
        return { ...right, loss: right.loss * (options?.lossScale ?? 1) }
      },
    },
  },
  {
    id: 'gpt2.scale-is-divided-again',
    fault: 'the gradients are divided by the loss scale before they are handed out',
    refutedBy: ['gpt2.loss-scale-scales-gradients', 'precision.loss-scale-cures-underflow'],
    parts: {
      gpt2LossAndGradients: (config, weights, batch, options) =>
        gpt2LossAndGradients(config, weights, batch, { ...options, lossScale: 1 }),
    },
  },
  {
    id: 'gpt2.precision-ignored',
    fault: 'everything is stored in float32, whatever is asked',
    refutedBy: ['precision.gradients-are-stored-in-the-format', 'precision.loss-scale-cures-underflow'],
    parts: {
      gpt2LossAndGradients: (config, weights, batch, options) =>
        gpt2LossAndGradients(config, weights, batch, { ...options, precision: 'float32' }),
    },
  },
  {
    id: 'gpt2.float16-with-the-range-of-bfloat16',
    fault: 'float16 is bfloat16 under another name',
    refutedBy: ['precision.gradients-are-stored-in-the-format', 'precision.loss-scale-cures-underflow'],
    parts: {
      gpt2LossAndGradients: (config, weights, batch, options) =>
        gpt2LossAndGradients(config, weights, batch, {
          ...options,
          precision: options?.precision === 'float16' ? 'bfloat16' : (options?.precision ?? 'float32'),
        }),
    },
  },
  {
    id: 'gpt2.drops-others-on-the-way-back',
    fault: 'a block that is computed again drops other activations',
    refutedBy: ['gpt2.dropout-is-the-same-both-ways'],
    parts: withFaultyModel((model) => ({
      ...model,
      blockBackward: (i, flat, x, dy, rows, key, gradient) =>
        model.blockBackward(i, flat, x, dy, rows, key && { ...key, microBatch: key.microBatch + 1 }, gradient),
    })),
  },
  {
    id: 'gpt2.drops-without-a-key',
    fault: 'activations are dropped in evaluation too',
    refutedBy: ['gpt2.dropout-is-the-same-both-ways'],
    parts: {
      gpt2LossAndGradients: (config, weights, batch, options) =>
        gpt2LossAndGradients(config, weights, batch, { dropout: { seed: 0, step: 0, microBatch: 0 }, ...options }),
    },
  },
  {
    id: 'gpt2.tokens-are-clamped',
    fault: 'a token outside the vocabulary is taken for the nearest one inside',
    refutedBy: ['gpt2.refuses-what-makes-no-sense'],
    parts: {
      gpt2LossAndGradients: (config, weights, batch, options) =>
        gpt2LossAndGradients(
          config,
          weights,
          { ...batch, tokens: batch.tokens.map((token) => Math.min(config.vocabularySize - 1, Math.max(0, token))) },
          options,
        ),
    },
  },
  {
    id: 'gpt2.logits-of-the-next-position',
    fault: 'each position shows the logits of the one after it',
    refutedBy: ['gpt2.golden-vectors', 'gpt2.no-look-ahead'],
    parts: {
      async gpt2Logits(config, weights, batch, options) {
        const logits = Array.from(await gpt2Logits(config, weights, batch, options))
        return [...logits.slice(config.vocabularySize), ...logits.slice(0, config.vocabularySize)]
      },
    },
  },
  {
    id: 'generate.context-never-moves',
    fault: 'the context begins at the prompt and never moves',
    refutedBy: ['generate.each-token-is-the-likeliest'],
    parts: {
      async gpt2Generate(config, weights, prompt, options) {
        const tokens = [...prompt]
        while (tokens.length < prompt.length + options.count) {
          const next = await gpt2Generate(config, weights, tokens.slice(0, config.contextLength), { ...options, count: 1 })
          tokens.push(next.at(-1) ?? 0)
        }
        return tokens
      },
    },
  },
  {
    id: 'generate.ignores-its-seed',
    fault: 'every text is drawn with the seed 0',
    refutedBy: ['generate.text-is-a-function-of-its-seed'],
    parts: { gpt2Generate: (config, weights, prompt, options) => gpt2Generate(config, weights, prompt, { ...options, seed: 0 }) },
  },
  {
    id: 'gpt2.gradients-of-the-wrong-sign',
    fault: 'the gradients point downhill',
    refutedBy: [...everyShape, 'gpt2.learns-a-batch-by-heart', 'gpt2.golden-training-curve'],
    parts: {
      async gpt2LossAndGradients(config, weights, batch, options) {
        const { loss, gradients } = await gpt2LossAndGradients(config, weights, batch, options)
        return {
          loss,
          gradients: Object.fromEntries(Object.entries(gradients).map(([name, g]) => [name, Array.from(g, (x) => -x)])),
        }
      },
    },
  },
  {
    id: 'gpt2.loss-in-bits',
    fault: 'the loss is given in bits, not in nats',
    refutedBy: [...everyShape, 'gpt2.first-loss-is-ln-v'],
    parts: {
      async gpt2LossAndGradients(config, weights, batch, options) {
        const right = await gpt2LossAndGradients(config, weights, batch, options)
        return { ...right, loss: right.loss / Math.LN2 }
      },
    },
  },
] satisfies Mutant[]

function withoutPositions(
  root: Float32Array,
  {
    units,
  }: {
    readonly units: readonly {
      readonly parameters: readonly { readonly name: string; readonly offset: number; readonly shape: readonly number[] }[]
    }[]
  },
): Float32Array {
  const changed = root.slice()
  const wpe = units[0]?.parameters.find(({ name }) => name === 'wpe.weight')
  const size = wpe?.shape.reduce((product, extent) => product * extent, 1) ?? 0
  return changed.fill(0, wpe?.offset, (wpe?.offset ?? 0) + size)
}
