/** What a kernel chooses where it is not told: its layout; and how many threads it takes. */
import type { Csr } from '../../../src/contract/sparse.ts'
import { law, table } from '../../judge/spec.ts'

/** A matrix of this size, whose entries all are in row 0. */
function sized({ rows, cols, nnz }: { readonly rows: number; readonly cols: number; readonly nnz: number }): Csr {
  const indptr = new Int32Array(rows + 1).fill(nnz)
  indptr[0] = 0
  return { rows, cols, indptr, indices: new Int32Array(nnz), data: new Float64Array(nnz) }
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
    says: 'a kernel may be told 1 thread or 64, of which the plain engine uses one; none, a half and NaN are refused',
    cites: 'the contract of KernelOptions',
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
]
