/** Kernels that share, sum or spill wrongly. */
import type { LossAndGradient, SparseKernel, Csr } from '../../../../src/contract/sparse.ts'
import { createKernel } from '../../../../src/logistic/sparse-kernel.ts'
import type { Mutant } from '../../../judge/mutant.ts'

/** A gradient that leaves out every other copy of a column that stands twice in succession, as two lanes that store over each other do. */
function lanesCollide({ indptr, indices, data, ...shape }: Csr): Csr {
  const zeroed = data.slice()
  for (let i = 0; i < shape.rows; i += 1) {
    for (let p = indptr[i] ?? 0; p + 1 < (indptr[i + 1] ?? 0); p += 2) if (indices[p] === indices[p + 1]) zeroed[p] = 0
  }
  return { ...shape, indptr, indices, data: zeroed }
}

/** The reference kernel with another result. */
const kernelWith =
  (change: (result: LossAndGradient, calls: number, threads: number) => LossAndGradient): typeof createKernel =>
  (csr, labels, options) => {
    const kernel: SparseKernel = createKernel(csr, labels, options)
    let calls = 0
    return {
      ...kernel,
      lossAndGradient(weights, into) {
        calls += 1
        return change(kernel.lossAndGradient(weights, into), calls, kernel.threads)
      },
    }
  }

export default [
  {
    id: 'sparse-kernel.equal-lanes-overwrite',
    fault: 'two lanes that hold the same column store over each other',
    refutedBy: ['sparse-kernel.equals-plain'],
    parts: {
      createKernel: (csr, labels, options) => {
        const right = createKernel(csr, labels, options)
        const wrong = createKernel(lanesCollide(csr), labels, options)
        return {
          ...right,
          lossAndGradient: (weights) => ({
            ...right.lossAndGradient(weights),
            gradient: wrong.lossAndGradient(weights).gradient,
          }),
        }
      },
    },
  },
  {
    id: 'sparse-kernel.odd-partner-is-counted',
    fault: 'the loss of the partner of an odd last row is counted',
    refutedBy: ['sparse-kernel.is-the-gradient', 'sparse-kernel.equals-plain', 'sparse-kernel.wasm-equals-js'],
    parts: {
      createKernel(csr, labels, options) {
        const odd = csr.rows % 2 === 1 && options?.engine !== 'js'
        return kernelWith(({ loss, gradient }) => ({ loss: odd ? loss + Math.LN2 : loss, gradient }))(csr, labels, options)
      },
    },
  },
  {
    id: 'sparse-kernel.exp-has-too-low-a-degree',
    fault: 'the polynomial of exp has a degree too little: relative errors of 1e-14',
    refutedBy: ['sparse-kernel.accurate-to-the-last-places'],
    parts: {
      createKernel: kernelWith(({ loss, gradient }) => ({
        loss: loss * (1 + 1e-14),
        gradient: gradient.map((g) => g * (1 + 1e-14)),
      })),
    },
  },
  {
    id: 'sparse-kernel.threads-add-as-they-end',
    fault: 'the parts of the threads are added in the order in which they end',
    refutedBy: ['sparse-kernel.threads'],
    parts: {
      createKernel: kernelWith(({ loss, gradient }, calls, threads) =>
        threads > 1 && calls % 2 === 0 ? { loss, gradient: gradient.map((g) => g * (1 + 2 ** -52)) } : { loss, gradient },
      ),
    },
  },
  {
    id: 'sparse-kernel.last-thread-is-lost',
    fault: 'the part of the last thread is lost',
    refutedBy: ['sparse-kernel.threads'],
    parts: {
      createKernel: kernelWith(({ loss, gradient }, _calls, threads) =>
        threads > 1
          ? { loss: loss * (1 - 1 / threads), gradient: gradient.map((g) => g * (1 - 1 / threads)) }
          : { loss, gradient },
      ),
    },
  },
  {
    id: 'sparse-kernel.gradient-is-a-view',
    fault: 'the gradient is a view of the kernel, which the next one overwrites',
    refutedBy: ['sparse-kernel.arguments'],
    parts: {
      createKernel(csr, labels, options) {
        const kernel = createKernel(csr, labels, options)
        const view = new Float64Array(csr.cols)
        return { ...kernel, lossAndGradient: (weights, into = view) => kernel.lossAndGradient(weights, into) }
      },
    },
  },
  {
    id: 'sparse-kernel.in-place-scales-twice',
    fault: 'a matrix in place is scaled where it lies, and so twice by a second kernel',
    refutedBy: ['sparse-kernel.in-place'],
    parts: {
      createKernel(csr, labels, options) {
        if (csr.data.buffer instanceof SharedArrayBuffer) csr.data.forEach((value, p) => (csr.data[p] = 2 * value))
        return createKernel(csr, labels, options)
      },
    },
  },
] satisfies readonly Mutant[]
