/** The operations composed from TensorFlow.js's own: what native and cpu run, and what the fixes of wasm are checked against. */
import { type RawTensor, tf } from './tensorflow.ts'
import type { Operations, Tensor } from '../contract/engine.ts'

const epsilon = 1e-5
const geluScale = 2 * Math.sqrt(2 / Math.PI)
const geluCubic = 0.044715

/** Tensors of an engine are tensors of TensorFlow.js; the contract shows their shape only. */
export const raw = (tensor: Tensor): RawTensor => tensor as RawTensor

/** Additive masks by T: 0 up to the diagonal, a number whose exponential is 0 beyond it. */
function causalMask(length: number): RawTensor {
  const mask = new Float32Array(length * length)
  for (let row = 0; row < length; row += 1) mask.fill(-1e30, row * length + row + 1, (row + 1) * length)
  return tf.tensor(mask, [1, length, length])
}

/** (x - mean) / deviation and 1 / deviation, row by row. */
function normalised(x: RawTensor): { unit: RawTensor; inverse: RawTensor } {
  const centred = tf.sub(x, tf.mean(x, 1, true))
  const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(centred), 1, true), epsilon))
  return { unit: tf.mul(centred, inverse), inverse }
}

/** sigmoid(2u), u = sqrt(2/pi) (x + 0.044715 x^3): (1 + tanh u) / 2, without the slow tanh. */
const geluGate = (x: RawTensor): RawTensor =>
  tf.sigmoid(tf.mul(x, tf.add(tf.mul(tf.square(x), geluScale * geluCubic), geluScale)))

/** Operations on the backend that is active when they are called. */
export const plainOperations: Operations = {
  product: (a, b, transposeA = false, transposeB = false) => tf.matMul(raw(a), raw(b), transposeA, transposeB),

  linear: (x, weight, bias) => tf.tidy(() => tf.add(tf.matMul(raw(x), raw(weight)), raw(bias))),

  add: (a, b) => tf.add(raw(a), raw(b)),

  multiply: (a, b) => tf.mul(raw(a), raw(b)),

  sumRows: (x) => tf.sum(raw(x), 0),

  layerNorm: (x, gain, bias) => tf.tidy(() => tf.add(tf.mul(normalised(raw(x)).unit, raw(gain)), raw(bias))),

  layerNormBackward: (x, gain, dy) =>
    tf.tidy(() => {
      const { unit, inverse } = normalised(raw(x))
      const dUnit = tf.mul(raw(dy), raw(gain))
      const along = tf.mul(unit, tf.mean(tf.mul(dUnit, unit), 1, true))
      const dx = tf.mul(tf.sub(tf.sub(dUnit, tf.mean(dUnit, 1, true)), along), inverse)
      return { dx, dGain: tf.sum(tf.mul(raw(dy), unit), 0), dBias: tf.sum(raw(dy), 0) }
    }),

  gelu: (x) => tf.tidy(() => tf.mul(raw(x), geluGate(raw(x)))),

  geluBackward: (x, dy) =>
    tf.tidy(() => {
      const gate = geluGate(raw(x))
      const slope = tf.mul(raw(x), tf.add(tf.mul(tf.square(raw(x)), 3 * geluScale * geluCubic), geluScale))
      const derivative = tf.mul(gate, tf.add(tf.mul(slope, tf.sub(1, gate)), 1))
      return tf.mul(raw(dy), derivative)
    }),

  causalSoftmax: (scores, scale) =>
    tf.tidy(() => tf.softmax(tf.add(tf.mul(raw(scores), scale), causalMask(scores.shape[1] ?? 0)))),

  causalSoftmaxBackward: (p, dp, scale) =>
    tf.tidy(() => {
      const weighted = tf.mul(raw(p), raw(dp))
      return tf.mul(tf.sub(weighted, tf.mul(raw(p), tf.sum(weighted, 2, true))), scale)
    }),

  splitHeads: (x, parts, rows, heads) =>
    tf.tidy(() => {
      const [m = 0, n = 0] = x.shape
      const d = n / parts / heads
      const split = tf.transpose(tf.reshape(raw(x), [rows, m / rows, parts, heads, d]), [2, 0, 3, 1, 4])
      return tf.unstack(tf.reshape(split, [parts, rows * heads, m / rows, d]))
    }),

  joinHeads: (parts, rows, heads) =>
    tf.tidy(() => {
      const [, t = 0, d = 0] = parts[0]?.shape ?? []
      const stacked = tf.reshape(tf.stack(parts.map(raw)), [parts.length, rows, heads, t, d])
      return tf.reshape(tf.transpose(stacked, [1, 3, 0, 2, 4]), [rows * t, parts.length * heads * d])
    }),

  crossEntropy: (logits, targets, scale) =>
    tf.tidy(() => {
      const [m = 0, v = 0] = logits.shape
      const present = tf.tensor(
        Float32Array.from(targets, (target) => (target < 0 ? 0 : 1)),
        [m, 1],
      )
      const oneHot = tf.cast(
        tf.oneHot(
          tf.tensor1d(
            targets.map((target) => Math.max(0, target)),
            'int32',
          ),
          v,
        ),
        'float32',
      )
      const largest = tf.max(raw(logits), 1, true)
      const p = tf.softmax(raw(logits))
      // The largest probability is exp(max - logsumexp): no second pass of exponentials is needed.
      const logSumExp = tf.sub(largest, tf.log(tf.max(p, 1, true)))
      const losses = tf.mul(tf.sub(logSumExp, tf.sum(tf.mul(raw(logits), oneHot), 1, true)), present)
      const gradient = tf.mul(tf.sub(p, oneHot), tf.mul(present, scale))
      return { losses: losses.dataSync<'float32'>(), gradient }
    }),
}
