/** Texts as rows of hashed words: column j is 1 over the root of the number of columns that occur, so that every row has length 1. */
import type { Csr } from '../../src/contract/sparse.ts'

/** The columns of the words of a mail, distinct and rising: two letters or more, in lower case, of its body without tags. */
export function hashedWords(mail: string, columns: number): Int32Array {
  const found = new Set<number>()
  const body = mail.slice(Math.max(0, mail.search(/\r?\n\r?\n/))).replaceAll(/<[^>]*>/g, ' ')
  for (const [word] of body.toLowerCase().matchAll(/\b[a-z]{2,}\b/g)) found.add(fnv1a(word) % columns)
  return Int32Array.from(found).toSorted()
}

/** The 32-bit hash of Fowler, Noll and Vo over UTF-16 code units. */
function fnv1a(word: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < word.length; i += 1) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

/** The rows at these positions, as one matrix. */
export function rowsAsCsr(rows: readonly Int32Array[], positions: readonly number[], columns: number): Csr {
  const indptr = new Int32Array(positions.length + 1)
  for (const [i, at] of positions.entries()) indptr[i + 1] = (indptr[i] ?? 0) + (rows[at]?.length ?? 0)
  const nnz = indptr[positions.length] ?? 0
  const indices = new Int32Array(nnz)
  const data = new Float64Array(nnz)
  for (const [i, at] of positions.entries()) {
    const row = rows[at] ?? new Int32Array()
    indices.set(row, indptr[i])
    data.fill(1 / Math.sqrt(row.length), indptr[i], indptr[i + 1])
  }
  return { rows: positions.length, cols: columns, indptr, indices, data }
}
