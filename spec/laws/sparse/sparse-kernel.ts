/** The fast kernel: WebAssembly vectors and threads give what the plain form gives. */
import fc from 'fast-check'
import { sparseProblem } from './sparse-data.ts'
import type { Csr, SparseKernel } from '../../../src/contract/sparse.ts'
import { LOSS_A_ROW, RESIDUAL } from './rounding.ts'
import { plainGradient, sigmoid, softplus, U } from './oracle.ts'
import { law, once, table, type Spec } from '../../judge/spec.ts'

/** Logits from 2^-1074 to 2^1023, both signs. */
const logit = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: -750, max: 750, noNaN: true }),
  fc.double({ min: -2, max: 2, noNaN: true }),
  fc.constantFrom(0, 708, -708, 708.0000001, 709.5, 745.2, 36.7, -1e3, 1e3, -1.7e308, 1.7e308),
)

/** Where exp(-|z|) is not a normal number the kernel takes it as 0. */
const UNDERFLOW = 4e-308

const shapes: readonly { rows: number; cols: number; nnzPerRow: number; precision: 'float64' | 'float32' }[] = [
  { rows: 3001, cols: 500, nnzPerRow: 7, precision: 'float64' },
  { rows: 3000, cols: 3, nnzPerRow: 2, precision: 'float32' },
  { rows: 5000, cols: 2, nnzPerRow: 0, precision: 'float64' },
  { rows: 40, cols: 200_001, nnzPerRow: 30, precision: 'float32' },
  { rows: 3000, cols: 400, nnzPerRow: 30, precision: 'float64' },
]

/** Every way to walk a matrix. */
const plans = [
  { engine: 'js' },
  { engine: 'wasm', layout: 'rows' },
  { engine: 'wasm', layout: 'rows', prefetchRows: 1 },
  { engine: 'wasm', layout: 'rows-and-columns' },
] as const

const labelsOf = (rows: number) => Int8Array.from({ length: rows }, (_, i) => (i % 3 === 0 ? 1 : -1))
const weightsOf = (cols: number) => Float64Array.from({ length: cols }, (_, j) => ((j * 37) % 64) / 32 - 1)

const inPlace = [
  { precision: 'float64', layout: 'rows' },
  { precision: 'float32', layout: 'rows' },
  { precision: 'float64', layout: 'rows-and-columns' },
  { precision: 'float32', layout: 'rows-and-columns' },
] as const

/** Runs `use` on a kernel and closes it. */
function withKernel<T>(kernel: SparseKernel, use: (kernel: SparseKernel) => T): T {
  try {
    return use(kernel)
  } finally {
    kernel.close()
  }
}

