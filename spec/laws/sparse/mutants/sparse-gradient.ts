/** Wrong sparse gradients. */
import type { Csr } from '../../../../src/contract/sparse.ts'
import { sparseLossAndGradient } from '../../../../src/logistic/sparse-gradient.ts'
import { csrFromTriplets, csrVerbatim } from '../../../../src/numeric/csr.ts'
import type { Mutant } from '../../../judge/mutant.ts'

/** The last of several copies of an entry wins. */
function overwritten({ rows, cols, indptr, indices, data }: Csr): Csr {
  const byRow = Array.from({ length: rows }, (_, i) => {
    const kept = new Map<number, number>()
    for (let p = indptr[i] ?? 0; p < (indptr[i + 1] ?? 0); p += 1) kept.set(indices[p] ?? NaN, data[p] ?? NaN)
    return [...kept]
  })
  return csrVerbatim(byRow, cols)
}

const naiveLoss = (u: number): number => Math.log(1 + Math.exp(u))

export default [
  {
    id: 'csr.duplicates-keep-the-last',
    fault: 'of several copies of an entry the last one is kept',
    refutedBy: ['csr.duplicates-are-summed', 'sparse-gradient.duplicates-are-summed', 'sparse-gradient.equals-dense'],
    parts: {
      csrFromTriplets: (rows, cols, triplets) =>
        csrFromTriplets(rows, cols, new Map([...triplets].map((triplet) => [`${triplet[0]} ${triplet[1]}`, triplet])).values()),
      sparseLossAndGradient: (csr, labels, weights, l2) => sparseLossAndGradient(overwritten(csr), labels, weights, l2),
    },
  },
  {
    id: 'sparse-gradient.last-entry-is-left-out',
    fault: 'the last entry of a row is left out',
    refutedBy: ['sparse-gradient.equals-dense', 'sparse-gradient.is-the-slope', 'sparse-gradient.many-blocks'],
    parts: {
      sparseLossAndGradient(csr, labels, weights, l2) {
        const right = sparseLossAndGradient(csr, labels, weights, l2)
        const data = csr.data.slice()
        for (let i = 0; i < csr.rows; i += 1) {
          const last = (csr.indptr[i + 1] ?? 0) - 1
          if (last >= (csr.indptr[i] ?? 0)) data[last] = 0
        }
        return { ...right, gradient: sparseLossAndGradient({ ...csr, data }, labels, weights, l2).gradient }
      },
    },
  },
  {
    id: 'sparse-gradient.loss-overflows',
    fault: 'log(1 + exp(u)) as it is written: it overflows, and small losses are lost',
    refutedBy: ['sparse-gradient.stable'],
    parts: {
      sparseLossAndGradient(csr, labels, weights, l2) {
        const { gradient } = sparseLossAndGradient(csr, labels, weights, l2)
        let loss = weights.reduce((sum, weight) => sum + ((l2 ?? 0) / 2) * weight * weight, 0)
        for (let i = 0; i < csr.rows; i += 1) {
          let z = 0
          for (let p = csr.indptr[i] ?? 0; p < (csr.indptr[i + 1] ?? 0); p += 1)
            z += (csr.data[p] ?? NaN) * (weights[csr.indices[p] ?? NaN] ?? NaN)
          loss += naiveLoss(labels[i] === 1 ? -z : z)
        }
        return { loss, gradient }
      },
    },
  },
  {
    id: 'sparse-gradient.penalty-lacks-its-half',
    fault: 'the penalty lacks its half',
    refutedBy: ['sparse-gradient.equals-dense', 'sparse-gradient.is-the-slope'],
    parts: {
      sparseLossAndGradient(csr, labels, weights, l2 = 0) {
        const right = sparseLossAndGradient(csr, labels, weights, l2)
        return { ...right, loss: right.loss + (l2 / 2) * weights.reduce((sum, weight) => sum + weight * weight, 0) }
      },
    },
  },
  {
    id: 'sparse-gradient.penalty-is-per-column',
    fault: 'the penalty is divided by the number of columns, so that empty columns change it',
    refutedBy: ['sparse-gradient.empty-columns-change-nothing', 'sparse-gradient.equals-dense'],
    parts: {
      sparseLossAndGradient: (csr, labels, weights, l2 = 0) => sparseLossAndGradient(csr, labels, weights, l2 / csr.cols),
    },
  },
  {
    id: 'sparse-gradient.label-2-passes-for-1',
    fault: 'label 2 passes for label 1',
    refutedBy: ['sparse-gradient.refuses'],
    parts: {
      sparseLossAndGradient: (csr, labels, weights, l2) =>
        sparseLossAndGradient(
          csr,
          Array.from(labels, (label) => Math.min(1, label)),
          weights,
          l2,
        ),
    },
  },
] satisfies readonly Mutant[]
