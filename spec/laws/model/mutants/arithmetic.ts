/** GPT-2s that compute something else: in attention, in LayerNorm, in GELU, in their products. */
import type { Mutant } from '../../../judge/mutant.ts'
import { computed, onFaultyEngine } from './faulty.ts'

const forwardLaws = ['gpt2.golden-vectors', 'gpt2.gradients-equal-the-float64-twin']

/** Softmax over all columns, later positions too. */
function unmasked(values: Float32Array, t: number, scale: number): void {
  for (let row = 0; row < values.length; row += t) {
    const powers = values.slice(row, row + t).map((x) => Math.exp(scale * x))
    const sum = powers.reduce((total, x) => total + x, 0)
    values.set(
      powers.map((x) => x / sum),
      row,
    )
  }
}

/** LayerNorm with another variance. */
function normalise(
  values: Float32Array,
  c: number,
  gain: Float32Array,
  bias: Float32Array,
  spread: (squares: number) => number,
): void {
  for (let row = 0; row < values.length; row += c) {
    const x = values.slice(row, row + c)
    const mean = x.reduce((sum, v) => sum + v, 0) / c
    const inverse = 1 / Math.sqrt(spread(x.reduce((sum, v) => sum + (v - mean) ** 2, 0)))
    values.set(
      x.map((v, j) => (v - mean) * inverse * (gain[j] ?? 0) + (bias[j] ?? 0)),
      row,
    )
  }
}

const withSpread = (spread: (squares: number, c: number) => number): Mutant['parts'] =>
  onFaultyEngine((engine) => ({
    layerNorm: (x, gain, bias) =>
      computed(engine, x, (values) => {
        const c = gain.size
        normalise(values, c, engine.read(gain), engine.read(bias), (squares) => spread(squares, c))
      }),
  }))

