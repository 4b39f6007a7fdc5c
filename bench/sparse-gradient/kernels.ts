/** The kernels that the bench knows: ours as users get it, its dense twins, and a planted one that shows what the estimators see. */
import type { LossAndGradient, KernelOptions } from '../../src/contract/sparse.ts'
import { denseLossAndGradient } from '../../src/logistic/dense-gradient.ts'
import { sparseLossAndGradient } from '../../src/logistic/sparse-gradient.ts'
import { createKernel } from '../../src/logistic/sparse-kernel.ts'
import { csrToDense } from '../../src/numeric/csr.ts'
import type { Kernel, Prepared } from './kernel.ts'
import type { Problem } from './problem.ts'
import { denseBytes } from './wasm/bytes.ts'
import { loadWasm } from './wasm/load.ts'

/** The kernel as users get it. */
export function sparseKernel(name: string, options: KernelOptions): Kernel {
  return {
    name,
    storage: 'sparse',
    prepare({ csr, labels, weights, l2 }) {
      const kernel = createKernel(csr, labels, { ...options, l2 })
      const gradient = new Float64Array(csr.cols)
      return {
        layout: kernel.layout ?? 'rows',
        lossAndGradient: () => kernel.lossAndGradient(weights, gradient),
        close: () => kernel.close(),
      }
    },
  }
}

/** All m n cells, zeros included, in plain JavaScript. */
export const denseJs: Kernel = {
  name: 'dense js',
  storage: 'dense',
  prepare({ csr, labels, weights, l2 }) {
    const matrix = csrToDense(csr)
    return { lossAndGradient: () => denseLossAndGradient(matrix, labels, weights, l2), close() {} }
  },
}

/** The same with WebAssembly SIMD for the two passes over a row; plain JavaScript where there is none. */
export const dense: Kernel = {
  name: 'dense',
  storage: 'dense',
  prepare: (problem) => denseWasm(problem) ?? denseJs.prepare(problem),
}

interface DensePasses {
  dot(row: number, end: number, weights: number): number
  axpy(row: number, end: number, gradient: number, residual: number): void
}

function denseWasm({ m, n, csr, labels, weights, l2 }: Problem): Prepared | undefined {
  const stride = 64 * Math.ceil(n / 8)
  const loaded = loadWasm(denseBytes, (m + 2) * stride)
  if (loaded === undefined) return undefined
  const passes = loaded.exports as DensePasses
  const [weightsAt, gradientAt] = [m * stride, (m + 1) * stride]
  const values = new Float64Array(loaded.memory.buffer)
  const cells = csrToDense(csr).values
  for (let i = 0; i < m; i += 1) values.set(cells.subarray(i * n, (i + 1) * n), (i * stride) / 8)
  const w = values.subarray(weightsAt / 8, weightsAt / 8 + n)
  const gradient = values.subarray(gradientAt / 8, gradientAt / 8 + n)
  const lossAndGradient = (): LossAndGradient => {
    w.set(weights)
    let squares = 0
    for (let j = 0; j < n; j += 1) {
      const weight = weights[j] as number
      gradient[j] = l2 * weight
      squares += weight * weight
    }
    let loss = (l2 / 2) * squares
    for (let i = 0; i < m; i += 1) {
      const z = passes.dot(i * stride, (i + 1) * stride, weightsAt)
      const y = labels[i] === 1 ? 1 : 0
      const t = Math.exp(-Math.abs(z))
      loss += Math.log1p(t) + Math.max(z, 0) - y * z
      passes.axpy(i * stride, (i + 1) * stride, gradientAt, (z >= 0 ? 1 : t) / (1 + t) - y)
    }
    return { loss, gradient }
  }
  return { lossAndGradient, close() {} }
}

/** The right answer, after k^2 idle multiplications a row: what a pass over all pairs of a row's entries would cost. */
export const plantedSquare: Kernel = {
  name: 'planted m k^2',
  storage: 'sparse',
  prepare({ csr, labels, weights, l2 }) {
    return {
      lossAndGradient() {
        const { loss, gradient } = sparseLossAndGradient(csr, labels, weights, l2)
        return { loss: Number.isNaN(pairs(csr.indptr, csr.data)) ? NaN : loss, gradient }
      },
      close() {},
    }
  },
}

function pairs(indptr: Int32Array, data: Float64Array | Float32Array): number {
  let sum = 0
  for (let i = 0; i + 1 < indptr.length; i += 1) {
    const [start, stop] = [indptr[i] as number, indptr[i + 1] as number]
    for (let p = start; p < stop; p += 1) for (let q = start; q < stop; q += 1) sum += (data[p] as number) * (data[q] as number)
  }
  return sum
}
