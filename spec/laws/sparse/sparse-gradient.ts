/** Loss and gradient over sparse rows: the same as over all cells, as the definition, and as the slope of the loss. */
import fc from 'fast-check'
import { sparseProblem, widened } from './sparse-data.ts'
import type { LossAndGradient } from '../../../src/contract/sparse.ts'
import { plainGradient, U, type PlainGradient } from './oracle.ts'
import { law, once, table, type Spec } from '../../judge/spec.ts'
import type { Witness } from '../../judge/witness.ts'

/**
 * Rounding on either side. Logits are exact on the dyadic grid. A residual: exp within 2u of its value, 1 + t, the quotient, and the
 * half-ulp slack of each, under 8u in all; a product u; a sum of m + 1 terms m u. So (m + 10) u of the sum of sizes, twice.
 * A loss term: exp and log1p within 2u each, one sum, under 8u; all terms are positive, sums add (m + n + 2) u.
 */
function closeTo(w: Witness, got: LossAndGradient, expected: PlainGradient, rows: number): void {
  const cols = expected.gradient.length
  w.close('loss', got.loss, expected.loss, 2 * (3 * rows + cols + 10) * U * expected.loss)
  w.equal('gradient: length', got.gradient.length, cols)
  for (let j = 0; j < cols; j += 1) {
    w.close(
      `gradient[${j}]`,
      got.gradient[j] ?? NaN,
      expected.gradient[j] ?? NaN,
      2 * (rows + 10) * U * (expected.scale[j] ?? NaN),
    )
  }
}

/** One row with the entry 1 in column 0, so that the logit is the weight. */
const extremes: readonly { logit: number; label: number; loss: number; slope: number }[] = [
  { logit: 0, label: 1, loss: Math.LN2, slope: -0.5 },
  { logit: 40, label: 1, loss: 4.248354255291589e-18, slope: -4.248354255291589e-18 },
  { logit: 40, label: 0, loss: 40, slope: 1 },
  { logit: -1000, label: 1, loss: 1000, slope: -1 },
  { logit: 1000, label: 1, loss: 0, slope: 0 },
  { logit: -1e308, label: 1, loss: 1e308, slope: -1 },
  { logit: 1e308, label: 1, loss: 0, slope: 0 },
  { logit: 1.7e308, label: 0, loss: 1.7e308, slope: 1 },
]

