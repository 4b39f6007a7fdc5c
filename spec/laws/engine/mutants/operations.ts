/** Engines with a wrong operation: the traps of TensorFlow.js's own kernels first, then slips in each formula. */
import type { Engine, NumberArray, Tensor } from '../../../../src/contract/engine.ts'
import { startEngine } from '../../../../src/engine/engine.ts'
import { operationOn, rewrittenProductsOn } from '../../../../src/engine/operation.ts'
import type { Mutant } from '../../../judge/mutant.ts'

/** The part of every engine, with some operations replaced. */
const replacing = (replace: (engine: Engine) => Partial<Engine>): Mutant['parts'] => ({
  async engineOperation(name, operation, operands) {
    const engine = await startEngine(name)
    return operationOn({ ...engine, ...replace(engine) }, operation, operands)
  },
})

function changed(engine: Engine, tensor: Tensor, change: (value: number, index: number) => number): Tensor {
  return engine.tensor(engine.read(tensor).map(change), tensor.shape)
}

const columns = (tensor: Tensor): number => tensor.shape.at(-1) ?? 1

export default [
  {
    id: 'engine.bias-per-block-of-48',
    fault: 'the bias is added once for each block of 48 along the inner size',
    refutedBy: ['engine.linear'],
    parts: replacing((engine) => ({
      linear: (x, weight, bias) =>
        engine.linear(
          x,
          weight,
          changed(engine, bias, (b) => b * Math.ceil((weight.shape[0] ?? 0) / 48)),
        ),
    })),
  },
  {
    id: 'engine.stale-packed-weight',
    fault: 'a product goes on using the values that a weight had at its first use',
    refutedBy: ['engine.rewritten-weights-are-used'],
    parts: {
      async productsOfRewrittenWeight(name, x, weights) {
        const [first] = rewrittenProductsOn(await startEngine(name), x, weights)
        return weights.map(() => first as NumberArray)
      },
    },
  },
  {
    id: 'engine.ignores-transpose-of-both',
    fault: 'when both operands are transposed, the right one is not',
    refutedBy: ['engine.product'],
    parts: replacing((engine) => ({
      product: (a, b, transposeA = false, transposeB = false) => {
        const square = b.shape.at(-1) === b.shape.at(-2)
        return engine.product(a, b, transposeA, transposeB && !(transposeA && square))
      },
    })),
  },
  {
    id: 'engine.one-matrix-of-a-batch',
    fault: 'every product of a batch uses the first right operand',
    refutedBy: ['engine.product'],
    parts: replacing((engine) => ({
      product: (a, b, ...flags) => {
        if (b.shape.length < 3) return engine.product(a, b, ...flags)
        const size = b.size / (b.shape[0] ?? 1)
        const values = engine.read(b)
        return engine.product(
          a,
          changed(engine, b, (_, i) => values[i % size] ?? NaN),
          ...flags,
        )
      },
    })),
  },
  {
    id: 'engine.drops-the-last-odd-inner-value',
    fault: 'an unrolled loop leaves out the last value of an odd inner size beyond 256',
    refutedBy: ['engine.product', 'engine.linear'],
    parts: replacing((engine) => {
      const shortened = (a: Tensor): Tensor => {
        const k = columns(a)
        return k > 256 && k % 2 === 1 ? changed(engine, a, (x, i) => (i % k === k - 1 ? 0 : x)) : a
      }
      return {
        product: (a, b, transposeA, transposeB) => engine.product(transposeA ? a : shortened(a), b, transposeA, transposeB),
        linear: (x, weight, bias) => engine.linear(shortened(x), weight, bias),
      }
    }),
  },
  {
    id: 'engine.adds-the-rest-twice',
    fault: 'the values after the last whole vector are added twice',
    refutedBy: ['engine.add'],
    parts: replacing((engine) => ({
      add: (a, b) => {
        const addend = engine.read(b)
        return changed(engine, engine.add(a, b), (x, i) => (i >= a.size - (a.size % 4) ? x + (addend[i] ?? 0) : x))
      },
    })),
  },
  {
    id: 'engine.leaves-the-rest-unmultiplied',
    fault: 'the values after the last whole vector are copied, not multiplied',
    refutedBy: ['engine.multiply'],
    parts: replacing((engine) => ({
      multiply: (a, b) => {
        const factor = engine.read(a)
        return changed(engine, engine.multiply(a, b), (x, i) => (i >= a.size - (a.size % 4) ? (factor[i] ?? 0) : x))
      },
    })),
  },
  {
    id: 'engine.sums-all-rows-but-one',
    fault: 'the sum over the rows begins with the second',
    refutedBy: ['engine.sum-rows'],
    parts: replacing((engine) => ({
      sumRows: (x) => {
        const values = engine.read(x)
        return changed(engine, engine.sumRows(x), (sum, j) => sum - (values[j] ?? 0))
      },
    })),
  },
  {
    id: 'engine.layer-norm-without-epsilon',
    fault: 'LayerNorm has no epsilon',
    refutedBy: ['engine.layer-norm'],
    parts: replacing((engine) => ({
      // A gain times 1 / sqrt(v + e) is the same as another gain: of a row a thousand times larger the epsilon is nothing.
      layerNorm: (x, gain, bias) =>
        engine.layerNorm(
          changed(engine, x, (value) => 1000 * value),
          gain,
          bias,
        ),
    })),
  },
  {
    id: 'engine.layer-norm-gradient-without-epsilon',
    fault: 'the gradient of LayerNorm has no epsilon',
    refutedBy: ['engine.layer-norm-backward'],
    parts: replacing((engine) => ({
      layerNormBackward: (x, gain, dy) => {
        const { dx, dGain, dBias } = engine.layerNormBackward(
          changed(engine, x, (value) => 1000 * value),
          gain,
          dy,
        )
        return { dx: changed(engine, dx, (value) => 1000 * value), dGain, dBias }
      },
    })),
  },
  {
    id: 'engine.gain-gradient-of-the-input',
    fault: 'the gradient of the gain is the sum of dy x, not of dy times the normalised x',
    refutedBy: ['engine.layer-norm-backward'],
    parts: replacing((engine) => ({
      layerNormBackward: (x, gain, dy) => ({
        ...engine.layerNormBackward(x, gain, dy),
        dGain: engine.sumRows(engine.multiply(x, dy)),
      }),
    })),
  },
  {
    id: 'engine.erf-gelu',
    fault: 'GELU is x times the normal distribution function, not the tanh form',
    refutedBy: ['engine.gelu'],
    // Abramowitz and Stegun 7.1.26 is right to 1.5e-7, the two forms differ by up to 4e-4.
    parts: replacing((engine) => ({ gelu: (x) => changed(engine, x, (v) => (v / 2) * (1 + erf(v / Math.SQRT2))) })),
  },
  {
    id: 'engine.gelu-gradient-without-its-cube',
    fault: 'the derivative of GELU leaves out that of the cubic term',
    refutedBy: ['engine.gelu-backward'],
    parts: replacing((engine) => ({
      geluBackward: (x, dy) => {
        const slopes = engine.read(dy)
        return changed(engine, x, (v, i) => {
          const tanh = Math.tanh(Math.sqrt(2 / Math.PI) * (v + 0.044715 * v ** 3))
          return (slopes[i] ?? NaN) * ((1 + tanh) / 2 + (v / 2) * (1 - tanh ** 2) * Math.sqrt(2 / Math.PI))
        })
      },
    })),
  },
  {
    id: 'engine.strict-mask',
    fault: 'a position does not see itself, save the first',
    refutedBy: ['engine.causal-softmax'],
    parts: replacing((engine) => ({
      causalSoftmax: (scores, scale) => {
        const t = columns(scores)
        const ownHidden = changed(engine, scores, (x, i) => (i % t > 0 && i % t === Math.floor(i / t) % t ? -1e4 : x))
        return engine.causalSoftmax(ownHidden, scale)
      },
    })),
  },
  {
    id: 'engine.softmax-of-large-scores',
    fault: 'the largest score is not taken off before the exponentials',
    refutedBy: ['engine.causal-softmax'],
    parts: replacing((engine) => ({
      causalSoftmax: (scores, scale) => {
        const tame = Math.max(...engine.read(scores).map(Math.abs)) * scale < 80
        return tame ? engine.causalSoftmax(scores, scale) : changed(engine, scores, () => NaN)
      },
    })),
  },
  {
    id: 'engine.softmax-gradient-of-the-diagonal',
    fault: 'the gradient of softmax is scale p (1 - p) dp, as if the weights did not depend on each other',
    refutedBy: ['engine.causal-softmax-backward'],
    parts: replacing((engine) => ({
      causalSoftmaxBackward: (p, dp, scale) => {
        const weights = engine.read(p)
        return changed(engine, dp, (d, i) => scale * (weights[i] ?? 0) * (1 - (weights[i] ?? 0)) * d)
      },
    })),
  },
  {
    id: 'engine.heads-before-rows',
    fault: 'matrices are numbered by head first, then by row',
    refutedBy: ['engine.split-heads', 'engine.join-heads'],
    parts: replacing((engine) => {
      const turned = (matrices: Tensor, outer: number, inner: number): Tensor => {
        const values = engine.read(matrices)
        const size = matrices.size / outer / inner
        return changed(engine, matrices, (_, i) => {
          const matrix = Math.floor(i / size)
          const from = (matrix % inner) * outer + Math.floor(matrix / inner)
          return values[from * size + (i % size)] ?? NaN
        })
      }
      return {
        splitHeads: (x, parts, rows, heads) => engine.splitHeads(x, parts, rows, heads).map((part) => turned(part, rows, heads)),
        joinHeads: (parts, rows, heads) =>
          engine.joinHeads(
            parts.map((part) => turned(part, heads, rows)),
            rows,
            heads,
          ),
      }
    }),
  },
  {
    id: 'engine.ignored-targets-count',
    fault: 'a negative target counts as token 0',
    refutedBy: ['engine.cross-entropy'],
    parts: replacing((engine) => ({
      crossEntropy: (logits, targets, scale) =>
        engine.crossEntropy(
          logits,
          targets.map((target) => Math.max(0, target)),
          scale,
        ),
    })),
  },
  {
    id: 'engine.one-hot-not-scaled',
    fault: 'the 1 at the target is taken off after the scaling',
    refutedBy: ['engine.cross-entropy'],
    parts: replacing((engine) => ({
      crossEntropy: (logits, targets, scale) => {
        const { losses, gradient } = engine.crossEntropy(logits, targets, scale)
        const v = columns(logits)
        return {
          losses,
          gradient: changed(engine, gradient, (x, i) => (targets[Math.floor(i / v)] === i % v ? x + scale - 1 : x)),
        }
      },
    })),
  },
] satisfies Mutant[]

function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x))
  const polynomial = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t
  return Math.sign(x) * (1 - polynomial * Math.exp(-x * x))
}
