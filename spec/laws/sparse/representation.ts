/** Where a representation gives way: many columns, iterables that can be walked once; and what the two forms of SGD do by default. */
import fc from 'fast-check'
import type { Triplet } from '../../../src/contract/sparse.ts'
import { law, table, type Spec } from '../../judge/spec.ts'

/** The columns on either side of what 16 bits hold. */
const WIDE = [65_535, 65_536, 65_537, 131_073] as const

const specs: readonly Spec[] = [
  law({
    id: 'sparse-gradient.of-many-columns',
    says: 'entries in the last of 65,535 to 131,073 columns reach their own weights, in every form of the gradient',
    cites: 'derived here: with one entry of 1 a row the gradient at 0 is minus half a label',
    needs: ['csrVerbatim', 'sparseLossAndGradient', 'createKernel'],
    holds: ({ csrVerbatim, sparseLossAndGradient, createKernel }, w) =>
      table(WIDE, (cols) => {
        const csr = csrVerbatim([[[cols - 1, 1]], [[0, 1]]], cols)
        const weights = new Float64Array(cols)
        const kernel = createKernel(csr, [1, 0])
        for (const { gradient } of [sparseLossAndGradient(csr, [1, 0], weights), kernel.lossAndGradient(weights)])
          w.equal(`${cols} columns`, [gradient[cols - 1], gradient[0], gradient[1]], [-0.5, 0.5, 0])
        kernel.close()
      }),
  }),
  law({
    id: 'csr.takes-triplets-that-come-once',
    says: 'triplets that can be walked only once give the same matrix as a list of them',
    cites: 'the contract: an iterable, of which nothing more is promised',
    needs: ['csrFromTriplets'],
    holds: ({ csrFromTriplets }, w) =>
      fc.property(fc.array(fc.tuple(fc.nat(3), fc.nat(4), fc.integer({ min: -8, max: 8 })), { minLength: 1 }), (list) => {
        const triplets = list as readonly Triplet[]
        const single = (function* () {
          yield* triplets
        })()
        w.equal('matrix', csrFromTriplets(4, 5, single), csrFromTriplets(4, 5, triplets))
      }),
  }),
  law({
    id: 'sgd.visits-rows-in-order-and-shrinks-first',
    says: 'by default rows are visited once, first to last, and each step shrinks the weights before it adds the gradient taken at the old ones',
    cites: 'derived here: two rows of one entry each, written out',
    needs: ['csrVerbatim', 'eagerSgd', 'lazySgd'],
    holds: ({ csrVerbatim, eagerSgd, lazySgd }, w) =>
      // logits on both sides of 0, inside and outside of [-1, 1]
      table([1, 0.25, -0.25, -2], (start) => {
        const csr = csrVerbatim([[[0, 1]], [[0, 2]]], 1)
        const [rate, l2] = [0.5, 0.25]
        const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z))
        const afterFirst = (1 - rate * l2) * start - rate * (sigmoid(start) - 1)
        const afterSecond = (1 - rate * l2) * afterFirst - rate * 2 * sigmoid(2 * afterFirst)
        for (const sgd of [eagerSgd, lazySgd])
          w.close('weight', sgd(csr, [1, 0], { learningRate: rate, l2, start: Float64Array.of(start) }), [afterSecond], 1e-14)
      }),
  }),
]
export default specs
