/** The TensorFlow library through @tensorflow/tfjs-node-gpu, an optional package: imported when asked for, never before. */
import { createRequire } from 'node:module'
import * as tf from '@tensorflow/tfjs-core'
import type { Backend } from './backend.ts'
import { createByUpload } from './cpu.ts'
import { plainOperations } from './plain.ts'

/** Held in a variable, so that neither the compiler nor a bundler needs the package to be there. */
const nativePackage: string = '@tensorflow/tfjs-node-gpu'

/**
 * Loads the binding and the library; takes seconds.
 * @throws whatever says why the package, its binding or its library is not there
 */
export async function startNative(): Promise<Backend> {
  restoreUtil()
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2'
  await import(nativePackage)
  // Loading switches the active backend by itself, but says nothing when the binding is unusable: ask for it by name.
  if (!(await tf.setBackend('tensorflow'))) throw new Error(`${nativePackage} was imported but its backend did not start`)
  const backend: object = tf.backend()
  return {
    name: 'native',
    registered: 'tensorflow',
    usesGpu: 'isUsingGpuDevice' in backend && backend.isUsingGpuDevice === true,
    fixes: [],
    operations: plainOperations,
    view: (tensor) => tensor.dataSync<'float32'>(),
    create: createByUpload,
  }
}

/** Puts back what the package calls and Node 23 removed. */
function restoreUtil(): void {
  const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>
  util['isNullOrUndefined'] ??= (value: unknown) => value === null || value === undefined
  util['isArray'] ??= Array.isArray
}
