/**
 * Memory that all ranks see, for buffers that every rank holds under the same number.
 *
 * [Note: symmetry] A rank places a buffer by itself, and as all ranks allocate the same lengths in the same order, all place it alike:
 * the copy of rank r starts `stride * r` behind that of rank 0. Several WebAssembly memories of 4 GB each are reserved and filled one after
 * the other; reserved memory costs nothing until it is written to.
 */
import { requireWebAssembly, type WasmMemory } from '../logistic/wasm/webassembly.ts'

const PAGE_BYTES = 65536
const MAX_PAGES = 65536
const MEMORY_BYTES = PAGE_BYTES * MAX_PAGES
const MEMORIES = 4
/** Buffers start on a cache line of their own. */
const LINE_BYTES = 64
/** Copies lie this much further apart, so that equal places of two copies do not fall on the same place of a 4 KB page. */
const STAGGER_BYTES = 5 * LINE_BYTES

/** Where a buffer lies: in which memory, the byte address of rank 0's copy, and how far apart the copies are. */
export interface Place {
  readonly memory: number
  readonly address: number
  readonly stride: number
}

/** The memories of one group. */
export function reserveMemories(): WasmMemory[] {
  const { Memory } = requireWebAssembly()
  return Array.from({ length: MEMORIES }, () => new Memory({ initial: 1, maximum: MAX_PAGES, shared: true }))
}

/** One rank's book of what has been placed where. */
export class Arena {
  readonly #memories: readonly WasmMemory[]
  readonly #copies: number
  /** First free byte of each memory. */
  readonly #tops: number[]

  /** @param copies of each buffer: the number of ranks */
  constructor(memories: readonly WasmMemory[], copies: number) {
    this.#memories = memories
    this.#copies = copies
    this.#tops = memories.map(() => LINE_BYTES)
  }

  /**
   * Places a buffer of `bytes` bytes a copy; its bytes are 0.
   * @throws RangeError if it fits in no memory
   */
  place(bytes: number): Place {
    const memory = this.#tops.findIndex((top) => top + strideOf(bytes) * this.#copies <= MEMORY_BYTES)
    return this.placeIn(memory === -1 ? MEMORIES - 1 : memory, bytes)
  }

  /**
   * The same in a certain memory.
   * @throws RangeError if it does not fit there
   */
  placeIn(memory: number, bytes: number): Place {
    const address = this.#tops[memory] as number
    const stride = strideOf(bytes)
    if (address + stride * this.#copies > MEMORY_BYTES) {
      const asked = `${this.#copies} copies of ${bytes} bytes`
      throw new RangeError(`allocate: expected room in the ${MEMORIES} memories of 4 GB of this group, got ${asked} more`)
    }
    this.#tops[memory] = address + stride * this.#copies
    this.#grow(this.#memories[memory] as WasmMemory, address + stride * this.#copies)
    return { memory, address, stride }
  }

  /** The floats of one rank's copy. */
  floats({ memory, address, stride }: Place, rank: number, length: number): Float32Array {
    return new Float32Array((this.#memories[memory] as WasmMemory).buffer, address + stride * rank, length)
  }

  /** The numbers of one rank's copy. */
  numbers({ memory, address, stride }: Place, rank: number, length: number): Float64Array {
    return new Float64Array((this.#memories[memory] as WasmMemory).buffer, address + stride * rank, length)
  }

  /** Another rank may grow the same memory at the same time: then it is larger than asked, which costs nothing. */
  #grow(memory: WasmMemory, bytes: number): void {
    const missing = Math.ceil((bytes - memory.buffer.byteLength) / PAGE_BYTES)
    if (missing <= 0) return
    try {
      memory.grow(missing)
    } catch (error) {
      if (memory.buffer.byteLength < bytes) throw error
    }
  }
}

function strideOf(bytes: number): number {
  return Math.ceil(bytes / LINE_BYTES) * LINE_BYTES + STAGGER_BYTES
}