const specs: readonly Spec[] = [
  law({
    id: 'sparse-gradient.equals-dense',
    says: 'the loss and gradient over the stored entries are those over all cells, and those of the definition, repeated entries and empty rows included',
    cites: 'definition; rounding bounds derived beside the code',
    needs: ['csrVerbatim', 'csrToDense', 'sparseLossAndGradient', 'denseLossAndGradient'],
    reaches: ['a row of eight or more entries', 'an empty row'],
    holds: ({ csrVerbatim, csrToDense, sparseLossAndGradient, denseLossAndGradient }, w) =>
      fc.property(sparseProblem, ({ byRow, cols, labels, weights, l2 }) => {
        const csr = csrVerbatim(byRow, cols)
        const expected = plainGradient(byRow, labels, weights, l2)
        closeTo(w, sparseLossAndGradient(csr, labels, weights, l2), expected, byRow.length)
        closeTo(w, denseLossAndGradient(csrToDense(csr), labels, weights, l2), expected, byRow.length)
        if (byRow.some((entries) => entries.length >= 8)) w.reached('a row of eight or more entries')
        if (byRow.some((entries) => entries.length === 0)) w.reached('an empty row')
      }),
  }),
  law({
    id: 'sparse-gradient.many-blocks',
    says: 'a matrix of several blocks, and rows beyond the longest block, give the same as all cells',
    cites: 'definition; (m + 10) roundings a side',
    needs: ['randomCsr', 'csrToDense', 'sparseLossAndGradient', 'denseLossAndGradient'],
    holds: ({ randomCsr, csrToDense, sparseLossAndGradient, denseLossAndGradient }, w) =>
      table(
        [
          { rows: 5000, nnzPerRow: 3 },
          { rows: 9000, nnzPerRow: 0 },
          { rows: 3, nnzPerRow: 5 },
        ],
        ({ rows, nnzPerRow }) => {
          const csr = randomCsr({ rows, cols: 7, nnzPerRow: Math.min(7, nnzPerRow), seed: rows, lengths: 'varied' })
          const labels = Uint8Array.from({ length: rows }, (_, i) => i % 2)
          const weights = Float64Array.of(1, -2, 0.5, 3, -0.25, 0, 1)
          const got = sparseLossAndGradient(csr, labels, weights, 0.5)
          const dense = denseLossAndGradient(csrToDense(csr), labels, weights, 0.5)
          w.close('loss', got.loss, dense.loss, 2 * (rows + 20) * U * dense.loss)
          // every |r x| is below 1, and l2 |w| below 2
          w.close('gradient', got.gradient, dense.gradient, 2 * (rows + 20) * U * (rows + 2))
        },
      ),
  }),
  law({
    id: 'sparse-gradient.empty-columns-change-nothing',
    says: 'columns without an entry, appended, leave the loss and the other gradients as they are, bit for bit, and their own gradient is l2 times their weight',
    cites: 'definition: an empty column meets no row',
    needs: ['csrVerbatim', 'sparseLossAndGradient'],
    holds: ({ csrVerbatim, sparseLossAndGradient }, w) =>
      fc.property(sparseProblem, fc.nat(5), ({ byRow, cols, labels, weights, l2 }, more) => {
        const csr = csrVerbatim(byRow, cols)
        const narrow = sparseLossAndGradient(csr, labels, weights, l2)
        const wide = sparseLossAndGradient(
          widened(csr, more),
          labels,
          Float64Array.from({ length: cols + more }, (_, j) => weights[j] ?? 0),
          l2,
        )
        w.equal('loss', wide.loss, narrow.loss)
        w.equal('gradient', wide.gradient.subarray(0, cols), narrow.gradient)
        w.equal('gradient of the empty columns', wide.gradient.subarray(cols), new Float64Array(more))
      }),
  }),
  law({
    id: 'sparse-gradient.duplicates-are-summed',
    says: 'copies of an entry in a row count as one entry with their sum, in the loss and in the gradient',
    cites: 'the contract; logits are exact on the dyadic grid, so residuals are the same bits; (m nnz) roundings bound the sums',
    needs: ['csrVerbatim', 'csrFromDense', 'csrToDense', 'sparseLossAndGradient'],
    reaches: ['a repeated column'],
    holds: ({ csrVerbatim, csrFromDense, csrToDense, sparseLossAndGradient }, w) =>
      fc.property(sparseProblem, ({ byRow, cols, labels, weights, l2 }) => {
        const csr = csrVerbatim(byRow, cols)
        const summed = csrFromDense(csrToDense(csr))
        const got = sparseLossAndGradient(csr, labels, weights, l2)
        const expected = sparseLossAndGradient(summed, labels, weights, l2)
        const { scale } = plainGradient(byRow, labels, weights, l2)
        w.equal('loss', got.loss, expected.loss)
        for (let j = 0; j < cols; j += 1) {
          w.close(
            `gradient[${j}]`,
            got.gradient[j] ?? NaN,
            expected.gradient[j] ?? NaN,
            2 * (csr.indices.length + 2) * U * (scale[j] ?? NaN),
          )
        }
        if (summed.indices.length < csr.indices.length) w.reached('a repeated column')
      }),
  }),
  law({
    id: 'sparse-gradient.is-the-slope',
    says: 'the gradient is the slope of the loss along every column, by central differences',
    cites: "Taylor: the error of (L(w + h) - L(w - h)) / 2h is h^2 L''' / 6 + rounding / h",
    needs: ['csrVerbatim', 'sparseLossAndGradient'],
    runs: 40,
    holds: ({ csrVerbatim, sparseLossAndGradient }, w) =>
      fc.property(sparseProblem, ({ byRow, cols, labels, weights, l2 }) => {
        const csr = csrVerbatim(byRow, cols)
        const { loss, gradient } = sparseLossAndGradient(csr, labels, weights, l2)
        const h = 2 ** -12
        for (let j = 0; j < cols; j += 1) {
          const at = (step: number) => sparseLossAndGradient(csr, labels, weights.with(j, (weights[j] ?? NaN) + step), l2).loss
          // |softplus'''| <= 0.1 < 1/8, times |x_ij|^3 with x_ij the row's sum for the column
          const cubes = byRow.reduce(
            (sum, entries) => sum + Math.abs(entries.reduce((x, [column, value]) => x + (column === j ? value : 0), 0)) ** 3,
            0,
          )
          const rounding = (40 * (byRow.length + cols + 4) * U * (loss + 1 + l2)) / h
          w.close(`slope along ${j}`, (at(h) - at(-h)) / (2 * h), gradient[j] ?? NaN, (h * h * cubes) / 48 + rounding)
        }
      }),
  }),
  law({
    id: 'sparse-gradient.stable',
    says: 'logits of any size give the loss and slope to full relative precision: nothing overflows and small losses keep their digits',
    cites: 'log(1 + e^-40) = e^-40 (1 - e^-40 / 2 + ...), e^-40 = 4.24835425529158899e-18',
    needs: ['csrVerbatim', 'sparseLossAndGradient', 'denseLossAndGradient'],
    holds: ({ csrVerbatim, sparseLossAndGradient, denseLossAndGradient }, w) =>
      table(extremes, ({ logit, label, loss, slope }) => {
        const row = { rows: 1, cols: 1, values: Float64Array.of(1) }
        for (const got of [
          sparseLossAndGradient(csrVerbatim([[[0, 1]]], 1), [label], Float64Array.of(logit)),
          denseLossAndGradient(row, [label], Float64Array.of(logit)),
        ]) {
          w.close('loss', got.loss, loss, 8 * U * loss)
          w.close('slope', got.gradient, [slope], 8 * U * Math.abs(slope))
        }
      }),
  }),
  law({
    id: 'sparse-gradient.refuses',
    says: 'broken matrices, other labels, wrong lengths and penalties that are negative or not finite are refused by name',
    cites: 'the contract',
    needs: ['csrVerbatim', 'sparseLossAndGradient', 'createKernel'],
    holds: ({ csrVerbatim, sparseLossAndGradient, createKernel }, w) =>
      once(() => {
        const csr = csrVerbatim([[[0, 1]], []], 2)
        const weights = new Float64Array(2)
        w.throws('labels', RangeError, 'got 2 at row 1', () => sparseLossAndGradient(csr, [1, 2], weights))
        w.throws('labels', RangeError, 'rows = 2, got 1', () => sparseLossAndGradient(csr, [1], weights))
        w.throws('weights', RangeError, 'cols = 2, got 3', () => sparseLossAndGradient(csr, [1, 0], new Float64Array(3)))
        for (const l2 of [-1, Infinity])
          w.throws('l2', RangeError, `got ${l2}`, () => sparseLossAndGradient(csr, [1, 0], weights, l2))
        w.throws('l2', RangeError, 'got NaN', () => createKernel(csr, [1, 0], { l2: NaN }))
        const broken = { ...csr, indices: Int32Array.of(5) }
        w.throws('matrix', RangeError, 'got 5', () => sparseLossAndGradient(broken, [1, 0], weights))
        w.throws('matrix', RangeError, 'got 5', () => createKernel(broken, [1, 0]))
      }),
  }),
]
export default specs
