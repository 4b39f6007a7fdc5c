/** TensorFlow's own operations by name, for those that TensorFlow.js does not reach or composes of several. */
import * as tf from '@tensorflow/tfjs-core'

/** An attribute of an operation, as the binding takes it. */
interface Attribute {
  readonly name: string
  readonly type: number
  readonly value: number | boolean | string
}

/** What the backend offers besides what TensorFlow.js asks of it. */
interface NativeBackend {
  readonly binding: Readonly<Record<'TF_ATTR_TYPE' | 'TF_FLOAT' | 'TF_INT32' | 'TF_ATTR_BOOL', number>>
  executeSingleOutput(name: string, attributes: readonly Attribute[], inputs: readonly tf.Tensor[]): tf.Tensor
}

const backend = (): NativeBackend => tf.backend() as unknown as NativeBackend

/** Runs an operation on float32 tensors that has no attribute but their type. */
export function execute(name: string, ...inputs: readonly tf.Tensor[]): tf.Tensor {
  const { binding } = backend()
  return backend().executeSingleOutput(name, [{ name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT }], inputs)
}

/**
 * The same, and gives the first input back at once: TensorFlow then writes the next result into memory that is still in the cache, which
 * halves the time of a chain of operations on some megabytes.
 */
export function consume(name: string, spent: tf.Tensor, ...inputs: readonly tf.Tensor[]): tf.Tensor {
  const result = execute(name, spent, ...inputs)
  spent.dispose()
  return result
}

/** Sums, keeping the axis, over the last axis or another. */
export function sumOver(x: tf.Tensor, axis: tf.Tensor, name: 'Sum' | 'Mean' | 'Max' = 'Sum'): tf.Tensor {
  const { binding } = backend()
  return backend().executeSingleOutput(
    name,
    [
      { name: 'keep_dims', type: binding.TF_ATTR_BOOL, value: true },
      { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
      { name: 'Tidx', type: binding.TF_ATTR_TYPE, value: binding.TF_INT32 },
    ],
    [x, axis],
  )
}

/** x (M, N) with its element at column `columns[i]` of row i replaced by that plus `values[i]`. */
export function addAt(x: tf.Tensor, places: tf.Tensor, values: tf.Tensor): tf.Tensor {
  const { binding } = backend()
  return backend().executeSingleOutput(
    'TensorScatterAdd',
    [
      { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
      { name: 'Tindices', type: binding.TF_ATTR_TYPE, value: binding.TF_INT32 },
    ],
    [x, places, values],
  )
}
