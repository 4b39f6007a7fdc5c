/** Loads @tensorflow/tfjs-node-gpu where it is installed, with what it needs from a Node that is newer than it. */
import util from 'node:util'
import { createRequire } from 'node:module'

/** The native engine as loaded: the package's exports and what it really runs on. */
export interface NativeEngine {
  /** The exports of the package; its tensors and its registry are those of @tensorflow/tfjs-core beside it. */
  readonly tf: NativeExports
  /** Version of the TensorFlow library behind the binding. */
  readonly tensorflow: string
  /** Whether operations run on a GPU. The package's name says nothing about it. */
  readonly usesGpu: boolean
}

/** What is used of the package's exports. */
export interface NativeExports {
  getBackend(): string
  backend(): object
  ready(): Promise<void>
  tensor2d(values: Float32Array, shape: readonly [number, number]): NativeTensor
  matMul(a: NativeTensor, b: NativeTensor): NativeTensor
}

/** What is used of a tensor. */
export interface NativeTensor {
  dataSync(): Float32Array
  dispose(): void
}

/** The name under which the package registers its backend. */
export const NATIVE_BACKEND = 'tensorflow'

/**
 * Loads the package and makes its backend, `tensorflow`, the active one: call `setBackend` afterwards if another is wanted. Loading takes
 * 1.6 to 5 s, so it is done only when asked for.
 * @param from module from which the package is looked for; this one unless told
 * @param threads threads of one operation; TensorFlow's own choice (all cores) unless told. It counts only at the first load of a process,
 *   and in a worker thread only what the main thread has set, for TensorFlow reads the environment of the process.
 * @throws Error if the package is not there or its binding does not load: `npm run engine:native` builds both
 */
export async function loadNative(from: string = import.meta.url, threads?: number): Promise<NativeEngine> {
  // Node 23 took out what the package calls in every operation.
  const gone = { isNullOrUndefined: (value: unknown) => value === null || value === undefined, isArray: Array.isArray }
  for (const [name, implementation] of Object.entries(gone)) if (!(name in util)) Object.assign(util, { [name]: implementation })
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2'
  if (threads !== undefined) {
    process.env['TF_NUM_INTRAOP_THREADS'] = String(threads)
    process.env['TF_NUM_INTEROP_THREADS'] = '1'
  }
  const tf = createRequire(from)('@tensorflow/tfjs-node-gpu') as NativeExports
  await tf.ready()
  const backend = tf.backend() as { readonly isUsingGpuDevice?: boolean; readonly binding?: { readonly TF_Version?: string } }
  return { tf, tensorflow: backend.binding?.TF_Version ?? 'unknown', usesGpu: backend.isUsingGpuDevice === true }
}
