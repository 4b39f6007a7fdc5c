/** The kernels that the bench knows: ours in its forms, the dense twin, and a planted one that only serves to show what the estimators see. */
import { denseLossAndGradient } from '../src/logistic/dense-gradient.ts'
import { createKernel, type KernelOptions } from '../src/logistic/sparse-kernel.ts'
import { csrToDense } from '../src/numeric/csr.ts'
import type { Kernel } from './kernel.ts'

/** The kernel as users get it. */
export function sparseKernel(name: string, options: KernelOptions): Kernel {
  return {
    name,
    storage: 'sparse',
    prepare({ csr, labels, weights, l2 }) {
      const kernel = createKernel(csr, labels, { ...options, l2 })
      const gradient = new Float64Array(csr.cols)
      return { lossAndGradient: () => kernel.lossAndGradient(weights, gradient), close: () => kernel.close() }
    },
  }
}

/** All m n cells, zeros included. */
export const dense: Kernel = {
  name: 'dense',
  storage: 'dense',
  prepare({ csr, labels, weights, l2 }) {
    const matrix = csrToDense(csr)
    return { lossAndGradient: () => denseLossAndGradient(matrix, labels, weights, l2), close() {} }
  },
}
