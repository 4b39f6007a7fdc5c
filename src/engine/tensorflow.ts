/**
 * TensorFlow.js, loaded as what it is, CommonJS: imported as modules, its 2 MB would be parsed twice more, for their format and for their
 * names, which is four fifths of the time that an engine takes to start, in every process and in every thread that is a rank.
 */
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import type * as Core from '@tensorflow/tfjs-core'
import type * as Wasm from '@tensorflow/tfjs-backend-wasm'

const load = createRequire(import.meta.url)

/** The core: tensors, operations, the registry of backends. */
export const tf = load('@tensorflow/tfjs-core') as typeof Core

/** What the core computes with. */
export type RawTensor = Core.Tensor

/** Registers the wasm backend, whose binaries lie beside its code. */
export function requireWasmBackend(): void {
  const { setWasmPaths } = load('@tensorflow/tfjs-backend-wasm') as typeof Wasm
  setWasmPaths(`${dirname(load.resolve('@tensorflow/tfjs-backend-wasm'))}/`)
}

/** Registers the cpu backend. */
export function requireCpuBackend(): void {
  load('@tensorflow/tfjs-backend-cpu')
}
