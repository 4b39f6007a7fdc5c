/** The TensorFlow library through @tensorflow/tfjs-node-gpu, an optional package: imported when asked for, never before. */
import { tf } from './tensorflow.ts'
import type { Backend } from './backend.ts'
import { borrowArray, createByUpload } from './cpu.ts'
import { loadNative, NATIVE_BACKEND } from './native/load.ts'
import { nativeOperations } from './native/operations.ts'

/**
 * Loads the binding and the library; takes seconds.
 * @throws whatever says why the package, its binding or its library is not there
 */
export async function startNative(): Promise<Backend> {
  const { usesGpu } = loadNative()
  // Loading switches the active backend by itself, but says nothing when the binding is unusable: ask for it by name.
  if (!(await tf.setBackend(NATIVE_BACKEND)))
    throw new Error('@tensorflow/tfjs-node-gpu was loaded but its backend did not start')
  return {
    name: 'native',
    registered: NATIVE_BACKEND,
    usesGpu,
    fixes: [],
    operations: nativeOperations(),
    view: (tensor) => tensor.dataSync<'float32'>(),
    create: createByUpload,
    borrow: borrowArray,
  }
}
