/**
 * Whether a kernel fetches chunks of the matrix before it multiplies them, and how large: see [Note: prefetching] in wat-prefetch.
 * It pays where the matrix comes from memory and its columns from all over w. Where most entries fall on few columns, as words of a text do,
 * the processor fetches by itself, and reading twice costs more than it saves.
 */
import type { Csr } from '../../contract/sparse.ts'

/** Entries fetched at a time: 400 KB of the L2 cache; less where w does not fit beside them anyway. */
const CHUNK_NNZ = 32_768
const CHUNK_NNZ_OF_MANY_COLUMNS = 8192
/** A matrix of 24 MB stays in the caches from one gradient to the next. */
const LEAST_NNZ = 2_000_000
/** Columns whose weights, a cache line each at worst, stay in the L1 cache along with what passes through it. */
const HOT_COLUMNS = 2048
/** Entries looked at. */
const SAMPLE = 65_536

/**
 * Rows to fetch at a time; 0 if it would not pay.
 * @param manyColumns whether w is too large for the L2 cache by far
 */
export function rowsToPrefetch(csr: Csr, manyColumns: boolean): number {
  const nnz = csr.indices.length
  if (nnz < LEAST_NNZ || hotShare(csr) > 1 / 2) return 0
  return Math.max(1, Math.floor(((manyColumns ? CHUNK_NNZ_OF_MANY_COLUMNS : CHUNK_NNZ) * csr.rows) / nnz))
}

/** The share of entries that fall on the most frequent columns, by a sample at even distances. */
function hotShare({ cols, indices }: Csr): number {
  const counts = new Uint32Array(cols)
  const stride = Math.max(1, Math.floor(indices.length / SAMPLE)) | 1 // odd: rows of even length are not sampled at the same places
  let sampled = 0
  for (let p = 0; p < indices.length; p += stride, sampled += 1) {
    const column = indices[p] as number
    counts[column] = (counts[column] as number) + 1
  }
  const hot = counts.toSorted().subarray(-HOT_COLUMNS)
  return hot.reduce((sum, count) => sum + count, 0) / Math.max(1, sampled)
}
