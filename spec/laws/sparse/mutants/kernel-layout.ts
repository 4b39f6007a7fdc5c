/** Kernels whose memory is laid out wrongly, or prefetched wrongly. */
import { createKernel } from '../../../../src/logistic/sparse-kernel.ts'
import type { Mutant } from '../../../judge/mutant.ts'

export default [
  {
    id: 'sparse-kernel.column-gather-drops-the-penalty',
    fault: 'where the gradient is gathered by columns, it replaces the penalty instead of joining it',
    refutedBy: ['sparse-kernel.equals-plain'],
    parts: {
      createKernel(csr, labels, options) {
        const kernel = createKernel(csr, labels, options)
        const l2 = options?.layout === 'rows-and-columns' ? (options.l2 ?? 0) : 0
        return {
          ...kernel,
          lossAndGradient(weights, into) {
            const { loss, gradient } = kernel.lossAndGradient(weights, into)
            return { loss, gradient: gradient.map((g, j) => g - l2 * (weights[j] ?? NaN)) }
          },
        }
      },
    },
  },
  {
    id: 'sparse-kernel.lone-last-row-is-left-out',
    fault: 'the last row is left out if it alone remains to be prefetched',
    refutedBy: ['sparse-kernel.prefetch'],
    parts: {
      createKernel(csr, labels, options) {
        if (options?.prefetchRows === undefined || csr.rows % options.prefetchRows !== 1)
          return createKernel(csr, labels, options)
        const end = csr.indptr[csr.rows - 1] ?? 0
        const cut = {
          ...csr,
          indptr: csr.indptr.with(csr.rows, end),
          indices: csr.indices.slice(0, end),
          data: csr.data.slice(0, end),
        }
        return createKernel(cut, labels, options)
      },
    },
  },
  {
    id: 'sparse-kernel.large-matrices-by-columns',
    fault: 'matrices of more than 32768 rows, columns or entries are kept by columns too',
    refutedBy: ['sparse-kernel.chooses-its-layout'],
    parts: {
      createKernel: (csr, labels, options = {}) =>
        createKernel(csr, labels, {
          ...((options.threads ?? 1) === 1 && options.engine !== 'js' && { layout: 'rows-and-columns' }),
          ...options,
        }),
    },
  },
  {
    id: 'sparse-kernel.rounds-threads',
    fault: 'a number of threads that is not whole is rounded',
    refutedBy: ['sparse-kernel.takes-any-number-of-threads'],
    parts: {
      createKernel: (csr, labels, options = {}) =>
        createKernel(csr, labels, { ...options, ...(options.threads && { threads: Math.round(options.threads) }) }),
    },
  },
] satisfies readonly Mutant[]
