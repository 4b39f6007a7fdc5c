/** Makes the bench's own WebAssembly ready, over a fresh memory. */
import { webAssembly } from '../../../src/logistic/wasm/webassembly.ts'

interface Memory {
  readonly buffer: ArrayBuffer
}

const PAGE_BYTES = 65536

/** The exports of the module in `base64` and its memory of at least `bytes`; `undefined` where there is no WebAssembly SIMD. */
export function loadWasm(base64: string, bytes: number): { exports: object; memory: Memory } | undefined {
  const binary = Buffer.from(base64, 'base64')
  if (webAssembly?.validate(binary) !== true) return undefined
  const Memory = webAssembly.Memory as unknown as new (pages: { initial: number }) => Memory
  const memory = new Memory({ initial: Math.ceil(bytes / PAGE_BYTES) })
  const { exports } = new webAssembly.Instance(new webAssembly.Module(binary), { env: { memory } })
  return { exports, memory }
}