export default [
  {
    id: 'gpt2.no-mask',
    fault: 'attention reaches later positions',
    refutedBy: [...forwardLaws, 'gpt2.no-look-ahead'],
    parts: onFaultyEngine((engine) => ({
      causalSoftmax: (scores, scale) => computed(engine, scores, (values) => unmasked(values, scores.shape[2] ?? 1, scale)),
    })),
  },
  {
    id: 'gpt2.unscaled-attention',
    fault: 'the scores are not divided by the square root of the width of a head',
    refutedBy: [...forwardLaws, 'gpt2.golden-training-curve'],
    parts: onFaultyEngine((engine) => ({ causalSoftmax: (scores) => engine.causalSoftmax(scores, 1) })),
  },
  {
    id: 'gpt2.unscaled-attention-gradient',
    fault: 'the gradient of the scores is not divided by the square root of the width of a head',
    refutedBy: forwardLaws,
    parts: onFaultyEngine((engine) => ({ causalSoftmaxBackward: (p, dp) => engine.causalSoftmaxBackward(p, dp, 1) })),
  },
  {
    id: 'gpt2.sigmoid-gelu',
    fault: 'GELU is x sigmoid(1.702 x), the cruder approximation',
    refutedBy: [...forwardLaws, 'gpt2.dropout-is-the-same-both-ways'],
    parts: onFaultyEngine((engine) => ({
      gelu: (x) => computed(engine, x, (values) => values.forEach((v, i) => (values[i] = v / (1 + Math.exp(-1.702 * v))))),
    })),
  },
  {
    id: 'gpt2.relu-gradient',
    fault: 'the gradient of GELU is that of ReLU',
    refutedBy: forwardLaws,
    parts: onFaultyEngine((engine) => ({
      geluBackward: (x, dy) => {
        const passes = engine.read(x).map((v) => (v > 0 ? 1 : 0))
        return engine.multiply(dy, engine.tensor(passes, x.shape))
      },
    })),
  },
  {
    id: 'gpt2.sample-variance',
    fault: 'LayerNorm divides the squares by C - 1',
    refutedBy: forwardLaws,
    parts: withSpread((squares, c) => squares / (c - 1) + 1e-5),
  },
  {
    id: 'gpt2.epsilon-1e-3',
    fault: 'the epsilon of LayerNorm is 1e-3',
    refutedBy: forwardLaws,
    parts: withSpread((squares, c) => squares / c + 1e-3),
  },
  {
    id: 'gpt2.layer-norm-gradient-of-a-constant-mean',
    fault: 'the gradient of LayerNorm takes mean and variance for constants',
    refutedBy: forwardLaws,
    parts: onFaultyEngine((engine) => ({
      layerNormBackward: (x, gain, dy) => {
        const { dGain, dBias } = engine.layerNormBackward(x, gain, dy)
        const c = gain.size
        const inverse = engine.read(x)
        for (let row = 0; row < inverse.length; row += c) {
          const values = inverse.slice(row, row + c)
          const mean = values.reduce((sum, v) => sum + v, 0) / c
          inverse.fill(1 / Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / c + 1e-5), row, row + c)
        }
        const factors = engine.read(gain)
        const dx = computed(engine, dy, (d) => d.forEach((v, i) => (d[i] = v * (factors[i % c] ?? 0) * (inverse[i] ?? 0))))
        return { dx, dGain, dBias }
      },
    })),
  },
  {
    id: 'gpt2.bias-per-block-of-48',
    fault: 'the bias is added once for each block of 48 along the inner size, as a fused kernel of TensorFlow.js does',
    refutedBy: ['gpt2.gradients-at-larger-sizes'],
    parts: onFaultyEngine((engine) => ({
      linear: (x, weight, bias) => {
        const blocks = Math.ceil((weight.shape[0] ?? 0) / 48)
        return engine.linear(
          x,
          weight,
          computed(engine, bias, (values) => values.forEach((v, i) => (values[i] = v * blocks))),
        )
      },
    })),
  },
  {
    id: 'gpt2.heads-interleaved',
    fault: 'head h takes every H-th column instead of its own block of columns',
    refutedBy: forwardLaws,
    parts: onFaultyEngine((engine) => {
      const turned = (heads: number, columns: number): number[] =>
        Array.from({ length: columns }, (_, j) => (j % (columns / heads)) * heads + Math.floor(j / (columns / heads)))
      return {
        splitHeads: (x, parts, rows, heads) => {
          const [m = 0, n = 0] = x.shape
          const order = turned(heads, n / parts)
          const moved = computed(engine, x, (values) => {
            const before = values.slice()
            for (let i = 0; i < m * n; i += 1) {
              const [row, part, j] = [Math.floor(i / n) * n, Math.floor((i % n) / (n / parts)), i % (n / parts)]
              values[i] = before[row + part * (n / parts) + (order[j] ?? 0)] ?? NaN
            }
          })
          return engine.splitHeads(moved, parts, rows, heads)
        },
      }
    }),
  },
  {
    id: 'gpt2.bias-gradient-of-the-mean',
    fault: 'the gradient of a bias is the mean over the tokens, not the sum',
    refutedBy: forwardLaws,
    parts: onFaultyEngine((engine) => ({
      sumRows: (x) => {
        const m = x.shape[0] ?? 1
        return computed(engine, engine.sumRows(x), (values) => values.forEach((v, i) => (values[i] = v / m)))
      },
    })),
  },
  {
    id: 'gpt2.rounds-to-bfloat16',
    fault: 'products are rounded to 8 bits while float32 is asked for',
    refutedBy: [...forwardLaws, 'gpt2.learns-a-batch-by-heart'].slice(0, 2),
    parts: onFaultyEngine((engine) => ({
      product: (...operands) =>
        computed(engine, engine.product(...operands), (values) => {
          const bits = new Uint32Array(values.buffer)
          bits.forEach((word, i) => (bits[i] = word & 0xffff0000))
        }),
    })),
  },
] satisfies Mutant[]
