/** Touched-only updates: the same weights as writing all of them in every step. */
import fc from 'fast-check'
import { sparseProblem } from './sparse-data.ts'
import { law, once, table, type Spec } from '../../judge/spec.ts'

const specs: readonly Spec[] = [
  law({
    id: 'lazy-sgd.equals-eager',
    says: 'after its flush, stochastic gradient descent on scaled weights has the weights of the form that shrinks all n in every step, also when the scale was folded back on the way',
    cites:
      'derived: w = c v; each step adds some k + 4 roundings of u to either side, and shrinking by 1 - eta l2 < 1 does not enlarge them',
    needs: ['csrVerbatim', 'eagerSgd', 'lazySgd'],
    reaches: ['a fold', 'no fold'],
    holds: ({ csrVerbatim, eagerSgd, lazySgd }, w) =>
      fc.property(
        sparseProblem,
        fc.array(fc.nat(11), { maxLength: 60, size: 'max' }),
        fc.constantFrom(0, 1 / 16, 1 / 2, 15 / 16),
        ({ byRow, cols, labels, weights }, order, shrink) => {
          const csr = csrVerbatim(byRow, cols)
          const learningRate = 1 / 16
          const rows = byRow.length === 0 ? [] : order.map((i) => i % byRow.length)
          const options = { learningRate, l2: shrink / learningRate, order: rows, start: weights }
          const before = weights.slice()
          const eager = eagerSgd(csr, labels, options)
          const lazy = lazySgd(csr, labels, options)
          // Steps are at most eta |x| <= 4 an entry, 16 entries a row: sizes stay below 4 + 64 steps. A logit error e moves a residual by e / 4,
          // which the descent contracts: 1e-10 is the key's bound, 1e-12 of the sizes is ten times the worst that was seen.
          w.close('weights', lazy, eager, 1e-15 * (4 + 64 * rows.length))
          w.equal('the start', weights, before)
          w.reached((1 - shrink) ** rows.length < 1e-9 ? 'a fold' : 'no fold')
        },
      ),
  }),
  law({
    id: 'lazy-sgd.never-underflows',
    says: 'after steps that leave so little of the weights that no double holds the product of it, both forms have the same weights',
    cites:
      'the contract: equal up to rounding; every step rounds some 1e-15, and leaves a sixteenth at most of what was off before',
    needs: ['csrVerbatim', 'eagerSgd', 'lazySgd'],
    holds: ({ csrVerbatim, eagerSgd, lazySgd }, w) =>
      table([2 ** -4, 2 ** -40], (left) => {
        const csr = csrVerbatim([[[0, 1]], [[0, 1], [1, -2]], []], 2) // prettier-ignore
        const order = Array.from({ length: 400 }, (_, t) => t % 3)
        const options = { learningRate: 1 / 16, l2: 16 * (1 - left), order, start: Float64Array.of(1, -1) }
        w.close(`weights, ${left}`, lazySgd(csr, [1, 0, 1], options), eagerSgd(csr, [1, 0, 1], options), 1e-14)
      }),
  }),
  law({
    id: 'lazy-sgd.one-step',
    says: 'one step from zero weights moves them by eta / 2 times the row, towards its label; without rows the start comes back',
    cites: 'sigmoid(0) = 1/2',
    needs: ['csrVerbatim', 'eagerSgd', 'lazySgd'],
    holds: ({ csrVerbatim, eagerSgd, lazySgd }, w) =>
      once(() => {
        const csr = csrVerbatim(
          [
            [
              [0, 2],
              [2, -1],
            ],
            [[1, 4]],
          ],
          3,
        )
        for (const sgd of [eagerSgd, lazySgd]) {
          w.equal('label 1', sgd(csr, [1, 0], { learningRate: 0.5, order: [0] }), [0.5, 0, -0.25])
          w.equal('label 0', sgd(csr, [1, 0], { learningRate: 0.5, order: [1] }), [0, -1, 0])
          w.equal('no step', sgd(csr, [1, 0], { learningRate: 0.5, order: [], start: Float64Array.of(1, 2, 3) }), [1, 2, 3])
        }
      }),
  }),
  law({
    id: 'lazy-sgd.refuses',
    says: 'a learning rate that is not positive, or that shrinks the weights to nothing, a negative penalty, a start of another length, rows that do not exist and broken matrices are refused',
    cites: 'the contract',
    needs: ['csrVerbatim', 'eagerSgd', 'lazySgd'],
    holds: ({ csrVerbatim, eagerSgd, lazySgd }, w) =>
      once(() => {
        const csr = csrVerbatim([[[0, 1]]], 1)
        for (const sgd of [eagerSgd, lazySgd]) {
          w.throws('rate', RangeError, 'learningRate', () => sgd(csr, [1], { learningRate: 0 }))
          w.throws('rate times l2', RangeError, 'learningRate', () => sgd(csr, [1], { learningRate: 0.5, l2: 2 }))
          for (const row of [1, -1, 0.5])
            w.throws('row', RangeError, `got ${row} at 0`, () => sgd(csr, [1], { learningRate: 1, order: [row] }))
          w.throws('penalty', RangeError, 'l2', () => sgd(csr, [1], { learningRate: 1, l2: -1 }))
          w.throws('start', RangeError, 'got 2', () => sgd(csr, [1], { learningRate: 1, start: new Float64Array(2) }))
          w.throws('matrix', RangeError, 'got 2', () => sgd({ ...csr, indptr: Int32Array.of(0, 2) }, [1], { learningRate: 1 }))
        }
      }),
  }),
]
export default specs
