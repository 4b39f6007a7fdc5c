/**
 * The shared WebAssembly memory that a kernel runs on. A matrix that is built inside one (`allocateCsr`) is used where it lies,
 * so that a matrix of 1 GB costs 1 GB; any other is copied in.
 */
import type { Csr } from '../../contract/sparse.ts'
import { requireSize, type CsrShape } from '../../numeric/csr.ts'
import { requireWebAssembly, type WasmMemory } from './webassembly.ts'

const PAGE_BYTES = 65536
/** 4 GB: what 32-bit addresses reach. */
const MAX_PAGES = 65536
/** A cache line: regions start on one, so that two threads never write to the same. */
const ALIGNMENT = 64

/** Hands out regions of one memory from below, and takes back those above the last that is held. */
class KernelMemory {
  readonly memory: WasmMemory
  readonly #held = new Set<number>()
  #top = ALIGNMENT

  constructor() {
    this.memory = new (requireWebAssembly().Memory)({ initial: 1, maximum: MAX_PAGES, shared: true })
  }

  /**
   * @returns the byte address of a region; fresh pages are zero, reused ones hold what they held
   * @throws RangeError if the memory would pass 4 GB
   */
  allocate(bytes: number): number {
    const address = this.#top
    const top = address + Math.ceil(bytes / ALIGNMENT) * ALIGNMENT + ALIGNMENT // room for a vector that reads past the end
    if (top > PAGE_BYTES * MAX_PAGES) {
      throw new RangeError(`KernelMemory: a kernel's memory is at most 4 GB, ${(top / 2 ** 30).toFixed(2)} GB are asked for`)
    }
    const missing = Math.ceil(top / PAGE_BYTES) - this.memory.buffer.byteLength / PAGE_BYTES
    if (missing > 0) this.memory.grow(missing)
    this.#top = top
    return address
  }

  /** Holds every region so far. @returns lets go of them: they are taken back once nothing above them is held */
  hold(): () => void {
    const end = this.#top
    this.#held.add(end)
    return () => {
      this.#held.delete(end)
      this.#top = Math.max(ALIGNMENT, ...this.#held)
    }
  }

  int32(address: number, length: number): Int32Array {
    return new Int32Array(this.memory.buffer, address, length)
  }

  float32(address: number, length: number): Float32Array {
    return new Float32Array(this.memory.buffer, address, length)
  }

  float64(address: number, length: number): Float64Array {
    return new Float64Array(this.memory.buffer, address, length)
  }
}

/** Memory of the matrices made by `allocateCsr`. The key is the array `data`: a grown memory has a new buffer, its arrays stay. */
const homes = new WeakMap<Csr['data'], KernelMemory>()

/**
 * Room for a matrix inside kernel memory, all zero: fill `indptr`, `indices` and `data` in place, then give it to `createKernel`,
 * which copies nothing. The arrays are views of shared memory; changing them while a kernel uses them is a race.
 * @throws RangeError for a size that is no whole number in [0, 2^31), and if it does not fit into 4 GB (about 330 million float64 entries)
 */
export function allocateCsr(shape: CsrShape): Csr {
  for (const name of ['rows', 'cols', 'nnz'] as const) requireSize('allocateCsr', name, shape[name])
  const home = new KernelMemory()
  const csr = allocateIn(home, shape)
  home.hold()
  homes.set(csr.data, home)
  return csr
}

/** Room for a matrix in this memory. */
export function allocateIn(home: KernelMemory, { rows, cols, nnz, precision = 'float64' }: CsrShape): Csr {
  const indptr = home.allocate(4 * (rows + 1))
  const indices = home.allocate(4 * nnz)
  const values = home.allocate((precision === 'float64' ? 8 : 4) * nnz)
  const data = precision === 'float64' ? home.float64(values, nnz) : home.float32(values, nnz)
  return { rows, cols, indptr: home.int32(indptr, rows + 1), indices: home.int32(indices, nnz), data }
}

/** The matrix inside kernel memory, with the memory: itself if it was allocated there, else a copy. */
export function housed(csr: Csr): { home: KernelMemory; csr: Csr } {
  const home = homes.get(csr.data)
  const together = csr.indptr.buffer === csr.data.buffer && csr.indices.buffer === csr.data.buffer
  if (home !== undefined && together) return { home, csr }
  const copy = allocateCsr({
    rows: csr.rows,
    cols: csr.cols,
    nnz: csr.indices.length,
    precision: csr.data instanceof Float32Array ? 'float32' : 'float64',
  })
  copy.indptr.set(csr.indptr)
  copy.indices.set(csr.indices)
  copy.data.set(csr.data)
  return { home: homes.get(copy.data) ?? new KernelMemory(), csr: copy }
}
