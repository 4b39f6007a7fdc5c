/** The compiled kernel: its functions, typed, and where they come from. */
import { setFlagsFromString } from 'node:v8'
import { f32Bytes, f64Bytes } from './bytes.ts'
import type { ValueType } from './wat-rows.ts'
import { requireWebAssembly, webAssembly, type WasmMemory, type WasmModule } from './webassembly.ts'

/** See wat for what each does. All numbers are byte addresses, save counts. */
export interface KernelExports {
  start(w: number, g: number, cols: number, l2: number): number
  add(to: number, from: number, cols: number): void
  logits(row: number, last: number, indices: number, data: number, w: number, z: number): void
  blocks(
    bound: number,
    lastBound: number,
    indptr: number,
    indices: number,
    data: number,
    signs: number,
    w: number,
    g: number,
    z: number,
    scratch: number,
    scatter: number,
    prefetchBytes: number,
    prefetchAgainBytes: number,
  ): number
}

const compiled = new Map<ValueType, WasmModule>()

let runs: boolean | undefined

/** Whether this machine runs the kernel: WebAssembly with SIMD and shared memory. Found out once a process. */
export function wasmRuns(): boolean {
  return (runs ??= webAssembly?.validate(bytesOf('f64')) ?? false)
}

/** The compiled code for one way to store values, compiled once a process. */
export function compileKernel(values: ValueType): WasmModule {
  const known = compiled.get(values)
  if (known !== undefined) return known
  // A thread that never returns to its event loop would stay in V8's baseline code: ask for the optimised code at once.
  setFlagsFromString('--no-wasm-dynamic-tiering')
  const module = new (requireWebAssembly().Module)(bytesOf(values))
  setFlagsFromString('--wasm-dynamic-tiering')
  compiled.set(values, module)
  return module
}

/** The functions of the kernel, bound to one memory. */
export function instantiateKernel(module: WasmModule, memory: WasmMemory): KernelExports {
  const { Instance } = requireWebAssembly()
  return new Instance(module, { host: { memory, log1p: Math.log1p } }).exports as KernelExports
}

function bytesOf(values: ValueType): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(values === 'f64' ? f64Bytes : f32Bytes, 'base64'))
}
