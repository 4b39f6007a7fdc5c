/** The operations of a GPT-2 on the native engine: products are TensorFlow's, what stands between them are graphs of its operations. */
import { type RawTensor, tf } from '../tensorflow.ts'
import type { Operations, Tensor } from '../../contract/engine.ts'
import { plainOperations, raw } from '../plain.ts'
import { type Graph, loadGraphs, type RunGraph } from './graphs.ts'
import type { Port } from './graph-bytes.ts'

const epsilon = 1e-5
const geluScale = 2 * Math.sqrt(2 / Math.PI)
const geluCubic = 0.044715

/** x (M, C): (x - mean) / deviation, and 1 / deviation (M, 1). */
function normalised(g: Graph, x: Port): readonly [Port, Port] {
  const difference = g.apply('Sub', [x, g.over(1, 'Mean', x)])
  const variance = g.over(1, 'Mean', g.apply('Square', [difference]))
  const inverse = g.apply('Rsqrt', [g.apply('AddV2', [variance, g.scalar(epsilon)])])
  return [g.apply('Mul', [difference, inverse]), inverse]
}

/** x (a x^2 + b). */
function cubic(g: Graph, x: Port, a: number, b: number): Port {
  const square = g.apply('Mul', [g.apply('Square', [x]), g.scalar(a)])
  return g.apply('Mul', [g.apply('AddV2', [square, g.scalar(b)]), x])
}

/** sigmoid(2u) with u = sqrt(2/pi) (x + 0.044715 x^3): (1 + tanh u) / 2. */
const gate = (g: Graph, x: Port): Port => g.apply('Sigmoid', [cubic(g, x, geluScale * geluCubic, geluScale)])

/** Loads the graphs; the native backend must be the active one. */
function graphs() {
  return loadGraphs({
    linear: (g) => {
      const [x, weight, bias] = [g.input(), g.input(), g.input()]
      return { inputs: [x, weight, bias], outputs: [g.apply('BiasAdd', [g.apply('MatMul', [x, weight]), bias])] }
    },
    sumRows: (g) => {
      const x = g.input()
      return { inputs: [x], outputs: [g.sumRows(x)] }
    },
    layerNorm: (g) => {
      const [x, gain, bias] = [g.input(), g.input(), g.input()]
      const [unit] = normalised(g, x)
      return { inputs: [x, gain, bias], outputs: [g.apply('BiasAdd', [g.apply('Mul', [unit, gain]), bias])], compiled: true }
    },
    layerNormBackward: (g) => {
      const [x, gain, dy] = [g.input(), g.input(), g.input()]
      const [unit, inverse] = normalised(g, x)
      const dUnit = g.apply('Mul', [dy, gain])
      const along = g.apply('Mul', [unit, g.over(1, 'Mean', g.apply('Mul', [dUnit, unit]))])
      const across = g.apply('Sub', [g.apply('Sub', [dUnit, g.over(1, 'Mean', dUnit)]), along])
      const dGain = g.sumRows(g.apply('Mul', [dy, unit]))
      return { inputs: [x, gain, dy], outputs: [g.apply('Mul', [across, inverse]), dGain, g.sumRows(dy)], compiled: true }
    },
    gelu: (g) => {
      const x = g.input()
      return { inputs: [x], outputs: [g.apply('Mul', [gate(g, x), x])], compiled: true }
    },
    // With s the gate and v = 2u: d(x s) = s + x v' s (1 - s).
    geluBackward: (g) => {
      const [x, dy] = [g.input(), g.input()]
      const s = gate(g, x)
      const bend = g.apply('Mul', [cubic(g, x, 3 * geluScale * geluCubic, geluScale), g.apply('SigmoidGrad', [s, dy])])
      return { inputs: [x, dy], outputs: [g.apply('AddV2', [bend, g.apply('Mul', [s, dy])])], compiled: true }
    },
    causalSoftmax: (g) => {
      const [scores, scale, mask] = [g.input(), g.input(), g.input()]
      const masked = g.apply('AddV2', [g.apply('Mul', [scores, scale]), mask])
      return { inputs: [scores, scale, mask], outputs: [g.apply('Softmax', [masked])], compiled: true }
    },
    causalSoftmaxBackward: (g) => {
      const [p, dp, scale] = [g.input(), g.input(), g.input()]
      const along = g.over(2, 'Sum', g.apply('Mul', [p, dp]))
      const weighted = g.apply('Mul', [g.apply('Sub', [dp, along]), g.apply('Mul', [p, scale])])
      return { inputs: [p, dp, scale], outputs: [weighted], compiled: true }
    },
    crossEntropy: (g) => {
      const [logits, places, factors, minusFactors] = [g.input(), g.input('int32'), g.input(), g.input()]
      // One pass of exponentials is both the loss's and the gradient's.
      const largest = g.over(1, 'Max', logits)
      const exponentials = g.apply('Exp', [g.apply('Sub', [logits, largest])])
      const sum = g.over(1, 'Sum', exponentials)
      const logSumExp = g.apply('AddV2', [largest, g.apply('Log', [sum])])
      const scaled = g.apply('Mul', [exponentials, g.apply('Div', [factors, sum])])
      const gradient = g.withAdded(scaled, places, minusFactors)
      return {
        inputs: [logits, places, factors, minusFactors],
        outputs: [logSumExp, g.elements(logits, places), gradient],
        compiled: true,
      }
    },
  })
}

