/** Wrong random matrices and conversions. */
import { allocateCsr } from '../../../../src/logistic/wasm/memory.ts'
import { csrFloat32, csrFromDense, csrFromTriplets, csrToDense, validateCsr } from '../../../../src/numeric/csr.ts'
import { randomCsr } from '../../../../src/numeric/random-csr.ts'
import type { Mutant } from '../../../judge/mutant.ts'

export default [
  {
    id: 'csr.last-row-ends-too-late',
    fault: 'a matrix from triplets ends its last row one entry too late',
    refutedBy: ['csr.duplicates-are-summed'],
    parts: {
      csrFromTriplets(rows, cols, triplets) {
        const csr = csrFromTriplets(rows, cols, triplets)
        return { ...csr, indptr: csr.indptr.map((end, i) => (i === rows ? end + 1 : end)) }
      },
    },
  },
  {
    id: 'csr.leaves-entries-outside-out',
    fault: 'entries outside the matrix are left out',
    refutedBy: ['csr.refuses-entries-outside'],
    parts: {
      csrFromTriplets: (rows, cols, triplets) =>
        csrFromTriplets(
          rows,
          Math.max(0, Math.trunc(cols) || 0),
          [...triplets]
            .filter(([row, column]) => row >= 0 && row < rows && column >= 0 && column < cols)
            .filter(([row, column]) => Number.isInteger(row + column)),
        ),
    },
  },
  {
    id: 'csr.accepts-a-column-past-the-end',
    fault: 'the column that equals the number of columns is accepted',
    refutedBy: ['csr.refuses'],
    parts: { validateCsr: (csr) => validateCsr({ ...csr, cols: Math.min(csr.cols + 1, 2 ** 31 - 1) }) },
  },
  {
    id: 'csr.first-row-may-fall',
    fault: 'a first row of negative length is accepted',
    refutedBy: ['csr.refuses'],
    parts: {
      validateCsr(csr) {
        const indptr = csr.indptr.map((end, i) => (i === 1 ? Math.max(0, end) : end))
        validateCsr({ ...csr, indptr })
      },
    },
  },
  {
    id: 'csr.drops-negative-cells',
    fault: 'negative cells are dropped as if they were zero',
    refutedBy: ['csr.round-trip'],
    parts: { csrFromDense: (matrix) => csrFromDense({ ...matrix, values: matrix.values.map((value) => Math.max(0, value)) }) },
  },
  {
    id: 'csr.spreads-a-broken-matrix',
    fault: 'a matrix whose row ends break a rule is spread over its cells as one without entries',
    refutedBy: ['csr.conversions-refuse'],
    parts: {
      csrToDense(csr) {
        const isBroken = csr.indptr.at(-1) !== csr.indices.length
        return isBroken ? { rows: csr.rows, cols: csr.cols, values: new Float64Array(csr.rows * csr.cols) } : csrToDense(csr)
      },
    },
  },
  {
    id: 'csr.rounds-a-broken-matrix',
    fault: 'values are rounded to float32 whatever the row ends are',
    refutedBy: ['csr.conversions-refuse'],
    parts: {
      csrFloat32: (csr) =>
        csr.indptr.at(-1) === csr.indices.length ? csrFloat32(csr) : { ...csr, data: Float32Array.from(csr.data) },
    },
  },
  {
    id: 'csr.makes-room-for-no-size',
    fault: 'a number of rows below 0 counts as 0',
    refutedBy: ['csr.conversions-refuse'],
    parts: { allocateCsr: (shape) => allocateCsr({ ...shape, rows: Math.max(0, shape.rows) }) },
  },
  {
    id: 'csr.random-columns-may-repeat',
    fault: 'columns are drawn without looking whether the row has them',
    refutedBy: ['csr.random'],
    parts: {
      randomCsr(options) {
        const csr = randomCsr(options)
        return { ...csr, indices: csr.indices.map((column) => column & ~1).map((column) => Math.min(column, csr.cols - 1)) }
      },
    },
  },
] satisfies readonly Mutant[]
