/**
 * TensorFlow.js, loaded as the CommonJS that it is. An import of it would first search its text, two megabytes, for the names of its exports: a
 * sixth of a second of every process and every thread that has an engine.
 */
import { createRequire } from 'node:module'
import type * as wasm from '@tensorflow/tfjs-backend-wasm'
import type * as core from '@tensorflow/tfjs-core'

const require = createRequire(import.meta.url)

/** Its tensors, operations and registry of backends. */
export const tf = require('@tensorflow/tfjs-core') as typeof core

/** Of its types, those that are named here. */
export declare namespace tf {
  type Tensor = core.Tensor
}

/** Registers the backend in plain JavaScript. @returns its exports */
export const loadCpuBackend = (): unknown => require('@tensorflow/tfjs-backend-cpu')

/** Registers the backend in WebAssembly. @returns its exports, and the path of its main file */
export function loadWasmBackend(): typeof wasm & { readonly path: string } {
  const path = require.resolve('@tensorflow/tfjs-backend-wasm')
  return { ...(require(path) as typeof wasm), path }
}
