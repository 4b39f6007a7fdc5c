/**
 * A sparse matrix and its labels, made ready for many gradients: checked and laid out once, then only the weights change.
 *
 *   const kernel = createKernel(csr, labels, { l2: 0.5, threads: 2 })
 *   const { loss, gradient } = kernel.lossAndGradient(weights)
 *   kernel.close()
 *
 * The loss and gradient are those of `sparseLossAndGradient`. For a matrix of memory size, build it with `allocateCsr`: then it is not copied.
 */
import type { Csr, Labels, KernelOptions, Layout, SparseKernel } from '../contract/sparse.ts'
import { transposeCsr, validateCsr } from '../numeric/csr.ts'
import { allocateIn, housed } from './wasm/memory.ts'
import { compileKernel, instantiateKernel, wasmRuns, type KernelExports } from './wasm/module.ts'
import { CONTROL_WORDS, lossOfShare, SCATTER, ThreadPool, type Share } from './wasm/threads.ts'
import { SCRATCH_BYTES } from './wasm/wat-residuals.ts'
import { rowsToPrefetch } from './wasm/prefetch.ts'
import { blockedGradient, blockEnd, requireLength, requirePenalty, signsOf } from './sparse-gradient.ts'

/**
 * Entries of a block: 0.8 MB of matrix, most of which the second pass finds in the L2 cache. Far more than `BLOCK_NNZ`, so that w, and then g, settle there
 * once a block and not by turns (at n = 100k 14 % faster than 4096; at n = 1k to 20k even).
 */
const WASM_BLOCK_NNZ = 65_536
/** Above this many columns w and g do not fit into the L3 cache together: one pass over all rows for z, then one for g. */
const ONE_BLOCK_COLUMNS = 200_000
/** What a row costs besides its entries, in entries: for dealing rows out to threads. */
const ROW_COST = 16
const MAX_THREADS = 64
/** A float64 for each of so many threads. */
const LOSSES_BYTES = 512
/** Entries up to which both layouts fit into the L2 cache: 24 bytes each. */
const SMALL = 32_768

/** @throws RangeError as `sparseLossAndGradient`, for threads outside 1..64, columns on several threads, prefetchRows that are no number of rows, and for a matrix that does not fit into 4 GB */
export function createKernel(csr: Csr, labels: Labels, options: KernelOptions = {}): SparseKernel {
  const { l2 = 0, engine = wasmRuns() ? 'wasm' : 'js', threads = 1 } = options
  validateCsr(csr, 'createKernel')
  requirePenalty('createKernel', l2)
  if (!Number.isInteger(threads) || threads < 1 || threads > MAX_THREADS) {
    throw new RangeError(`createKernel: threads must be an integer in [1, ${MAX_THREADS}], got ${threads}`)
  }
  const { layout = threads === 1 && isSmall(csr) ? 'rows-and-columns' : 'rows' } = options
  if (layout === 'rows-and-columns' && threads > 1) {
    throw new RangeError(`createKernel: the layout ${layout} is for one thread, got ${threads}`)
  }
  const whole = csr.cols > ONE_BLOCK_COLUMNS || layout === 'rows-and-columns'
  const { prefetchRows = engine === 'js' ? 0 : rowsToPrefetch(csr, whole) } = options
  if (!Number.isInteger(prefetchRows) || prefetchRows < 0) {
    throw new RangeError(`createKernel: prefetchRows must be a number of rows, got ${prefetchRows}`)
  }
  const signs = signsOf('createKernel', labels, csr.rows)
  const plan = { threads, layout, whole, prefetchBytes: 4 * Math.min(prefetchRows, csr.rows) }
  return engine === 'wasm' ? wasmKernel(csr, signs, l2, plan) : jsKernel(csr, signs, l2)
}

/** How the matrix is held and walked. */
interface Plan {
  readonly threads: number
  readonly layout: Layout
  /** Each thread has one block. */
  readonly whole: boolean
  /** Bytes of indptr whose entries are fetched at a time. */
  readonly prefetchBytes: number
}

function isSmall({ rows, cols, indices }: Csr): boolean {
  return Math.max(rows, cols, indices.length) <= SMALL
}

function jsKernel(csr: Csr, signs: Float64Array, l2: number): SparseKernel {
  const open = once('close')
  return {
    engine: 'js',
    threads: 1,
    layout: 'rows',
    lossAndGradient(weights, into = new Float64Array(csr.cols)) {
      open.require()
      requireArguments(csr.cols, weights, into)
      const { loss, gradient } = blockedGradient(csr, signs, weights, l2)
      into.set(gradient)
      return { loss, gradient: into }
    },
    close: open.end,
  }
}

