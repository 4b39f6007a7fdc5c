/** Loads @tensorflow/tfjs-node-gpu where it is installed, with what it needs from a Node that is newer than it. */
import { createRequire } from 'node:module'
import util from 'node:util'
import { setNativeEnvironment } from './environment.ts'

/** The package as loaded. */
export interface NativePackage {
  /** Its exports; tensors and registry are those of the @tensorflow/tfjs-core that stands beside it. */
  readonly tf: NativeExports
  /** Version of the TensorFlow library behind the binding. */
  readonly tensorflow: string
  /** Whether operations run on a GPU. The name of the package says nothing about it. */
  readonly usesGpu: boolean
}

/** What is used of the exports. */
interface NativeExports {
  getBackend(): string
  backend(): object
  tensor2d(values: Float32Array, shape: readonly [number, number]): NativeTensor
  matMul(a: NativeTensor, b: NativeTensor): NativeTensor
}

interface NativeTensor {
  dataSync(): Float32Array
}

/** The name under which the package registers its backend. */
export const NATIVE_BACKEND = 'tensorflow'

/**
 * Loads the package, which makes its backend the active one; takes up to 5 s, so it is done only when asked for. Threads are TensorFlow's own
 * choice (all cores) unless TF_NUM_INTRAOP_THREADS and TF_NUM_INTEROP_THREADS say otherwise; what a worker thread sets in its environment
 * TensorFlow does not see.
 * @param from module from which the package is looked for; this one by default
 * @throws Error if the package is not there or its binding does not load: `npm run engine:native` builds both
 */
export function loadNative(from: string = import.meta.url): NativePackage {
  // Node 23 took out what the package calls in every operation, and warns of it before.
  Object.assign(util, { isNullOrUndefined: (value: unknown) => value === null || value === undefined, isArray: Array.isArray })
  setNativeEnvironment()
  const tf = createRequire(from)('@tensorflow/tfjs-node-gpu') as NativeExports
  const backend = tf.backend() as { readonly isUsingGpuDevice?: boolean; readonly binding?: { readonly TF_Version?: string } }
  return { tf, tensorflow: backend.binding?.TF_Version ?? 'unknown', usesGpu: backend.isUsingGpuDevice === true }
}
