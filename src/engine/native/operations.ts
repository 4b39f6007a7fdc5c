/**
 * The operations of a GPT-2 in TensorFlow's own: fewer passes over memory than composing them of TensorFlow.js's, and each
 * intermediate is given back as soon as the next operation has read it.
 */
import * as tf from '@tensorflow/tfjs-core'
import type { Operations } from '../../contract/engine.ts'
import { plainOperations, raw } from '../plain.ts'
import { addAt, consume, execute, sumOver } from './execute.ts'

const epsilon = 1e-5
const geluScale = 2 * Math.sqrt(2 / Math.PI)
const geluCubic = 0.044715

/** Runs `body` and gives back what it made, save its result; what `body` consumed is gone already. */
const scope = <T extends tf.TensorContainer>(body: () => T): T => tf.tidy(body)

/** The operations; made once, while the native backend is the active one. */
export function nativeOperations(): Operations {
  const [slope, offset, steepness] = [geluScale * geluCubic, geluScale, 3 * geluScale * geluCubic].map((x) => tf.scalar(x)) as [
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
  ]
  const [tiny, columns, innermost] = [tf.scalar(epsilon), tf.tensor1d([1], 'int32'), tf.tensor1d([2], 'int32')]

  /** x (M, C): (x - mean), and 1 / deviation (M, 1). */
  const centred = (x: tf.Tensor): readonly [tf.Tensor, tf.Tensor] => {
    const mean = sumOver(x, columns, 'Mean')
    const difference = execute('Sub', x, mean)
    mean.dispose()
    const squares = execute('Square', difference)
    const variance = sumOver(squares, columns, 'Mean')
    squares.dispose()
    return [difference, consume('Rsqrt', consume('AddV2', variance, tiny))]
  }

  /** sigmoid(2u) with u = sqrt(2/pi) (x + 0.044715 x^3): (1 + tanh u) / 2. */
  const gate = (x: tf.Tensor): tf.Tensor => {
    const cubic = consume('Mul', execute('Square', x), slope)
    return consume('Sigmoid', consume('Mul', consume('AddV2', cubic, offset), x))
  }

  return {
    ...plainOperations,

    linear: (x, weight, bias) => {
      const product = tf.matMul(raw(x), raw(weight))
      return consume('BiasAdd', product, raw(bias))
    },

    sumRows: (x) => execute('BiasAddGrad', raw(x)),

    layerNorm: (x, gain, bias) =>
      scope(() => {
        const [difference, inverse] = centred(raw(x))
        const unit = consume('Mul', difference, inverse)
        return consume('BiasAdd', consume('Mul', unit, raw(gain)), raw(bias))
      }),

    layerNormBackward: (x, gain, dy) =>
      scope(() => {
        const [difference, inverse] = centred(raw(x))
        const unit = consume('Mul', difference, inverse)
        const dGain = consume('BiasAddGrad', execute('Mul', raw(dy), unit))
        const dUnit = execute('Mul', raw(dy), raw(gain))
        const product = execute('Mul', dUnit, unit)
        const mean = sumOver(product, columns, 'Mean')
        product.dispose()
        const along = consume('Mul', unit, mean)
        const across = consume('Sub', execute('Sub', dUnit, sumOver(dUnit, columns, 'Mean')), along)
        return { dx: consume('Mul', across, inverse), dGain, dBias: execute('BiasAddGrad', raw(dy)) }
      }),

    gelu: (x) => consume('Mul', gate(raw(x)), raw(x)),

    // With s the gate and v = 2u: d(x s) = s + x v' s (1 - s).
    geluBackward: (x, dy) =>
      scope(() => {
        const bend = consume('Mul', execute('Square', raw(x)), steepness)
        const xSlope = consume('Mul', consume('AddV2', bend, offset), raw(x))
        const s = gate(raw(x))
        const bent = consume('Mul', xSlope, execute('SigmoidGrad', s, raw(dy)))
        return consume('AddV2', bent, consume('Mul', s, raw(dy)))
      }),

    causalSoftmax: (scores, scale) =>
      scope(() => {
        const scaled = execute('Mul', raw(scores), tf.scalar(scale))
        return consume('Softmax', consume('AddV2', scaled, causalMask(scores.shape[1] ?? 0)))
      }),

    causalSoftmaxBackward: (p, dp, scale) =>
      scope(() => {
        const product = execute('Mul', raw(p), raw(dp))
        const along = sumOver(product, innermost)
        product.dispose()
        const weighted = consume('Mul', execute('Sub', raw(dp), along), raw(p))
        return consume('Mul', weighted, tf.scalar(scale))
      }),

    crossEntropy: (logits, targets, scale) =>
      scope(() => {
        const present = tf.tensor1d(Float32Array.from(targets, (target) => (target < 0 ? 0 : 1)))
        const places = tf.tensor2d(
          Int32Array.from({ length: 2 * targets.length }, (_, i) => (i % 2 === 0 ? i / 2 : Math.max(0, targets[i >> 1] ?? 0))),
          [targets.length, 2],
        )
        const p = execute('Softmax', raw(logits))
        // The largest probability is exp(max - logsumexp): no second pass of exponentials is needed.
        const logSumExp = tf.sub(sumOver(raw(logits), columns, 'Max'), tf.log(sumOver(p, columns, 'Max')))
        const losses = tf.mul(tf.sub(tf.reshape(logSumExp, [targets.length]), tf.gatherND(raw(logits), places)), present)
        const factors = tf.mul(present, scale)
        const gradient = consume('Mul', p, tf.reshape(factors, [targets.length, 1]))
        const minusTarget = addAt(gradient, places, tf.neg(factors))
        gradient.dispose()
        return { losses: losses.dataSync<'float32'>(), gradient: minusTarget }
      }),
  }
}

/** 0 up to the diagonal, a number whose exponential is 0 beyond it: (1, T, T). */
function causalMask(length: number): tf.Tensor {
  const mask = new Float32Array(length * length)
  for (let row = 0; row < length; row += 1) mask.fill(-1e30, row * length + row + 1, (row + 1) * length)
  return tf.tensor(mask, [1, length, length])
}
