/** TensorFlow.js on all m n cells, in float32: `node tfjs-dense.js MODULE_URL [WASM_BACKEND_URL]`. Loss and gradient are written out, as its autograd only adds to them. */
import type { Gradient, Loaded } from './node-peer.ts'
import { serve } from './node-peer.ts'

/** The few operations that are used; the package brings types of its own only where it is installed. */
interface Tensor {
  readonly data: () => Promise<Float32Array>
}
interface TensorFlow {
  ready(): Promise<void>
  setBackend(name: string): Promise<boolean>
  tidy<T>(body: () => T): T
  tensor1d(values: Float32Array): Tensor
  tensor2d(values: Float32Array, shape: [number, number]): Tensor
  matMul(a: Tensor, b: Tensor, transposeA?: boolean): Tensor
  sigmoid(a: Tensor): Tensor
  softplus(a: Tensor): Tensor
  sub(a: Tensor, b: Tensor): Tensor
  add(a: Tensor, b: Tensor): Tensor
  mul(a: Tensor, b: Tensor | number): Tensor
  sum(a: Tensor): Tensor
  dispose(tensors: Tensor[]): void
}

const [name = '@tensorflow/tfjs', backend] = process.argv.slice(2)
const loaded = (await import(name)) as { readonly default: TensorFlow }
const tf = loaded.default
if (backend !== undefined) {
  await import(backend)
  await tf.setBackend('wasm')
}
await tf.ready()

await serve((problem) => {
  const { m, n, l2 } = problem
  const x = tf.tensor2d(cells(problem), [m, n])
  const y = tf.tensor2d(Float32Array.from(problem.labels), [m, 1])
  const w = tf.tensor2d(Float32Array.from(problem.weights), [n, 1])
  const step: Gradient = async () => {
    const results = tf.tidy(() => {
      const z = tf.matMul(x, w)
      const penalty = tf.mul(tf.sum(tf.mul(w, w)), l2 / 2)
      const loss = tf.add(tf.sum(tf.sub(tf.softplus(z), tf.mul(y, z))), penalty)
      return [loss, tf.add(tf.matMul(x, tf.sub(tf.sigmoid(z), y), true), tf.mul(w, l2))]
    })
    const [loss, gradient] = await Promise.all(results.map((tensor) => tensor.data()))
    tf.dispose(results)
    return { loss: loss?.[0] ?? NaN, gradient: Float64Array.from(gradient ?? []) }
  }
  return step
})

/** (m * n) row-major */
function cells({ m, n, indptr, indices, data }: Loaded): Float32Array {
  const values = new Float32Array(m * n)
  for (let i = 0; i < m; i += 1) {
    for (let p = indptr[i] as number; p < (indptr[i + 1] as number); p += 1) {
      const cell = i * n + (indices[p] as number)
      values[cell] = (values[cell] as number) + (data[p] as number)
    }
  }
  return values
}
