/** The sparse matrix itself: what its entries mean, and what it refuses. */
import fc from 'fast-check'
import { dyadic, sparseProblem } from './sparse-data.ts'
import type { Csr, RandomCsrOptions } from '../../../src/contract/sparse.ts'
import { plainCells } from './oracle.ts'
import { law, table, type Spec } from '../../judge/spec.ts'

const good: Csr = {
  rows: 2,
  cols: 3,
  indptr: Int32Array.of(0, 2, 3),
  indices: Int32Array.of(0, 2, 1),
  data: Float64Array.of(1, 2, 3),
}

const broken: readonly (readonly [mention: string, csr: Csr])[] = [
  ['got -1', { ...good, rows: -1 }],
  ['got 1.5', { ...good, cols: 1.5 }],
  ['rows + 1 = 4, got 3', { ...good, rows: 3 }],
  ['start at = 0, got 1', { ...good, indptr: Int32Array.of(1, 2, 3) }],
  ['got 0 then -1 at row 0', { ...good, indptr: Int32Array.of(0, -1, 3) }],
  ['must not fall', { ...good, indptr: Int32Array.of(0, 4, 3) }],
  ['end at the number of entries = 3, got 2', { ...good, indptr: Int32Array.of(0, 2, 2) }],
  ['as many entries as indices', { ...good, data: Float64Array.of(1, 2) }],
  ['got 3 at entry 1 of row 0', { ...good, indices: Int32Array.of(0, 3, 1) }],
  ['got 3 at entry 0 of row 0', { ...good, indices: Int32Array.of(3, 2, 1) }],
  ['got -1 at entry 2 of row 1', { ...good, indices: Int32Array.of(0, 2, -1) }],
]

