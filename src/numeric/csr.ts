/**
 * Compressed sparse rows: the entries of row i are `indices[p]`, `data[p]` for indptr[i] <= p < indptr[i + 1].
 * Legend: m rows, n columns, nnz stored entries. An entry may be stored more than once; its copies count as their sum.
 */
import type { Csr, DenseMatrix, Triplet, Entry } from '../contract/sparse.ts'

/** The size of a matrix, and how it stores its values. */
export interface CsrShape {
  readonly rows: number
  readonly cols: number
  readonly nnz: number
  readonly precision?: 'float64' | 'float32'
}

/** Limit of a 32-bit index: nnz, rows and columns stay below it. */
const INDEX_LIMIT = 2 ** 31

/**
 * Checks every rule of the format; a matrix that passes is safe to run any kernel on.
 * @throws RangeError that names `caller`, the rule, the place and the value
 */
export function validateCsr({ rows, cols, indptr, indices, data }: Csr, caller = 'validateCsr'): void {
  requireSize(caller, 'rows', rows)
  requireSize(caller, 'cols', cols)
  requireEqual(caller, 'indptr must have length rows + 1', rows + 1, indptr.length)
  requireEqual(caller, 'indptr must start at', 0, indptr[0] ?? NaN)
  for (let i = 0; i < rows; i += 1) {
    if ((indptr[i + 1] as number) < (indptr[i] as number)) {
      throw new RangeError(`${caller}: indptr must not fall, got ${indptr[i]} then ${indptr[i + 1]} at row ${i}`)
    }
  }
  requireEqual(caller, 'indptr must end at the number of entries', indices.length, indptr[rows] ?? NaN)
  requireEqual(caller, 'data must have as many entries as indices', indices.length, data.length)
  const outside = firstOutside(indices, cols)
  if (outside >= 0) {
    const row = indptr.findLastIndex((start) => start <= outside)
    throw new RangeError(
      `${caller}: indices must lie in [0, cols = ${cols}), got ${indices[outside]} at entry ${outside} of row ${row}`,
    )
  }
}

function firstOutside(indices: Int32Array, cols: number): number {
  for (let p = 0; p < indices.length; p += 1) {
    const column = indices[p] as number
    if (column < 0 || column >= cols) return p
  }
  return -1
}

/** The matrix of `triplets`, in any order; entries at the same place are summed, columns rise within a row. */
export function csrFromTriplets(rows: number, cols: number, triplets: Iterable<Triplet>): Csr {
  const byRow: Entry[][] = Array.from({ length: requireSize('csrFromTriplets', 'rows', rows) }, () => [])
  for (const [row, column, value] of triplets) {
    const entries = byRow[row]
    if (entries === undefined) throw new RangeError(`csrFromTriplets: a row must lie in [0, rows = ${rows}), got ${row}`)
    entries.push([column, value])
  }
  return csrFromRows(byRow, cols, 'csrFromTriplets')
}

/** The matrix whose i-th row holds the entries `byRow[i]`, in any order; entries of the same column are summed, columns rise. */
export function csrFromRows(byRow: readonly (readonly Entry[])[], cols: number, caller = 'csrFromRows'): Csr {
  requireSize(caller, 'cols', cols)
  const summed = byRow.map((entries) => {
    const values = new Map<number, number>()
    for (const [column, value] of entries) {
      if (!Number.isInteger(column) || column < 0 || column >= cols) {
        throw new RangeError(`${caller}: a column must lie in [0, cols = ${cols}), got ${column}`)
      }
      values.set(column, (values.get(column) ?? 0) + value)
    }
    return [...values].toSorted(([a], [b]) => a - b)
  })
  return stack(summed, cols)
}

/** The matrix whose rows hold exactly these entries, in this order, repeated columns and all. */
export function csrVerbatim(byRow: readonly (readonly Entry[])[], cols: number): Csr {
  const csr = stack(byRow, cols)
  validateCsr(csr, 'csrVerbatim')
  return csr
}

function stack(byRow: readonly (readonly Entry[])[], cols: number): Csr {
  const indptr = new Int32Array(byRow.length + 1)
  byRow.forEach((entries, i) => (indptr[i + 1] = (indptr[i] as number) + entries.length))
  const entries = byRow.flat()
  return {
    rows: byRow.length,
    cols,
    indptr,
    indices: Int32Array.from(entries, ([column]) => column),
    data: Float64Array.from(entries, ([, value]) => value),
  }
}

/**
 * The same entries stored as float32: each value is rounded once.
 * @throws RangeError as `validateCsr`
 */
export function csrFloat32(csr: Csr): Csr {
  validateCsr(csr, 'csrFloat32')
  return { ...csr, data: Float32Array.from(csr.data) }
}

/**
 * The matrix by columns: row j of the result holds column j, in the order of the rows.
 * @param into makes the arrays of the result, which it overwrites
 */
export function transposeCsr({ rows, cols, indptr, indices, data }: Csr, into: (shape: CsrShape) => Csr): Csr {
  const precision = data instanceof Float32Array ? 'float32' : 'float64'
  const transposed = into({ rows: cols, cols: rows, nnz: indices.length, precision })
  const ends = transposed.indptr.fill(0).subarray(1) // ends[j] runs from the start of row j to its end
  for (const column of indices) if (column + 1 < cols) ends[column + 1] = (ends[column + 1] as number) + 1
  for (let j = 1; j < cols; j += 1) ends[j] = (ends[j] as number) + (ends[j - 1] as number)
  for (let i = 0; i < rows; i += 1) {
    for (let p = indptr[i] as number; p < (indptr[i + 1] as number); p += 1) {
      const column = indices[p] as number
      const place = ends[column] as number
      transposed.indices[place] = i
      transposed.data[place] = data[p] as number
      ends[column] = place + 1
    }
  }
  return transposed
}

/**
 * All m * n cells; copies of an entry are summed.
 * @throws RangeError as `validateCsr`
 */
export function csrToDense(csr: Csr): DenseMatrix {
  validateCsr(csr, 'csrToDense')
  const { rows, cols, indptr, indices, data } = csr
  const values = new Float64Array(rows * cols)
  for (let i = 0; i < rows; i += 1) {
    for (let p = indptr[i] as number; p < (indptr[i + 1] as number); p += 1) {
      const cell = i * cols + (indices[p] as number)
      values[cell] = (values[cell] as number) + (data[p] as number)
    }
  }
  return { rows, cols, values }
}

/** The entries of a dense matrix that are not zero. */
export function csrFromDense({ rows, cols, values }: DenseMatrix): Csr {
  requireEqual('csrFromDense', 'values must have length rows * cols', rows * cols, values.length)
  const byRow = Array.from({ length: rows }, (_, i) => {
    const entries: Entry[] = []
    values.subarray(i * cols, (i + 1) * cols).forEach((value, j) => value !== 0 && entries.push([j, value]))
    return entries
  })
  return stack(byRow, cols)
}

/** @throws RangeError that names `caller`, unless `size` is a whole number that a 32-bit index can reach */
export function requireSize(caller: string, name: string, size: number): number {
  if (!Number.isInteger(size) || size < 0 || size >= INDEX_LIMIT) {
    throw new RangeError(`${caller}: ${name} must be an integer in [0, 2^31), got ${size}`)
  }
  return size
}

function requireEqual(caller: string, rule: string, expected: number, got: number): void {
  if (expected !== got) throw new RangeError(`${caller}: ${rule} = ${expected}, got ${got}`)
}
