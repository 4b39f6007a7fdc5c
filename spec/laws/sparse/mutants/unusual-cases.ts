/** Wrong where the usual inputs do not go: a penalty of just 1, a file whose only column is 0. */
import { parseLibsvm } from '../../../../src/data/parse-libsvm.ts'
import { createKernel } from '../../../../src/logistic/sparse-kernel.ts'
import type { Mutant } from '../../../judge/mutant.ts'

export default [
  {
    id: 'sparse-kernel.no-penalty-of-one',
    fault: 'a penalty of 1 is left out of the loss',
    refutedBy: ['sparse-kernel.penalty-adds-half-l2-squared-norm'],
    parts: {
      createKernel(csr, labels, options = {}) {
        const kernel = createKernel(csr, labels, options)
        if (options.l2 !== 1) return kernel
        const plain = createKernel(csr, labels, { ...options, l2: 0 })
        return {
          ...kernel,
          lossAndGradient: (weights, into) => ({
            ...kernel.lossAndGradient(weights, into),
            loss: plain.lossAndGradient(weights).loss,
          }),
          close() {
            kernel.close()
            plain.close()
          },
        }
      },
    },
  },
  {
    id: 'libsvm.lone-column-is-lost',
    fault: 'a file whose only column is 0 has no columns',
    refutedBy: ['libsvm.reads'],
    parts: {
      parseLibsvm(text, options) {
        const read = parseLibsvm(text, options)
        return options?.cols === undefined && read.csr.cols === 1 ? { ...read, csr: { ...read.csr, cols: 0 } } : read
      },
    },
  },
] satisfies Mutant[]
