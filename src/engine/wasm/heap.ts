/** The memory of the wasm backend of TensorFlow.js, shared with a module of our own: tensors as addresses, results as new tensors. */
import { setFlagsFromString } from 'node:v8'
import { type RawTensor, tf } from '../tensorflow.ts'
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import type { Tensor } from '../../contract/engine.ts'
import { raw } from '../plain.ts'
import { fusedBytes, plainBytes } from './bytes.ts'
import type { exportedFunctions } from './wat.ts'

type Functions = Record<(typeof exportedFunctions)[number], (...operands: number[]) => void>

/** What the backend's memory offers to the operations. */
export interface Heap {
  readonly functions: Functions
  /** Whether products round once for a multiplication and its addition. */
  readonly fused: boolean
  /** Where a tensor's values begin, in bytes. */
  readonly address: (tensor: Tensor) => number
  /** The values of a tensor, as they lie; valid until the next allocation. */
  readonly view: (tensor: Tensor) => Float32Array
  /** A new tensor whose values are not set yet. */
  readonly create: (shape: readonly number[]) => RawTensor
  /** Work space, never given back. */
  readonly reserve: (bytes: number) => number
}

/** The part of the WebAssembly interface that is used here: the ES libraries of TypeScript do not declare it. */
interface WebAssemblyInterface {
  readonly validate: (bytes: Uint8Array) => boolean
  readonly Memory: new (pages: { initial: number }) => object
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object, imports: Record<string, Record<string, unknown>>) => { readonly exports: object }
}

const { Memory, Module, Instance, validate } = Reflect.get(globalThis, 'WebAssembly') as WebAssemblyInterface

/** What the backend's Emscripten module has besides what its types say. */
interface Emscripten {
  readonly asm?: { readonly memory?: unknown }
  readonly _malloc: (bytes: number) => number
}

/**
 * Joins the module to the running wasm backend.
 * @throws Error when the backend does not show its memory, as another version might not
 */
export function openHeap(): Heap {
  const backend = tf.backend() as BackendWasm
  const { asm, _malloc: malloc } = backend.wasm as unknown as Emscripten
  const memory = asm?.memory
  if (!(memory instanceof Memory)) {
    throw new Error('openHeap: expected the wasm backend 4.22.0, whose module shows its memory; this one does not')
  }
  const { module, fused } = compile()
  const functions = new Instance(module, { host: { memory, log: Math.log } }).exports as Functions
  return {
    functions,
    fused,
    address: (tensor) => backend.getMemoryOffset(raw(tensor).dataId),
    view: (tensor) => backend.typedArrayFromHeap(raw(tensor)) as Float32Array,
    create: (shape) => tf.engine().makeTensorFromTensorInfo(backend.makeOutput([...shape], 'float32'), backend),
    reserve: (bytes) => malloc(bytes) >>> 0,
  }
}

/**
 * The module: with fused multiply-add where the runtime has relaxed SIMD. Node 22 has it; in Node 20 it is there, behind a flag of V8. Flags
 * are the process's: this one stays set, or a rank that is a thread could compile while another takes it back, and get other bits.
 * Code that a thread seldom leaves would stay in V8's baseline form: the optimised one is asked for at once.
 */
function compile(): { readonly module: object; readonly fused: boolean } {
  const withFused = Buffer.from(fusedBytes, 'base64')
  if (!validate(withFused)) setFlagsFromString('--experimental-wasm-relaxed-simd')
  setFlagsFromString('--no-wasm-dynamic-tiering')
  const fused = validate(withFused)
  const module = new Module(fused ? withFused : Buffer.from(plainBytes, 'base64'))
  setFlagsFromString('--wasm-dynamic-tiering')
  return { module, fused }
}
