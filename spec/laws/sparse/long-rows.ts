/** Long rows, their columns again and again, in float32 and in float64: every copy counts, and sums are taken in float64. */
import fc from 'fast-check'
import type { Csr, Entry } from '../../../src/contract/sparse.ts'
import type { Parts } from '../../judge/subject.ts'
import type { Witness } from '../../judge/witness.ts'
import { law, type Spec } from '../../judge/spec.ts'
import { plainGradient } from './oracle.ts'

interface LongRows {
  readonly byRow: readonly (readonly Entry[])[]
  readonly cols: number
  readonly labels: readonly number[]
  readonly weights: Float64Array
  readonly isFloat32: boolean
}

/** Multiples of 1/64 in [-1, 1]: exact in float32. */
const value = fc.integer({ min: -64, max: 64 }).map((k) => k / 64)

/** One to three rows of 60 to 300 entries over 1 to 80 columns; weights in [-1/8, 1/8] with all their 53 bits. */
const longRows: fc.Arbitrary<LongRows> = fc.integer({ min: 1, max: 80 }).chain((cols) =>
  fc
    .record({
      rows: fc.array(
        fc.tuple(
          fc.array(fc.tuple(fc.nat(cols - 1), value), { minLength: 60, maxLength: 300, size: 'max' }),
          fc.constantFrom(0, 1),
        ),
        { minLength: 1, maxLength: 3 },
      ),
      weights: fc.array(fc.double({ min: -1 / 8, max: 1 / 8, noNaN: true }), { minLength: cols, maxLength: cols }),
      isFloat32: fc.boolean(),
    })
    .map(({ rows, weights, isFloat32 }) => ({
      byRow: rows.map(([entries]) => entries),
      cols,
      labels: rows.map(([, label]) => label),
      weights: Float64Array.from(weights),
      isFloat32,
    })),
)

/**
 * A logit is a sum of at most 300 products below 1/8, off by at most 300 * 38 * 2^-53 < 2e-12 in any order, and the loss of a row by as much.
 * The slope of a row is off by a quarter of that, times at most 300 of |x|. In float32 a logit of 1 would be off by 6e-8.
 */
const LOSS = 2e-11
const SLOPE = 2e-10

const L2 = 0.5
const reached = ['float32', 'float64', 'more than 64 entries in a row', 'a repeated column']

/** The matrix, and what it reaches. */
function matrixOf(
  { csrVerbatim, csrFloat32 }: Pick<Required<Parts>, 'csrVerbatim' | 'csrFloat32'>,
  rows: LongRows,
  w: Witness,
): Csr {
  const { byRow, cols, isFloat32 } = rows
  w.reached(isFloat32 ? 'float32' : 'float64')
  for (const entries of byRow) {
    if (entries.length > 64) w.reached('more than 64 entries in a row')
    if (new Set(entries.map(([column]) => column)).size < entries.length) w.reached('a repeated column')
  }
  const csr = csrVerbatim(byRow, cols)
  return isFloat32 ? csrFloat32(csr) : csr
}

const about = {
  cites:
    'the contract of Csr: copies of an entry count as their sum, sums are taken in float64; tolerance derived beside the code',
  reaches: reached,
  runs: 30,
}

const specs: readonly Spec[] = [
  law({
    ...about,
    id: 'sparse-gradient.long-rows',
    says: 'over rows of up to 300 entries, repeated columns and float32 included, loss and gradient are those of the definition',
    needs: ['csrVerbatim', 'csrFloat32', 'sparseLossAndGradient'],
    holds: (parts, w) =>
      fc.property(longRows, (rows) => {
        const { byRow, labels, weights } = rows
        const expected = plainGradient(byRow, labels, weights, L2)
        const got = parts.sparseLossAndGradient(matrixOf(parts, rows, w), labels, weights, L2)
        w.close('loss', got.loss, expected.loss, LOSS)
        w.close('gradient', got.gradient, expected.gradient, SLOPE)
      }),
  }),
  law({
    ...about,
    id: 'sparse-kernel.long-rows',
    says: 'over rows of up to 300 entries, repeated columns and float32 included, a kernel gives loss and gradient of the definition',
    needs: ['csrVerbatim', 'csrFloat32', 'createKernel'],
    holds: (parts, w) =>
      fc.property(longRows, (rows) => {
        const { byRow, labels, weights } = rows
        const expected = plainGradient(byRow, labels, weights, L2)
        const kernel = parts.createKernel(matrixOf(parts, rows, w), labels, { l2: L2 })
        const got = kernel.lossAndGradient(weights)
        kernel.close()
        w.close('loss', got.loss, expected.loss, LOSS)
        w.close('gradient', got.gradient, expected.gradient, SLOPE)
      }),
  }),
  law({
    ...about,
    id: 'operation-counts.long-rows',
    says: 'over rows of up to 300 entries, repeated columns and float32 included, counted steps have the loss of the definition and go along its gradient',
    needs: ['csrVerbatim', 'csrFloat32', 'countSparseStep', 'countLazyStep', 'scaledWeights'],
    holds: (parts, w) =>
      fc.property(longRows, (rows) => {
        const { byRow, labels, weights } = rows
        const expected = plainGradient(byRow, labels, weights, L2)
        const after = weights.map((weight, j) => weight - 0.125 * (expected.gradient[j] ?? NaN))
        const [csr, options] = [matrixOf(parts, rows, w), { learningRate: 0.125, l2: L2 }]
        const step = parts.countSparseStep(csr, labels, weights, options)
        w.close('loss', step.loss, expected.loss, LOSS)
        w.close('weights', step.weights, after, SLOPE / 8)
        const lazy = parts.countLazyStep(csr, labels, parts.scaledWeights(weights), options)
        w.close('lazy: loss', lazy.loss, expected.loss, LOSS)
        const { scale, v } = lazy.weights
        w.close(
          'lazy: weights',
          v.map((x) => scale * x),
          after,
          SLOPE / 8,
        )
      }),
  }),
  law({
    ...about,
    id: 'lazy-sgd.long-rows',
    says: 'over rows of up to 300 entries, repeated columns and float32 included, a step on any row leads both forms to the weights of the definition',
    needs: ['csrVerbatim', 'csrFloat32', 'eagerSgd', 'lazySgd'],
    holds: (parts, w) =>
      fc.property(longRows, (rows) => {
        const { byRow, labels, weights } = rows
        const csr = matrixOf(parts, rows, w)
        for (const [i, entries] of byRow.entries()) {
          const { gradient } = plainGradient([entries], labels.slice(i), weights, L2)
          const expected = weights.map((weight, j) => weight - (gradient[j] ?? NaN) / 8)
          const options = { learningRate: 1 / 8, l2: L2, start: weights, order: [i] }
          w.close(`eager, row ${i}`, parts.eagerSgd(csr, labels, options), expected, SLOPE / 8)
          w.close(`lazy, row ${i}`, parts.lazySgd(csr, labels, options), expected, SLOPE / 8)
        }
      }),
  }),
]
export default specs
