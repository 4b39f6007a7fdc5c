/** The backend in plain JavaScript: always there, slow, and the simplest to trust. */
import { useRowKernels } from './cpu-kernels.ts'
import { type RawTensor, requireCpuBackend, tf } from './tensorflow.ts'
import type { Backend } from './backend.ts'
import { plainOperations } from './plain.ts'

/** Starts it. */
export async function startCpu(): Promise<Backend> {
  requireCpuBackend()
  if (!(await tf.setBackend('cpu'))) throw new Error('the cpu backend of TensorFlow.js did not start')
  // The backend would print an advertisement for its native sibling at its first use.
  Object.assign(tf.backend(), { firstUse: false })
  useRowKernels()
  return {
    name: 'cpu',
    registered: 'cpu',
    usesGpu: false,
    fixes: [],
    operations: plainOperations,
    view: (tensor) => tensor.dataSync<'float32'>(),
    create: createByUpload,
    borrow: borrowArray,
  }
}

/** A tensor on an array of JavaScript. TensorFlow reads memory that threads share at its own risk: that is copied. */
export function borrowArray(values: Float32Array, shape: readonly number[]): RawTensor {
  return tf.tensor(values.buffer instanceof ArrayBuffer ? values : values.slice(), [...shape], 'float32')
}

/** Makes a tensor from values that are written in an array of JavaScript first. */
export function createByUpload(shape: readonly number[], fill: (values: Float32Array) => void): RawTensor {
  const values = new Float32Array(shape.reduce((product, extent) => product * extent, 1))
  fill(values)
  return tf.tensor(values, [...shape], 'float32')
}
