/** Representations that are too narrow, or keep what they must not keep. */
import { csrFromTriplets } from '../../../../src/numeric/csr.ts'
import { eagerSgd, lazySgd } from '../../../../src/logistic/lazy-sgd.ts'
import { sparseLossAndGradient } from '../../../../src/logistic/sparse-gradient.ts'
import type { Csr, Labels, SgdOptions } from '../../../../src/contract/sparse.ts'
import type { Mutant } from '../../../judge/mutant.ts'

const backwards = (csr: Csr, options: SgdOptions): SgdOptions => ({
  ...options,
  order: options.order ?? Array.from({ length: csr.rows }, (_, i) => csr.rows - 1 - i),
})

export default [
  {
    id: 'sparse-gradient.columns-in-16-bits',
    fault: 'columns are kept in 16 bits, and begin anew at 65,536',
    refutedBy: ['sparse-gradient.of-many-columns'],
    parts: {
      sparseLossAndGradient: (csr, labels, weights, l2) =>
        sparseLossAndGradient({ ...csr, indices: csr.indices.map((column) => column % 65_536) }, labels, weights, l2),
    },
  },
  {
    id: 'csr.walks-triplets-twice',
    fault: 'the triplets are walked a second time, when an iterable may be at its end',
    refutedBy: ['csr.takes-triplets-that-come-once'],
    parts: {
      csrFromTriplets(rows, cols, triplets) {
        let count = 0
        for (const _ of triplets) count += 1
        const again = [...triplets]
        return csrFromTriplets(rows, cols, again.slice(0, count))
      },
    },
  },
  {
    id: 'sgd.visits-rows-backwards',
    fault: 'both forms of SGD visit the rows last to first by default',
    refutedBy: ['sgd.visits-rows-in-order-and-shrinks-first'],
    parts: {
      eagerSgd: (csr: Csr, labels: Labels, options: SgdOptions) => eagerSgd(csr, labels, backwards(csr, options)),
      lazySgd: (csr: Csr, labels: Labels, options: SgdOptions) => lazySgd(csr, labels, backwards(csr, options)),
    },
  },
] satisfies readonly Mutant[]
