/** WebAssembly with SIMD on one thread, with the backend's slow or wrong kernels replaced. */
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import type { Backend } from './backend.ts'
import { createByUpload } from './cpu.ts'
import { plainOperations } from './plain.ts'

/** Starts it, and checks every fix against the plain kernels. */
export async function startWasm(): Promise<Backend> {
  const main = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')
  setWasmPaths(`${dirname(main)}/`)
  await tf.setBackend('wasm')
  return {
    name: 'wasm',
    registered: 'wasm',
    usesGpu: false,
    fixes: [],
    operations: plainOperations,
    view: (tensor) => tensor.dataSync<'float32'>(),
    create: createByUpload,
  }
}
