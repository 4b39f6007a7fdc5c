/** What a sparse gradient step costs, to the unit. */
import fc from 'fast-check'
import { nnzOf, sparseProblem, touchedColumns, widened } from './sparse-data.ts'
import type { OperationCounts } from '../../../src/contract/sparse.ts'
import { U } from './oracle.ts'
import { law, type Spec } from '../../judge/spec.ts'

const specs: readonly Spec[] = [
  law({
    id: 'operation-counts.sparse',
    says: 'a sparse step costs nnz multiply-adds forward, 2 m for the loss, nnz backward and 3 n for the update, 2 nnz + 2 m + 3 n in all, 6 nnz + 5 m + 3 n reads and nnz + 2 m + 2 n writes, and counts the steps that the gradient itself takes: same loss, same weights',
    cites:
      'derived: one product forward and one backward an entry; loss and residual a row; penalty, its norm and the update a column',
    needs: ['csrVerbatim', 'countSparseStep', 'sparseLossAndGradient'],
    holds: ({ csrVerbatim, countSparseStep, sparseLossAndGradient }, w) =>
      fc.property(sparseProblem, (problem) => {
        const { byRow, cols: n, labels, weights, l2 } = problem
        const [m, nnz] = [byRow.length, nnzOf(problem)]
        const csr = csrVerbatim(byRow, n)
        const step = countSparseStep(csr, labels, weights, { learningRate: 0.125, l2 })
        const expected: OperationCounts = {
          multiplyAdds: 2 * nnz + 2 * m + 3 * n,
          reads: 6 * nnz + 5 * m + 3 * n,
          writes: nnz + 2 * m + 2 * n,
        }
        w.equal('counts', step.counts, expected)
        w.equal('phases', step.phases, { forward: nnz, loss: 2 * m, backward: nnz, update: 3 * n })
        const { loss, gradient } = sparseLossAndGradient(csr, labels, weights, l2)
        w.close('loss', step.loss, loss, 4 * (m + n + 8) * U * loss)
        const sizes = gradient.reduce((most, g, j) => Math.max(most, Math.abs(g), Math.abs(weights[j] ?? NaN)), 4 * nnz)
        w.close(
          'weights',
          step.weights,
          weights.map((weight, j) => weight - 0.125 * (gradient[j] ?? NaN)),
          4 * (m + 8) * U * sizes,
        )
      }),
  }),
  law({
    id: 'operation-counts.dense',
    says: 'a dense step costs m n multiply-adds forward, 2 m for the loss, m n backward and 3 n for the update, 2 m n + 2 m + 3 n in all, 4 m n + 3 m + 3 n reads and m n + 2 m + 2 n writes, however many cells are zero',
    cites: 'derived: as the sparse step, with m n cells in place of nnz entries',
    needs: ['csrVerbatim', 'csrToDense', 'countDenseStep'],
    holds: ({ csrVerbatim, csrToDense, countDenseStep }, w) =>
      fc.property(sparseProblem, ({ byRow, cols: n, labels, weights, l2 }) => {
        const m = byRow.length
        const matrix = csrToDense(csrVerbatim(byRow, n))
        const { counts, phases } = countDenseStep(matrix, labels, weights, { learningRate: 0.125, l2 })
        const expected: OperationCounts = {
          multiplyAdds: 2 * m * n + 2 * m + 3 * n,
          reads: 4 * m * n + 3 * m + 3 * n,
          writes: m * n + 2 * m + 2 * n,
        }
        w.equal('counts', counts, expected)
        w.equal('phases', phases, { forward: m * n, loss: 2 * m, backward: m * n, update: 3 * n })
      }),
  }),
  law({
    id: 'operation-counts.empty-columns',
    says: 'an empty column adds its 3 multiply-adds, 3 reads and 2 writes to a step that writes all weights, and nothing to a lazy one',
    cites: 'derived: the n term is the penalty and the update of every weight; a lazy step meets stored entries only',
    needs: ['csrVerbatim', 'countSparseStep', 'countLazyStep', 'scaledWeights'],
    holds: ({ csrVerbatim, countSparseStep, countLazyStep, scaledWeights }, w) =>
      fc.property(sparseProblem, fc.integer({ min: 1, max: 20 }), ({ byRow, cols, labels, weights, l2 }, more) => {
        const csr = csrVerbatim(byRow, cols)
        const wide = widened(csr, more)
        const wideWeights = Float64Array.from({ length: cols + more }, (_, j) => weights[j] ?? 1)
        const options = { learningRate: 0.125, l2 }
        const full = countSparseStep(csr, labels, weights, options).counts
        w.equal('all weights', countSparseStep(wide, labels, wideWeights, options).counts, {
          multiplyAdds: full.multiplyAdds + 3 * more,
          reads: full.reads + 3 * more,
          writes: full.writes + 2 * more,
        })
        const lazy = countLazyStep(csr, labels, scaledWeights(weights), options).counts
        w.equal('lazy', countLazyStep(wide, labels, scaledWeights(wideWeights), options).counts, lazy)
      }),
  }),
  law({
    id: 'operation-counts.lazy',
    says: 'a lazy step costs nnz + m multiply-adds forward, 2 m for the loss, nnz backward and 3 z for the update, z the columns that hold an entry, 2 nnz + 3 m + 3 z in all, 7 nnz + 5 m + 3 z reads and nnz + 2 m + 4 z writes, and leads to the same loss and weights',
    cites: 'derived: w = c v, (1 - eta l2) w - eta g = c (1 - eta l2) (v - eta g / (c (1 - eta l2)))',
    needs: ['csrVerbatim', 'countSparseStep', 'countLazyStep', 'scaledWeights'],
    reaches: ['an untouched column'],
    holds: ({ csrVerbatim, countSparseStep, countLazyStep, scaledWeights }, w) =>
      fc.property(sparseProblem, (problem) => {
        const { byRow, cols, labels, weights, l2 } = problem
        const [m, nnz, z] = [byRow.length, nnzOf(problem), touchedColumns(problem)]
        const csr = csrVerbatim(byRow, cols)
        const options = { learningRate: 0.125, l2 }
        let { loss, weights: state, counts, phases } = countLazyStep(csr, labels, scaledWeights(weights), options)
        w.equal('counts', counts, {
          multiplyAdds: 2 * nnz + 3 * m + 3 * z,
          reads: 7 * nnz + 5 * m + 3 * z,
          writes: nnz + 2 * m + 4 * z,
        })
        w.equal('phases', phases, { forward: nnz + m, loss: 2 * m, backward: nnz, update: 3 * z })
        let eager = countSparseStep(csr, labels, weights, options)
        w.close('loss', loss, eager.loss, 4 * (3 * m + cols + 16) * U * (eager.loss + 1))
        eager = countSparseStep(csr, labels, eager.weights, options)
        ;({ loss, weights: state } = countLazyStep(csr, labels, state, options))
        // A second step starts from a scale that is not 1; 1e-10, with sizes up to 4 nnz
        w.close('loss of the second step', loss, eager.loss, 1e-12 * (eager.loss + nnz + 1) ** 2)
        w.close(
          'weights',
          state.v.map((v) => state.scale * v),
          eager.weights,
          1e-12 * (nnz + 4) ** 2,
        )
        if (z < cols) w.reached('an untouched column')
      }),
  }),
]
export default specs
