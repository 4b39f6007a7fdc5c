/** What a backend must bring to become an engine, and how the rest is made of it. */
import { type RawTensor, tf } from './tensorflow.ts'
import type { Engine, EngineName, Fix, Operations } from '../contract/engine.ts'
import { raw } from './plain.ts'

/** A backend of TensorFlow.js, loaded and initialised. */
export interface Backend {
  readonly name: EngineName
  /** Its name in the registry of TensorFlow.js. */
  readonly registered: string
  readonly usesGpu: boolean
  readonly fixes: readonly Fix[]
  readonly operations: Operations
  /** A tensor's values, without a copy where the backend has a heap; valid until the next operation. */
  readonly view: (tensor: RawTensor) => Float32Array
  /** A new tensor of a shape, its values written by `fill`; what stands in them before is undefined. */
  readonly create: (shape: readonly number[], fill: (values: Float32Array) => void) => RawTensor
  /** A new tensor on values that stay as they are; without it they are copied. */
  readonly borrow?: (values: Float32Array, shape: readonly number[]) => RawTensor
}

/** The engine that runs on a backend. */
export function engineOf(backend: Backend, reason: string): Engine {
  const { name, registered, usesGpu, fixes, operations, view, create, borrow } = backend
  // Several engines may live in one thread, but TensorFlow.js has one active backend: the switch is synchronous once both are initialised.
  const activate = (): void => {
    if (tf.getBackend() !== registered) void tf.engine().setBackend(registered)
  }
  return {
    ...operations,
    name,
    reason,
    usesGpu,
    fixes,
    tensor: (values, shape) => {
      activate()
      requireSize('tensor', values.length, shape)
      return create(shape, (to) => to.set(values))
    },
    borrow: (values, shape) => {
      activate()
      requireSize('borrow', values.length, shape)
      return borrow === undefined ? create(shape, (to) => to.set(values)) : borrow(values, shape)
    },
    read: (tensor) => view(raw(tensor)).slice(),
    readInto: (tensor, out) => {
      requireSize('readInto', out.length, tensor.shape)
      out.set(view(raw(tensor)))
    },
    rewrite: (tensor, change) => {
      activate()
      // A new tensor, never the old memory: the backend may keep a packed copy of a tensor that it has multiplied with.
      const changed = create(tensor.shape, (to) => {
        to.set(view(raw(tensor)))
        change(to)
      })
      tensor.dispose()
      return changed
    },
    reshape: (tensor, shape) => {
      activate()
      return tf.reshape(raw(tensor), [...shape])
    },
    rows: (tensor, start, end) => {
      activate()
      return tf.slice(raw(tensor), [start, 0], [end - start, tensor.shape[1] ?? 0])
    },
    scope: <T>(body: () => T): T => {
      activate()
      tf.engine().startScope()
      let kept: RawTensor[] = []
      try {
        const result = body()
        kept = tensorsIn(result)
        return result
      } finally {
        tf.engine().endScope(kept)
      }
    },
    liveTensors: () => tf.memory().numTensors,
  }
}

/** The tensors of a result: itself, or those in a list or a record. Arrays of numbers are passed over, not walked. */
function tensorsIn(result: unknown): RawTensor[] {
  if (result instanceof tf.Tensor) return [result]
  if (typeof result !== 'object' || result === null || ArrayBuffer.isView(result)) return []
  return Object.values(result).flatMap(tensorsIn)
}

function requireSize(operation: string, got: number, shape: readonly number[]): void {
  const expected = shape.reduce((product, extent) => product * extent, 1)
  if (got !== expected) {
    throw new RangeError(`engine.${operation}: a tensor of shape [${shape.join(', ')}] has ${expected} values, got ${got}`)
  }
}