/** The operations; made once, while the native backend is the active one. */
export function nativeOperations(): Operations {
  const run = graphs()
  const one = (graph: RunGraph, ...operands: readonly Tensor[]): RawTensor => first(graph(...operands.map(raw)))
  return {
    ...plainOperations,
    linear: (x, weight, bias) => one(run.linear, x, weight, bias),
    sumRows: (x) => one(run.sumRows, x),
    layerNorm: (x, gain, bias) => one(run.layerNorm, x, gain, bias),
    layerNormBackward: (x, gain, dy) => {
      const [dx, dGain, dBias] = run.layerNormBackward(raw(x), raw(gain), raw(dy))
      return { dx: first([dx]), dGain: first([dGain]), dBias: first([dBias]) }
    },
    gelu: (x) => one(run.gelu, x),
    geluBackward: (x, dy) => one(run.geluBackward, x, dy),
    causalSoftmax: (scores, scale) =>
      tf.tidy(() => one(run.causalSoftmax, scores, tf.scalar(scale), causalMask(scores.shape[1] ?? 0))),
    causalSoftmaxBackward: (p, dp, scale) => tf.tidy(() => one(run.causalSoftmaxBackward, p, dp, tf.scalar(scale))),
    crossEntropy: (logits, targets, scale) =>
      tf.tidy(() => {
        const m = targets.length
        const places = Int32Array.from({ length: 2 * m }, (_, i) => (i % 2 === 0 ? i / 2 : Math.max(0, targets[i >> 1] ?? 0)))
        const factors = Float32Array.from(targets, (target) => (target < 0 ? 0 : scale))
        const operands = [tf.tensor2d(places, [m, 2], 'int32'), tf.tensor2d(factors, [m, 1]), tf.tensor1d(factors.map((x) => -x))]
        const [logSumExp, chosen, gradient] = run.crossEntropy(raw(logits), ...operands)
        const [sums, logit] = [first([logSumExp]).dataSync<'float32'>(), first([chosen]).dataSync<'float32'>()]
        const losses = Float32Array.from(targets, (target, i) => (target < 0 ? 0 : (sums[i] ?? NaN) - (logit[i] ?? NaN)))
        return { losses, gradient: first([gradient]) }
      }),
  }
}

function first([tensor]: readonly (RawTensor | undefined)[]): RawTensor {
  if (tensor === undefined) throw new Error('nativeOperations: a graph of TensorFlow gave no result')
  return tensor
}

/** 0 up to the diagonal, a number whose exponential is 0 beyond it: (1, T, T). */
function causalMask(length: number): RawTensor {
  const mask = new Float32Array(length * length)
  for (let row = 0; row < length; row += 1) mask.fill(-1e30, row * length + row + 1, (row + 1) * length)
  return tf.tensor(mask, [1, length, length])
}
