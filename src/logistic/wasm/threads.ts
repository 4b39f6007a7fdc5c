/**
 * The other threads of a kernel, and how they wait for each other.
 *
 * [Note: rounds] A gradient is one round. The caller raises ROUND and wakes the threads; each adds up its own rows into its own gradient,
 * writes its loss and raises DONE. Who waits spins for about 50 us, as long as a hand-off takes, and then sleeps. Rows are dealt out
 * once, by cost, and the caller adds the parts in thread order: the same bits in every run.
 */
import { Worker, isMainThread, workerData } from 'node:worker_threads'
import { instantiateKernel, type KernelExports } from './module.ts'
import type { WasmMemory, WasmModule } from './webassembly.ts'

/** Words of the control region. */
const ROUND = 0
const DONE = 1
const READY = 2
const STOP = 3
/** Length of the control region, in 32-bit words. */
export const CONTROL_WORDS = 4

const SPIN_MS = 0.05
const START_TIMEOUT_MS = 20_000

/** How residuals go to the gradient: not at all, one column at a time, or two, which must differ. */
export const SCATTER = { none: 0, single: 1, pairs: 2 } as const

/** What one thread works on: byte addresses, and its share of the blocks. */
export interface Share {
  readonly bound: number
  readonly lastBound: number
  readonly indptr: number
  readonly indices: number
  readonly data: number
  readonly signs: number
  readonly w: number
  readonly g: number
  readonly z: number
  readonly scratch: number
  readonly scatter: (typeof SCATTER)[keyof typeof SCATTER]
  /** Bytes of indptr whose entries are fetched ahead for the logits, and again for the gradient; 0 for none. */
  readonly prefetchBytes: number
  readonly prefetchAgainBytes: number
}

interface ThreadData {
  readonly module: WasmModule
  readonly memory: WasmMemory
  readonly cols: number
  readonly control: number
  /** Where this thread writes its loss. */
  readonly loss: number
  readonly share: Share
}

/** Runs the rows of one share: returns their loss, and adds their gradient to the share's own. */
export function lossOfShare(kernel: KernelExports, share: Share): number {
  const { bound, lastBound, indptr, indices, data, signs, w, g, z, scratch, scatter, prefetchBytes, prefetchAgainBytes } = share
  return kernel.blocks(
    bound,
    lastBound,
    indptr,
    indices,
    data,
    signs,
    w,
    g,
    z,
    scratch,
    scatter,
    prefetchBytes,
    prefetchAgainBytes,
  )
}

/** Starts a thread for every share, and returns when all of them wait for the first round. */
export class ThreadPool {
  readonly #control: Int32Array
  readonly #workers: Worker[]

  /** @throws Error if a thread does not start within 20 s */
  constructor(memory: WasmMemory, control: number, threads: readonly Omit<ThreadData, 'memory' | 'control'>[]) {
    this.#control = new Int32Array(memory.buffer, control, CONTROL_WORDS).fill(0)
    this.#workers = threads.map((thread) => {
      const data: ThreadData = { ...thread, memory, control }
      const worker = new Worker(new URL(import.meta.url), { workerData: data })
      worker.unref() // a kernel that was never closed must not keep the process alive
      return worker
    })
    const deadline = performance.now() + START_TIMEOUT_MS
    for (let ready = 0; ready < threads.length; ready = Atomics.load(this.#control, READY)) {
      if (performance.now() > deadline) {
        this.close()
        throw new Error(`createKernel: ${ready} of ${threads.length} threads started within ${START_TIMEOUT_MS} ms`)
      }
      Atomics.wait(this.#control, READY, ready, 100)
    }
  }

  /** Begins a round. */
  begin(): void {
    Atomics.store(this.#control, DONE, 0)
    Atomics.add(this.#control, ROUND, 1)
    Atomics.notify(this.#control, ROUND)
  }

  /** Returns when every thread has ended the round. */
  join(): void {
    for (let done = 0; done < this.#workers.length; done = Atomics.load(this.#control, DONE)) {
      waitWhile(this.#control, DONE, done)
    }
  }

  close(): void {
    Atomics.store(this.#control, STOP, 1)
    Atomics.add(this.#control, ROUND, 1)
    Atomics.notify(this.#control, ROUND)
    for (const worker of this.#workers) void worker.terminate()
  }
}

/** Returns when the word may have left `value`. */
function waitWhile(control: Int32Array, word: number, value: number): void {
  const end = performance.now() + SPIN_MS
  while (performance.now() < end) {
    for (let i = 0; i < 100; i += 1) if (Atomics.load(control, word) !== value) return
  }
  Atomics.wait(control, word, value)
}

function serve({ module, memory, cols, control: address, loss, share }: ThreadData): void {
  const kernel = instantiateKernel(module, memory)
  const control = new Int32Array(memory.buffer, address, CONTROL_WORDS)
  const gradient = new Float64Array(memory.buffer, share.g, cols)
  const lossCell = new Float64Array(memory.buffer, loss, 1)
  Atomics.add(control, READY, 1)
  Atomics.notify(control, READY)
  for (let round = 0; ;) {
    while (Atomics.load(control, ROUND) === round) waitWhile(control, ROUND, round)
    if (Atomics.load(control, STOP) === 1) return
    round = Atomics.load(control, ROUND)
    gradient.fill(0)
    lossCell[0] = lossOfShare(kernel, share)
    Atomics.add(control, DONE, 1)
    Atomics.notify(control, DONE)
  }
}

if (!isMainThread && isThreadData(workerData)) serve(workerData)

function isThreadData(data: unknown): data is ThreadData {
  return typeof data === 'object' && data !== null && 'share' in data && 'control' in data && 'module' in data
}
