/** Parts that change what they were given, share what they gave, or take less care than the contract asks for. */
import type { Csr, SparseKernel } from '../../../../src/contract/sparse.ts'
import { writeLibsvm } from '../../../../src/data/libsvm-file.ts'
import { denseLossAndGradient } from '../../../../src/logistic/dense-gradient.ts'
import { scaledWeights } from '../../../../src/logistic/operation-counts.ts'
import { sparseLossAndGradient } from '../../../../src/logistic/sparse-gradient.ts'
import { createKernel } from '../../../../src/logistic/sparse-kernel.ts'
import { csrFloat32, csrVerbatim } from '../../../../src/numeric/csr.ts'
import type { Mutant } from '../../../judge/mutant.ts'

/** Sorts the entries of each row by column, where they lie. */
function sortRows({ rows, indptr, indices, data }: Csr): void {
  for (let i = 0; i < rows; i += 1) {
    const [first, last] = [indptr[i] ?? 0, indptr[i + 1] ?? 0]
    const entries = Array.from(indices.subarray(first, last), (column, p) => [column, data[first + p] ?? 0] as const)
    for (const [p, [column, value]] of entries.toSorted(([a], [b]) => a - b).entries()) {
      indices[first + p] = column
      data[first + p] = value
    }
  }
}

const gradients = new Map<number, Float64Array>()

export default [
  {
    id: 'sparse-gradient.sorts-its-argument',
    fault: 'the entries of each row are sorted in place',
    refutedBy: ['sparse-gradient.equals-dense', 'operation-counts.sparse'],
    parts: {
      sparseLossAndGradient(csr, labels, weights, l2) {
        sortRows(csr)
        return sparseLossAndGradient(csr, labels, weights, l2)
      },
    },
  },
  {
    id: 'sparse-gradient.shares-its-result',
    fault: 'gradients of one length share an array: a later call alters an earlier result',
    refutedBy: ['sparse-gradient.is-the-slope'],
    parts: {
      sparseLossAndGradient(csr, labels, weights, l2) {
        const { loss, gradient } = sparseLossAndGradient(csr, labels, weights, l2)
        const shared = gradients.get(gradient.length) ?? new Float64Array(gradient.length)
        gradients.set(gradient.length, shared)
        shared.set(gradient)
        return { loss, gradient: shared }
      },
    },
  },
  {
    id: 'sparse-kernel.remembers-by-array',
    fault: 'a gradient is remembered by the array of weights, not by what is in it',
    refutedBy: ['sparse-kernel.accurate-to-the-last-places'],
    parts: {
      createKernel(csr, labels, options) {
        const kernel: SparseKernel = createKernel(csr, labels, options)
        const known = new WeakMap<Float64Array, ReturnType<SparseKernel['lossAndGradient']>>()
        return {
          ...kernel,
          lossAndGradient(weights) {
            const result = known.get(weights) ?? kernel.lossAndGradient(weights)
            known.set(weights, result)
            return { loss: result.loss, gradient: result.gradient.slice() }
          },
        }
      },
    },
  },
  {
    id: 'csr.float32-truncates',
    fault: 'values are cut to float32, not rounded',
    refutedBy: ['csr.float32-is-nearest'],
    parts: {
      csrFloat32(csr) {
        const rounded = csrFloat32(csr)
        const data = rounded.data.map((value, p) =>
          Math.abs(value) > Math.abs(csr.data[p] ?? 0) ? Math.fround(value * (1 - 2 ** -24)) : value,
        )
        return { ...rounded, data: Float32Array.from(data) }
      },
    },
  },
  {
    id: 'csr.verbatim-keeps-the-last',
    fault: 'of a column that is given twice in succession only the last value is kept',
    refutedBy: ['csr.duplicates-are-summed'],
    parts: {
      csrVerbatim: (byRow, cols) =>
        csrVerbatim(
          byRow.map((entries) => entries.filter(([column], p) => column !== entries[p + 1]?.[0])),
          cols,
        ),
    },
  },
  {
    id: 'csr.allocates-float32',
    fault: 'room is for float32, whatever is asked for',
    refutedBy: ['sparse-kernel.in-place'],
    parts: {
      allocateCsr: ({ rows, cols, nnz }) => ({
        rows,
        cols,
        indptr: new Int32Array(rows + 1),
        indices: new Int32Array(nnz),
        data: new Float32Array(nnz),
      }),
    },
  },
  {
    id: 'sparse-gradient.dense-without-penalty',
    fault: 'over all cells, the penalty is left out',
    refutedBy: ['sparse-gradient.equals-dense'],
    parts: { denseLossAndGradient: (matrix, labels, weights) => denseLossAndGradient(matrix, labels, weights, 0) },
  },
  {
    id: 'operation-counts.no-norm',
    fault: 'scaled weights come without their norm: a lazy step has no penalty in its loss',
    refutedBy: ['operation-counts.lazy'],
    parts: { scaledWeights: (weights) => ({ ...scaledWeights(weights), squaredNormOfV: 0 }) },
  },
  {
    id: 'libsvm.file-of-other-labels',
    fault: 'labels are written to a file with the other sign',
    refutedBy: ['libsvm.files'],
    parts: {
      writeLibsvm: (path, libsvm, firstColumn) =>
        writeLibsvm(path, { ...libsvm, labels: libsvm.labels.map((label) => -label) }, firstColumn),
    },
  },
] satisfies readonly Mutant[]