const specs: readonly Spec[] = [
  law({
    id: 'csr.duplicates-are-summed',
    says: 'a matrix built from triplets holds at every place the sum of the values given for it, once, with columns rising in each row, and its last row ends at the number of its entries; kept verbatim it means the same cells',
    cites: 'the contract; sums on a dyadic grid are exact in any order',
    needs: ['csrFromTriplets', 'csrVerbatim', 'csrToDense'],
    reaches: ['a place given twice'],
    holds: ({ csrFromTriplets, csrVerbatim, csrToDense }, w) =>
      fc.property(sparseProblem, ({ byRow, cols }) => {
        const cells = plainCells(byRow, cols)
        const triplets = byRow.flatMap((entries, i) => entries.map(([column, value]) => [i, column, value] as const))
        const csr = csrFromTriplets(byRow.length, cols, triplets.toReversed())
        const places = new Set(triplets.map(([i, column]) => i * cols + column))
        w.equal('entries', csr.indices.length, places.size)
        w.equal('values', csr.data.length, places.size)
        w.equal('ends of rows', csr.indptr.length, byRow.length + 1)
        w.equal('end of the last row', csr.indptr.at(-1), places.size)
        w.equal('cells from triplets', csrToDense(csr).values, cells)
        w.equal('cells kept verbatim', csrToDense(csrVerbatim(byRow, cols)).values, cells)
        for (let i = 0; i < csr.rows; i += 1) {
          const columns = csr.indices.subarray(csr.indptr[i], csr.indptr[i + 1])
          w.equal('columns rise', columns, columns.toSorted())
        }
        if (places.size < triplets.length) w.reached('a place given twice')
      }),
  }),
  law({
    id: 'csr.round-trip',
    says: 'a dense matrix comes back cell for cell, and its sparse form stores no zero',
    cites: 'the contract',
    needs: ['csrFromDense', 'csrToDense'],
    holds: ({ csrFromDense, csrToDense }, w) =>
      fc.property(fc.nat(5), fc.nat(5), fc.infiniteStream(fc.oneof(fc.constant(0), dyadic)), (rows, cols, stream) => {
        const values = Float64Array.from(stream.take(rows * cols))
        const csr = csrFromDense({ rows, cols, values })
        w.equal('back', csrToDense(csr), { rows, cols, values })
        w.equal('entries', csr.indices.length, values.filter((value) => value !== 0).length)
      }),
  }),
  law({
    id: 'csr.refuses-entries-outside',
    says: 'an entry whose row or column is no whole number inside the matrix is refused with the number, and so is a size that is none, or a number of cells that is not rows times columns',
    cites: 'the contract: RangeErrors that name the function, the rule and the value',
    needs: ['csrFromTriplets', 'csrFromDense', 'csrVerbatim'],
    holds: ({ csrFromTriplets, csrFromDense, csrVerbatim }, w) =>
      table([-1, 2, 3, 0.5, NaN], (outside) => {
        const value = String(outside)
        w.throws('cells', RangeError, 'got 3', () => csrFromDense({ rows: 2, cols: 2, values: new Float64Array(3) }))
        if (outside === -1 || outside === 3)
          w.throws('column, verbatim', RangeError, value, () => csrVerbatim([[[outside, 1]]], 3))
        w.throws('row', RangeError, value, () => csrFromTriplets(2, 3, [[outside, 0, 1]]))
        if (outside !== 2) w.throws('column', RangeError, value, () => csrFromTriplets(2, 3, [[0, outside, 1]]))
        if (outside < 2 || Number.isNaN(outside)) w.throws('columns', RangeError, value, () => csrFromTriplets(2, outside, []))
      }),
  }),
  law({
    id: 'csr.refuses',
    says: 'a matrix that breaks a rule of the format is refused, with the place and the value',
    cites: 'the contract',
    needs: ['validateCsr'],
    holds: ({ validateCsr }, w) => {
      validateCsr(good)
      validateCsr({ ...good, cols: 2 ** 31 - 1 })
      return table(broken, ([mention, csr]) => w.throws(mention, RangeError, mention, () => validateCsr(csr)))
    },
  }),
  law({
    id: 'csr.conversions-refuse',
    says: 'a matrix that breaks a rule of the format is neither spread over its cells nor rounded, but refused, and no room is made for a size that is none',
    cites: 'the contract: all parts throw a RangeError that says the value',
    needs: ['csrToDense', 'csrFloat32', 'allocateCsr'],
    holds: ({ csrToDense, csrFloat32, allocateCsr }, w) => {
      w.equal('a good one', csrToDense(csrFloat32(good)).values, Float64Array.of(1, 0, 2, 0, 3, 0))
      for (const size of [-1, 0.5, NaN])
        for (const name of ['rows', 'cols', 'nnz'] as const)
          w.throws(`${name} = ${size}`, RangeError, String(size), () => allocateCsr({ rows: 2, cols: 3, nnz: 1, [name]: size }))
      return table(broken, ([mention, csr]) => {
        w.throws(`cells: ${mention}`, RangeError, mention, () => csrToDense(csr))
        w.throws(`float32: ${mention}`, RangeError, mention, () => csrFloat32(csr))
      })
    },
  }),
  law({
    id: 'csr.random',
    says: 'a random matrix has the shape asked for, distinct rising columns in each row, values in [-1, 1), and depends on the seed alone',
    cites: 'the contract',
    needs: ['randomCsr', 'validateCsr'],
    runs: 30,
    holds: ({ randomCsr, validateCsr }, w) =>
      fc.property(
        fc.integer({ min: 1, max: 40 }).chain((cols) =>
          fc.record<RandomCsrOptions>({
            rows: fc.nat(30),
            cols: fc.constant(cols),
            nnzPerRow: fc.nat(cols),
            seed: fc.nat(),
            columns: fc.constantFrom('uniform', 'zipf', 'zipf-sorted'),
            precision: fc.constantFrom('float64', 'float32'),
          }),
        ),
        (options) => {
          const csr = randomCsr(options)
          validateCsr(csr)
          w.equal('the same seed', randomCsr(options), csr)
          w.equal('float32', csr.data instanceof Float32Array, options.precision === 'float32')
          w.require(
            'values lie in [-1, 1)',
            csr.data.every((value) => value >= -1 && value < 1),
            csr.data,
          )
          for (let i = 0; i < options.rows; i += 1) {
            const columns = csr.indices.subarray(csr.indptr[i], csr.indptr[i + 1])
            w.equal('entries in a row', columns.length, options.nnzPerRow)
            w.equal('distinct and rising', columns, Int32Array.from(new Set(columns)).toSorted())
          }
        },
      ),
  }),
]
export default specs
