/** The compiled sum, bound to a memory, and the canonical sum made of it. */
import { setFlagsFromString } from 'node:v8'
import { requireWebAssembly, type WasmMemory, type WasmModule } from '../../logistic/wasm/webassembly.ts'
import { sumBytes } from './bytes.ts'

/** See wat for what each does. Addresses are bytes, counts are floats. */
export interface SumKernel {
  add(target: number, a: number, b: number, count: number): void
  copy(target: number, source: number, count: number): void
}

/** Compiles the sum, once a job: a module can be sent to threads. */
export function compileSum(): WasmModule {
  // A thread that never returns to its event loop would stay in V8's baseline code: ask for the optimised code at once.
  setFlagsFromString('--no-wasm-dynamic-tiering')
  const module = new (requireWebAssembly().Module)(Uint8Array.from(Buffer.from(sumBytes, 'base64')))
  setFlagsFromString('--wasm-dynamic-tiering')
  return module
}

/** The functions of the sum over one memory. */
export function sumOver(module: WasmModule, memory: WasmMemory): SumKernel {
  return new (requireWebAssembly().Instance)(module, { host: { memory } }).exports as SumKernel
}
