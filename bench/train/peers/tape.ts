/** A GPT-2 as one would write it with TensorFlow.js: its own kernels on the wasm backend, its own gradients by the tape. */
import { createRequire, register } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as tf from '@tensorflow/tfjs-core'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import { serve, type Loaded, type Pass } from './serve.ts'

const require = createRequire(import.meta.url)
setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`)
await tf.setBackend('wasm')
await registerGradients()

/** Without the union package, which is 300 MB, the gradients must be fetched one folder down. */
async function registerGradients(): Promise<void> {
  Object.assign(globalThis, { require })
  register(new URL('./gradients-loader.js', import.meta.url))
  const { warn } = console
  console.warn = () => {} // "Platform node has already been set": by the first copy of the same code
  const gradients = join(dirname(require.resolve('@tensorflow/tfjs-core')), 'register_all_gradients.js')
  await import(pathToFileURL(gradients).href)
  console.warn = warn
}

function passOf({ config, parameters, weights, batch }: Loaded): Pass {
  const names = parameters.map(({ name }) => name)
  const values = parameters.map(({ name, shape }) => tf.tensor(weights[name] ?? [], [...shape]))
  const gradientsOf = tf.valueAndGrads((...tensors: tf.Tensor[]) => {
    const byName = new Map(names.map((name, i) => [name, tensors[i]]))
    return lossOf(config, (name) => byName.get(name) as tf.Tensor2D, batch)
  })
  return () => {
    const { loss, gradients } = tf.tidy(() => {
      const { value, grads } = gradientsOf(values)
      return {
        loss: value.dataSync()[0] ?? NaN,
        gradients: Object.fromEntries(names.map((name, i) => [name, grads[i]?.dataSync<'float32'>() ?? new Float32Array()])),
      }
    })
    return { loss, gradients: () => gradients }
  }
}

function lossOf(
  { channels: c, heads, layers, vocabularySize: v }: Loaded['config'],
  weight: (name: string) => tf.Tensor2D,
  { rows, length: t, tokens, targets }: Loaded['batch'],
): tf.Scalar {
  const linear = (x: tf.Tensor2D, name: string): tf.Tensor2D =>
    tf.add(tf.matMul(x, weight(`${name}.weight`)), weight(`${name}.bias`))
  const norm = (x: tf.Tensor2D, name: string): tf.Tensor2D => {
    const { mean, variance } = tf.moments(x, 1, true)
    return tf.add(
      tf.mul(tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-5))), weight(`${name}.weight`)),
      weight(`${name}.bias`),
    )
  }
  const split = (x: tf.Tensor2D): tf.Tensor3D =>
    tf.reshape(tf.transpose(tf.reshape(x, [rows, t, heads, c / heads]), [0, 2, 1, 3]), [rows * heads, t, c / heads])
  const mask = tf.tensor3d(
    Float32Array.from({ length: t * t }, (_, i) => (i % t > Math.floor(i / t) ? -1e9 : 0)),
    [1, t, t],
  )

  let x = tf.add(
    lookUp(weight('wte.weight'), tokens),
    tf.tile(tf.slice(weight('wpe.weight'), [0, 0], [t, c]), [rows, 1]),
  ) as tf.Tensor2D
  for (let i = 0; i < layers; i += 1) {
    const [q, k, value] = tf
      .split(linear(norm(x, `h.${i}.ln_1`), `h.${i}.attn.c_attn`), 3, 1)
      .map((part) => split(part as tf.Tensor2D)) as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D]
    const scores = tf.add(tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(c / heads)), mask)
    const attended = tf.matMul(tf.softmax(scores), value)
    const joined = tf.reshape(tf.transpose(tf.reshape(attended, [rows, heads, t, c / heads]), [0, 2, 1, 3]), [rows * t, c])
    x = tf.add(x, linear(joined as tf.Tensor2D, `h.${i}.attn.c_proj`))
    x = tf.add(x, linear(gelu(linear(norm(x, `h.${i}.ln_2`), `h.${i}.mlp.c_fc`)), `h.${i}.mlp.c_proj`))
  }
  const logits = tf.matMul(norm(x, 'ln_f'), weight('wte.weight'), false, true)
  return tf.losses.softmaxCrossEntropy(tf.cast(tf.oneHot(tf.tensor1d(targets, 'int32'), v), 'float32'), logits)
}

const gelu = (x: tf.Tensor2D): tf.Tensor2D =>
  tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(tf.mul(tf.add(x, tf.mul(tf.mul(tf.square(x), x), 0.044715)), Math.sqrt(2 / Math.PI))), 1))

/** A gather whose gradient is a scatter: the gradient that comes with gather needs a kernel that the wasm backend lacks. */
function lookUp(table: tf.Tensor2D, ids: Int32Array): tf.Tensor2D {
  return tf.customGrad((...given: unknown[]) => ({
    value: tf.gather(given[0] as tf.Tensor2D, tf.tensor1d(ids, 'int32')),
    gradFunc: (dy: tf.Tensor) => [tf.scatterND(tf.tensor2d(ids, [ids.length, 1], 'int32'), dy, table.shape)],
  }))(table) as tf.Tensor2D
}

await serve(async (problem) => passOf(problem))
