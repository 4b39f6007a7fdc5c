/** Random sparse matrices with a known shape: what benches and specs feed the kernels with. */
import type { Csr, RandomCsrOptions } from '../contract/sparse.ts'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** Integers in [0, below), and reals in [0, 1) on a grid of 2^-32. */
interface Draw {
  readonly real: () => number
  readonly below: (bound: number) => number
}

function drawFrom(seed: number): Draw {
  const generator = xoroshiro128plus(seed)
  const real = () => (generator.next() >>> 0) * 2 ** -32
  return { real, below: (bound) => Math.floor(real() * bound) }
}

/** A matrix with distinct, rising columns in each row and values uniform on [-1, 1); the same seed gives the same matrix. */
export function randomCsr(options: RandomCsrOptions): Csr {
  const { rows, cols, nnzPerRow, seed, lengths = 'even', precision = 'float64' } = options
  if (!(nnzPerRow >= 0 && nnzPerRow <= cols)) {
    throw new RangeError(`randomCsr: nnzPerRow must lie in [0, cols = ${cols}], got ${nnzPerRow}`)
  }
  const draw = drawFrom(seed)
  const indptr = new Int32Array(rows + 1)
  for (let i = 0; i < rows; i += 1) {
    const spread = lengths === 'even' ? 0 : Math.floor((nnzPerRow + 1) * draw.real()) - Math.floor(nnzPerRow / 2)
    indptr[i + 1] = (indptr[i] as number) + Math.min(cols, Math.max(0, Math.round(nnzPerRow) + spread))
  }
  const nnz = indptr[rows] as number
  const indices = new Int32Array(nnz)
  const data = precision === 'float64' ? new Float64Array(nnz) : new Float32Array(nnz)
  const column = columnSampler(options, draw)
  const lastRow = new Int32Array(cols).fill(-1)
  for (let i = 0; i < rows; i += 1) {
    const start = indptr[i] as number
    const end = indptr[i + 1] as number
    drawDistinct(indices, start, end, column, lastRow, i)
    indices.subarray(start, end).sort()
  }
  for (let p = 0; p < nnz; p += 1) data[p] = 2 * draw.real() - 1
  return { rows, cols, indptr, indices, data }
}

/** Fills indices[start..end) with distinct columns; `lastRow[j]` is the last row that took column j. */
function drawDistinct(
  indices: Int32Array,
  start: number,
  end: number,
  column: () => number,
  lastRow: Int32Array,
  row: number,
): void {
  let patience = 20 * (end - start)
  for (let p = start; p < end; p += 1) {
    let j = column()
    for (; lastRow[j] === row && patience > 0; patience -= 1) j = column()
    while (lastRow[j] === row) j = (j + 1) % lastRow.length // a row that is nearly full: the next free column
    lastRow[j] = row
    indices[p] = j
  }
}

function columnSampler({ cols, columns = 'uniform' }: RandomCsrOptions, draw: Draw): () => number {
  if (columns === 'uniform') return () => draw.below(cols)
  const cumulative = new Float64Array(cols)
  let total = 0
  for (let r = 0; r < cols; r += 1) cumulative[r] = total += (r + 1) ** -1.05
  const ids = Int32Array.from({ length: cols }, (_, r) => r)
  if (columns === 'zipf') shuffle(ids, draw)
  return () => ids[Math.min(cols - 1, upperBound(cumulative, draw.real() * total))] as number
}

function shuffle(ids: Int32Array, draw: Draw): void {
  for (let last = ids.length - 1; last > 0; last -= 1) {
    const other = draw.below(last + 1)
    const id = ids[last] as number
    ids[last] = ids[other] as number
    ids[other] = id
  }
}

/** The first position whose value exceeds x. */
function upperBound(rising: Float64Array, x: number): number {
  let low = 0
  let high = rising.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((rising[middle] as number) > x) high = middle
    else low = middle + 1
  }
  return low
}

/** Labels 0 or 1, each with probability 1/2. */
export function randomLabels(rows: number, seed: number): Uint8Array {
  const { below } = drawFrom(seed)
  return Uint8Array.from({ length: rows }, () => below(2))
}

/** Weights uniform on [-scale, scale). */
export function randomWeights(cols: number, seed: number, scale = 1): Float64Array {
  const { real } = drawFrom(seed)
  return Float64Array.from({ length: cols }, () => scale * (2 * real() - 1))
}
