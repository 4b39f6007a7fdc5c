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
  {
    id: 'sparse-kernel.closing-moves-the-others',
    fault: 'a kernel that is closed takes the memory of those made after it along',
    refutedBy: ['sparse-kernel.several-on-one-matrix'],
    parts: (() => {
      const open = new Map<unknown, number>()
      return {
        createKernel(csr, labels, options) {
          const kernel = createKernel(csr, labels, options)
          const mine = (open.get(csr.data) ?? 0) + 1
          open.set(csr.data, mine)
          return {
            ...kernel,
            lossAndGradient(weights, into) {
              const right = kernel.lossAndGradient(weights, into)
              return mine > (open.get(csr.data) ?? 0) ? { ...right, loss: right.loss + 1 } : right
            },
            close() {
              open.set(csr.data, mine - 1)
              kernel.close()
            },
          }
        },
      }
    })(),
  },
  {
    id: 'sparse-kernel.keeps-its-memory',
    fault: 'a kernel that is closed keeps its memory and its threads',
    refutedBy: ['sparse-kernel.gives-its-memory-back', 'sparse-kernel.ends-its-threads'],
    parts: {
      createKernel(csr, labels, options) {
        const kernel = createKernel(csr, labels, options)
        let closed = false
        return {
          ...kernel,
          lossAndGradient(weights, into) {
            if (closed) throw new Error('lossAndGradient: the kernel was used after close')
            return kernel.lossAndGradient(weights, into)
          },
          close: () => void (closed = true),
        }
      },
    },
  },
  {
    id: 'sparse-kernel.no-columns-no-loss',
    fault: 'a matrix without columns has no loss',
    refutedBy: ['sparse-kernel.of-nothing'],
    parts: {
      createKernel(csr, labels, options) {
        const kernel = createKernel(csr, labels, options)
        if (csr.cols > 0) return kernel
        return { ...kernel, lossAndGradient: (weights, into) => ({ ...kernel.lossAndGradient(weights, into), loss: 0 }) }
      },
    },
  },
] satisfies readonly Mutant[]