function wasmKernel(given: Csr, signs: Float64Array, l2: number, plan: Plan): SparseKernel {
  const { home, csr } = housed(given)
  const { rows, cols } = csr
  const { threads, layout, whole, prefetchBytes } = plan
  const signsAt = home.allocate(8 * (rows + 1)) // one more: the partner of an odd last row
  const wAt = home.allocate(8 * (cols + 1)) // a pair may reach one past the end
  const lossesAt = home.allocate(LOSSES_BYTES)
  const controlAt = home.allocate(4 * CONTROL_WORDS)
  const columns = layout === 'rows-and-columns' ? transposeCsr(csr, (shape) => allocateIn(home, shape)) : undefined
  const scatter = columns !== undefined ? SCATTER.none : adjacentColumnsDiffer(csr) ? SCATTER.pairs : SCATTER.single
  const firstRows = dealRows(csr.indptr, threads)
  const shares = firstRows.slice(1).map((last, t): Share => {
    const bounds = blockBounds(csr.indptr, firstRows[t] ?? 0, last, whole)
    const longest = bounds.reduce((most, row, b) => Math.max(most, row - (bounds[b - 1] ?? row)), 0)
    const boundsAt = home.allocate(bounds.byteLength)
    home.int32(boundsAt, bounds.length).set(bounds)
    return {
      bound: boundsAt,
      lastBound: boundsAt + bounds.byteLength - 4,
      indptr: csr.indptr.byteOffset,
      indices: csr.indices.byteOffset,
      data: csr.data.byteOffset,
      signs: signsAt,
      w: wAt,
      g: home.allocate(8 * (cols + 1)),
      z: home.allocate(8 * (longest + 1)),
      scratch: home.allocate(SCRATCH_BYTES),
      scatter,
      prefetchBytes,
      prefetchAgainBytes: whole ? prefetchBytes : 0, // another block is in the caches by then
    }
  })
  const [own, ...others] = shares as [Share, ...Share[]]
  home
    .float64(signsAt, rows + 1)
    .fill(1)
    .set(signs)
  const w = home.float64(wAt, cols + 1)
  w[cols] = 0
  const losses = home.float64(lossesAt, threads)
  const gradient = home.float64(own.g, cols)
  const gathered = columns === undefined ? undefined : { columns, g: home.allocate(8 * (cols + 1)) }
  const release = home.hold()

  const module = compileKernel(csr.data instanceof Float32Array ? 'f32' : 'f64')
  const kernel = instantiateKernel(module, home.memory)
  const pool = new ThreadPool(
    home.memory,
    controlAt,
    others.map((share, i) => ({ module, cols, loss: lossesAt + 8 * (i + 1), share })),
  )
  const open = once('close')
  return {
    engine: 'wasm',
    threads,
    layout,
    lossAndGradient(weights, into) {
      open.require()
      requireArguments(cols, weights, into ?? weights)
      w.set(weights)
      if (others.length > 0) pool.begin()
      const squaredNorm = kernel.start(wAt, own.g, cols, l2)
      let loss = l2 === 0 ? 0 : (l2 / 2) * squaredNorm // |w|^2 may overflow where there is no penalty
      loss += lossOfShare(kernel, own)
      if (gathered !== undefined) addGathered(kernel, gathered.columns, own, gathered.g)
      if (others.length > 0) pool.join()
      others.forEach((share, i) => {
        loss += losses[i + 1] as number
        kernel.add(own.g, share.g, cols)
      })
      if (into === undefined) return { loss, gradient: Float64Array.from(gradient) }
      into.set(gradient)
      return { loss, gradient: into }
    },
    close() {
      if (!open.end()) return
      pool.close()
      release()
    },
  }
}

/** g += X^T z: the columns times the residuals, as the rows times the weights. */
function addGathered(kernel: KernelExports, { rows, indptr, indices, data }: Csr, { g, z }: Share, sums: number): void {
  if (rows === 0) return
  const first = indptr.byteOffset
  kernel.logits(first, first + 4 * rows, indices.byteOffset, data.byteOffset, z, sums)
  kernel.add(g, sums, rows)
}

/** Row numbers 0 = r_0 <= r_1 <= ... <= r_T = m: thread t takes the rows from r_t to r_t+1, at about the same cost. */
function dealRows(indptr: Int32Array, threads: number): number[] {
  const rows = indptr.length - 1
  const cost = (row: number) => (indptr[row] as number) + ROW_COST * row
  return Array.from({ length: threads + 1 }, (_, t) => firstWhere(rows, (row) => cost(row) * threads >= cost(rows) * t))
}

/** The first of 0..limit where a rising condition holds; `limit` if it never does before. */
function firstWhere(limit: number, holds: (candidate: number) => boolean): number {
  let low = 0
  let high = limit
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}

/** First rows of the blocks from `first` on, and `last`. */
function blockBounds(indptr: Int32Array, first: number, last: number, whole: boolean): Int32Array {
  const bounds = [first]
  for (let row = first; row < last; bounds.push(row)) row = whole ? last : Math.min(last, blockEnd(indptr, row, WASM_BLOCK_NNZ))
  return Int32Array.from(bounds)
}

/** Whether no row holds a column twice in succession: then two columns at a time may be added to. */
function adjacentColumnsDiffer({ rows, indptr, indices }: Csr): boolean {
  for (let i = 0; i < rows; i += 1) {
    const end = indptr[i + 1] as number
    for (let p = (indptr[i] as number) + 1; p < end; p += 1) if (indices[p] === indices[p - 1]) return false
  }
  return true
}

function requireArguments(cols: number, weights: Float64Array, into: Float64Array): void {
  requireLength('lossAndGradient', 'weights', 'cols', cols, weights.length)
  requireLength('lossAndGradient', 'into', 'cols', cols, into.length)
}

/** Something that ends once. */
function once(what: string): { require: () => void; end: () => boolean } {
  let ended = false
  return {
    require() {
      if (ended) throw new Error(`lossAndGradient: the kernel was used after ${what}`)
    },
    end() {
      if (ended) return false
      ended = true
      return true
    },
  }
}
