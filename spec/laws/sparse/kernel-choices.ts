/** What a kernel chooses where it is not told: its layout; and how many threads it takes. */
import type { Csr } from '../../../src/contract/sparse.ts'
import { law, table } from '../../judge/spec.ts'
import { LOSS_A_ROW } from './rounding.ts'

/** A matrix of this size, whose entries all are in row 0. */
function sized({ rows, cols, nnz }: { readonly rows: number; readonly cols: number; readonly nnz: number }): Csr {
  const indptr = new Int32Array(rows + 1).fill(nnz)
  indptr[0] = 0
  return { rows, cols, indptr, indices: new Int32Array(nnz), data: new Float64Array(nnz) }
}

/** Rounding of a loss of rows that have ln 2 each: of every row a logarithm and a sum, within the bounds of `sparse-kernel.equals-plain`. */
function toleranceOf(rows: number): number {
  return (rows + 4) * LOSS_A_ROW * rows * Math.LN2
}

export default [
  law({
    id: 'sparse-kernel.chooses-its-layout',
    says: 'on one thread a matrix of at most 32768 rows, columns and entries is kept by rows and by columns, a larger one by rows, if a kernel says so at all',
    cites: 'the contract of KernelOptions',
    optional: 'wasm',
    needs: ['createKernel'],
    holds: ({ createKernel }, w) =>
      table(['rows', 'cols', 'nnz'] as const, (size) => {
        for (const most of [32_768, 32_769]) {
          const csr = sized({ rows: 1, cols: 1, nnz: 0, [size]: most })
          const kernel = createKernel(csr, new Int8Array(csr.rows), { engine: 'wasm' })
          kernel.close()
          const expected = most === 32_768 ? 'rows-and-columns' : 'rows'
          w.equal(`${most} ${size}`, kernel.layout ?? expected, expected)
        }
      }),
  }),
  law({
    id: 'sparse-kernel.takes-any-number-of-threads',
    says: 'a kernel may be given 1 thread or 64, of which the plain engine uses one; 0, 1/2 and NaN are refused',
    cites: 'the contract of KernelOptions',
    optional: 'threads',
    needs: ['createKernel'],
    holds: ({ createKernel }, w) =>
      table([1, 64], (threads) => {
        const told = (number: number): ReturnType<typeof createKernel> =>
          createKernel(sized({ rows: 1, cols: 1, nnz: 1 }), [1], { engine: 'js', threads: number })
        const kernel = told(threads)
        kernel.close()
        w.equal(`${threads} threads`, kernel.threads, 1)
        for (const wrong of [0, threads + 0.5, NaN]) w.throws(`${wrong} threads`, RangeError, String(wrong), () => told(wrong))
      }),
  }),
  law({
    id: 'sparse-kernel.of-nothing',
    says: 'without columns the loss is that of even odds for every row, and without rows it is 0; the gradient is as long as there are columns, in either layout',
    cites: 'definition: log(1 + exp(0)) = ln 2',
    needs: ['allocateCsr', 'createKernel'],
    holds: ({ allocateCsr, createKernel }, w) => {
      // in room where another kernel was
      const housed = [300, 3].map((rows) => allocateCsr({ rows, cols: 0, nnz: 0 }))
      return table(['rows', 'rows-and-columns'] as const, (layout) => {
        for (const csr of housed) {
          const kernel = createKernel(csr, new Int8Array(csr.rows), { layout })
          w.close('loss', kernel.lossAndGradient(new Float64Array(0)).loss, csr.rows * Math.LN2, toleranceOf(csr.rows))
          kernel.close()
        }
        for (const [rows, cols] of [
          [3, 0],
          [0, 2],
          [0, 0],
        ] as const) {
          const kernel = createKernel(sized({ rows, cols, nnz: 0 }), new Int8Array(rows), { layout })
          const { loss, gradient } = kernel.lossAndGradient(new Float64Array(cols).fill(5))
          kernel.close()
          w.close(`${rows} rows, ${cols} columns: loss`, loss, rows * Math.LN2, toleranceOf(rows))
          w.equal(`${rows} rows, ${cols} columns: gradient`, gradient, new Float64Array(cols))
        }
      })
    },
  }),
]
