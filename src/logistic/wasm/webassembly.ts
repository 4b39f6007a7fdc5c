/** The part of the WebAssembly interface that the kernel uses, typed: the ES libraries of TypeScript do not declare it. */

/** Shared memory that grows by pages of 64 KB. */
export interface WasmMemory {
  readonly buffer: SharedArrayBuffer
  grow(pages: number): number
}

/** Compiled code; can be sent to a thread. */
export type WasmModule = object

interface WebAssemblyInterface {
  validate(bytes: Uint8Array): boolean
  readonly Memory: new (pages: { initial: number; maximum: number; shared: true }) => WasmMemory
  readonly Module: new (bytes: Uint8Array) => WasmModule
  readonly Instance: new (module: WasmModule, imports: Record<string, Record<string, unknown>>) => { readonly exports: object }
}

/** `undefined` where the runtime has none. */
export const webAssembly = Reflect.get(globalThis, 'WebAssembly') as WebAssemblyInterface | undefined

/** @throws Error where the runtime has none */
export function requireWebAssembly(): WebAssemblyInterface {
  if (webAssembly === undefined) throw new Error('createKernel: this runtime has no WebAssembly; use the engine js')
  return webAssembly
}