const specs: readonly Spec[] = [
  law({
    id: 'sparse-kernel.equals-plain',
    says: 'both engines, in either layout, give the loss and gradient of the definition, on small problems with repeated entries, empty rows and one row',
    cites: 'definition; rounding bounds derived beside the code',
    optional: 'wasm',
    needs: ['csrVerbatim', 'createKernel'],
    reaches: ['an odd number of rows', 'a column twice in succession'],
    holds: ({ csrVerbatim, createKernel }, w) =>
      fc.property(sparseProblem, fc.constantFrom(...plans), ({ byRow, cols, labels, weights, l2 }, plan) => {
        const m = byRow.length
        const expected = plainGradient(byRow, labels, weights, l2)
        withKernel(createKernel(csrVerbatim(byRow, cols), labels, { l2, ...plan }), (kernel) => {
          w.equal('engine', kernel.engine, plan.engine)
          const { loss, gradient } = kernel.lossAndGradient(weights)
          w.close('loss', loss, expected.loss, ((m + cols + 4) * LOSS_A_ROW + RESIDUAL) * expected.loss)
          for (let j = 0; j < cols; j += 1) {
            const scale = expected.scale[j] ?? NaN
            w.close(`gradient[${j}]`, gradient[j] ?? NaN, expected.gradient[j] ?? NaN, (2 * (m + 10) * U + RESIDUAL) * scale)
          }
        })
        if (m % 2 === 1) w.reached('an odd number of rows')
        if (byRow.some((entries) => entries.some(([column], p) => column === entries[p + 1]?.[0]))) {
          w.reached('a column twice in succession')
        }
      }),
  }),
  law({
    id: 'sparse-kernel.is-the-gradient',
    says: 'whatever engine it chooses, a kernel gives the loss and gradient of the definition, writes the gradient into the array that is given, and is of no use once closed',
    cites: 'the contract; rounding bounds derived beside the code',
    needs: ['csrVerbatim', 'createKernel'],
    holds: ({ csrVerbatim, createKernel }, w) =>
      fc.property(sparseProblem, ({ byRow, cols, labels, weights, l2 }) => {
        const expected = plainGradient(byRow, labels, weights, l2)
        const kernel = createKernel(csrVerbatim(byRow, cols), labels, { l2 })
        withKernel(kernel, () => {
          const into = new Float64Array(cols)
          const { loss } = kernel.lossAndGradient(weights, into)
          w.close('loss', loss, expected.loss, ((byRow.length + cols + 4) * LOSS_A_ROW + RESIDUAL) * expected.loss)
          for (let j = 0; j < cols; j += 1) {
            const scale = expected.scale[j] ?? NaN
            w.close(
              `gradient[${j}]`,
              into[j] ?? NaN,
              expected.gradient[j] ?? NaN,
              (2 * (byRow.length + 10) * U + RESIDUAL) * scale,
            )
          }
        })
        w.throws('after close', Error, 'close', () => kernel.lossAndGradient(weights))
      }),
  }),
  law({
    id: 'sparse-kernel.wasm-equals-js',
    says: 'over several blocks, in float64 and float32, with fewer columns than a vector and more than the caches hold, both engines agree; a second gradient repeats the first bit for bit',
    cites: 'derived: products and sums of a column are the same in both, up to the residual and the order of a row',
    optional: 'wasm',
    needs: ['randomCsr', 'createKernel'],
    holds: ({ randomCsr, createKernel }, w) =>
      table(shapes, ({ rows, cols, nnzPerRow, precision }) => {
        const csr = randomCsr({ rows, cols, nnzPerRow, precision, seed: 1 })
        const weights = weightsOf(cols)
        const plain = createKernel(csr, labelsOf(rows), { l2: 0.25, engine: 'js' }).lossAndGradient(weights)
        for (const layout of ['rows', 'rows-and-columns'] as const) {
          withKernel(createKernel(csr, labelsOf(rows), { l2: 0.25, engine: 'wasm', layout }), (kernel) => {
            const { loss, gradient } = kernel.lossAndGradient(weights)
            // a chunk of 128 products; then all sums, where |x| <= 1, |w| <= 1 make every term at most 1
            w.close('loss', loss, plain.loss, (128 * LOSS_A_ROW + (rows + cols) * U) * plain.loss)
            w.close('gradient', gradient, plain.gradient, (RESIDUAL + 2 * (nnzPerRow + 4) * U) * (rows + 1) * 2)
            w.equal('again', kernel.lossAndGradient(weights), { loss, gradient })
          })
        }
      }),
  }),
  law({
    id: 'sparse-kernel.accurate-to-the-last-places',
    says: 'for a logit of any size, the vectorised log(1 + exp(-z)) and sigmoid are right to 12 units of roundoff, relative, down to the smallest normal numbers',
    cites: 'Cody and Waite 1980 for the reduction; bounds derived beside the code; the oracle has 4 units of its own',
    needs: ['csrVerbatim', 'createKernel'],
    runs: 10,
    holds: ({ csrVerbatim, createKernel }, w) => {
      const csr = csrVerbatim([[[0, 1]]], 1)
      return fc.property(fc.array(logit, { minLength: 300, maxLength: 300 }), fc.constantFrom(0, 1), (logits, label) =>
        withKernel(createKernel(csr, [label]), (kernel) => {
          for (const z of logits) {
            const { loss, gradient } = kernel.lossAndGradient(Float64Array.of(z))
            const u = label === 1 ? -z : z
            const slope = (label === 1 ? -1 : 1) * sigmoid(u)
            w.close(`loss at ${z}`, loss, softplus(u), 12 * U * softplus(u) + UNDERFLOW)
            w.close(`slope at ${z}`, gradient[0] ?? NaN, slope, 12 * U * Math.abs(slope) + UNDERFLOW)
          }
        }),
      )
    },
  }),
  law({
    id: 'sparse-kernel.threads',
    says: 'several threads give the gradient of one up to rounding, with the same bits in every call and in every kernel',
    cites: 'derived: rows are dealt out once, parts are added in thread order; two parts more are two roundings more',
    optional: 'threads',
    needs: ['randomCsr', 'createKernel'],
    holds: ({ randomCsr, createKernel }, w) =>
      once(() => {
        const [rows, cols] = [4001, 300]
        const csr = randomCsr({ rows, cols, nnzPerRow: 9, seed: 5, columns: 'zipf', lengths: 'varied' })
        const weights = weightsOf(cols)
        /** What a new kernel gives, in every call; compared at once, as a thread is long in starting. */
        const first = (threads: number) =>
          withKernel(createKernel(csr, labelsOf(rows), { l2: 0.5, threads }), (kernel) => {
            w.equal('threads', kernel.threads, threads)
            const found = kernel.lossAndGradient(weights)
            for (let again = 1; again < 8; again += 1) w.equal('the same bits', kernel.lossAndGradient(weights), found)
            return found
          })
        const one = first(1)
        const likeOne = (threads: number) => {
          const several = first(threads)
          w.close('loss', several.loss, one.loss, (128 * LOSS_A_ROW + rows * U) * one.loss)
          w.close('gradient', several.gradient, one.gradient, 2 * (rows + 2) * U * (rows + 1))
          return several
        }
        const two = likeOne(2)
        w.equal('the bits of another kernel', first(2), two)
        likeOne(3) // whose parts might be added in another order
      }),
  }),
  law({
    id: 'sparse-kernel.prefetch',
    says: 'however many rows are prefetched, over one block or several, each with rows left over, the gradient has the same bits',
    cites: 'the contract',
    needs: ['randomCsr', 'createKernel'],
    holds: ({ randomCsr, createKernel }, w) =>
      table([40, 200_001], (cols) => {
        const rows = cols === 40 ? 3001 : 11 // 3001 rows of 30 entries are two blocks
        const csr = randomCsr({ rows, cols, nnzPerRow: 30, seed: 3, lengths: 'varied' })
        const [labels, weights] = [labelsOf(rows), weightsOf(cols)]
        const gradients = [0, 1, 3, 8, 2999, 2 ** 31].map((prefetchRows) =>
          withKernel(createKernel(csr, labels, { layout: 'rows', prefetchRows }), (kernel) => kernel.lossAndGradient(weights)),
        )
        const [none, ...others] = gradients
        for (const other of others) w.equal('the same bits', other, none)
      }),
  }),
  law({
    id: 'sparse-kernel.in-place',
    says: 'a matrix written into room that was allocated for it gives the same bits as one that is copied, and stays as it was written',
    cites: 'the contract',
    needs: ['randomCsr', 'allocateCsr', 'createKernel'],
    holds: ({ randomCsr, allocateCsr, createKernel }, w) =>
      table(inPlace, ({ precision, layout }) => {
        const [rows, cols] = [257, 33]
        const csr = randomCsr({ rows, cols, nnzPerRow: 5, seed: 9, precision })
        const housed: Csr = allocateCsr({ rows, cols, nnz: csr.indices.length, precision })
        housed.indptr.set(csr.indptr)
        housed.indices.set(csr.indices)
        housed.data.set(csr.data)
        const copied = withKernel(createKernel(csr, labelsOf(rows), { layout }), (kernel) =>
          kernel.lossAndGradient(weightsOf(cols)),
        )
        for (const use of ['first kernel', 'second kernel on the same matrix']) {
          const placed = withKernel(createKernel(housed, labelsOf(rows), { layout }), (kernel) =>
            kernel.lossAndGradient(weightsOf(cols)),
          )
          w.equal(use, placed, copied)
        }
        w.equal('the matrix', housed, csr)
      }),
  }),
  law({
    id: 'sparse-kernel.arguments',
    says: 'the gradient goes into the array that is given, else into a new one that later gradients leave alone; the weights are not touched, and a closed kernel refuses',
    cites: 'the contract',
    optional: 'wasm',
    needs: ['csrVerbatim', 'createKernel'],
    holds: ({ csrVerbatim, createKernel }, w) =>
      table(['wasm', 'js'] as const, (engine) => {
        const kernel = createKernel(csrVerbatim([[[0, 1]], [[1, -2]]], 2), [1, 0], { engine, l2: 1 })
        const weights = Float64Array.of(0, 1)
        const first = kernel.lossAndGradient(weights)
        const kept = first.gradient.slice()
        const into = new Float64Array(2)
        w.require('the given array is returned', kernel.lossAndGradient(weights, into).gradient === into, into)
        w.equal('and filled', into, kept)
        kernel.lossAndGradient(Float64Array.of(3, 3))
        w.equal('an earlier gradient', first.gradient, kept)
        w.equal('the weights', weights, [0, 1])
        w.throws('weights', RangeError, 'cols = 2, got 1', () => kernel.lossAndGradient(new Float64Array(1)))
        const withOptions = (options: object) => () => createKernel(csrVerbatim([], 2), [], { engine, ...options })
        w.throws('a longer array', RangeError, 'got 3', () => kernel.lossAndGradient(weights, new Float64Array(3)))
        w.throws('columns on threads', RangeError, 'one thread, got 2', withOptions({ threads: 2, layout: 'rows-and-columns' }))
        w.throws('no thread', RangeError, 'got 0', withOptions({ threads: 0 }))
        for (const rows of [0.5, -1])
          w.throws(`${rows} rows`, RangeError, `number of rows, got ${rows}`, withOptions({ prefetchRows: rows }))
        kernel.close()
        kernel.close()
        w.throws('after close', Error, 'close', () => kernel.lossAndGradient(weights))
      }),
  }),
]
export default specs
