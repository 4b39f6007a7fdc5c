/** Every mutant of sparse kernels, counts, updates and readers. */
import type { Mutant } from '../../mutant.ts'
import csr from './csr.ts'
import kernelLayout from './kernel-layout.ts'
import lazySgd from './lazy-sgd.ts'
import libsvm from './libsvm.ts'
import operationCounts from './operation-counts.ts'
import sparseGradient from './sparse-gradient.ts'
import sparseKernel from './sparse-kernel.ts'

const sparse: readonly Mutant[] = [sparseGradient, csr, sparseKernel, kernelLayout, operationCounts, lazySgd, libsvm].flat()

export default sparse
