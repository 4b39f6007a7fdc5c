/** WebAssembly with SIMD on one thread: the backend of TensorFlow.js for its memory, our own module on that memory for the work. */
import type { Backend } from './backend.ts'
import { raw } from './plain.ts'
import { requireWasmBackend, tf } from './tensorflow.ts'
import { checkFixes } from './wasm/fixes.ts'
import { openHeap } from './wasm/heap.ts'
import { heapOperations } from './wasm/operations.ts'

/**
 * Starts it, and compares every operation of the module with the plain kernels.
 * @throws Error when one differs
 */
export async function startWasm(): Promise<Backend> {
  requireWasmBackend()
  if (!(await tf.setBackend('wasm'))) throw new Error('the wasm backend of TensorFlow.js did not start')
  const heap = openHeap()
  const operations = heapOperations(heap)
  return {
    name: 'wasm',
    registered: 'wasm',
    usesGpu: false,
    fixes: checkFixes(operations),
    operations,
    view: heap.view,
    create: (shape, fill) => {
      const tensor = heap.create(shape)
      fill(heap.view(tensor))
      return raw(tensor)
    },
  }
}
