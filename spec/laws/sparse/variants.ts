/** Other right ways to do what the sparse room does. */
import type { Csr } from '../../../src/contract/sparse.ts'
import { parseLibsvm, parseLibsvmChunks } from '../../../src/data/parse-libsvm.ts'
import { denseLossAndGradient } from '../../../src/logistic/dense-gradient.ts'
import { eagerSgd, lazySgd } from '../../../src/logistic/lazy-sgd.ts'
import { sparseLossAndGradient } from '../../../src/logistic/sparse-gradient.ts'
import { createKernel } from '../../../src/logistic/sparse-kernel.ts'
import { csrToDense, validateCsr } from '../../../src/numeric/csr.ts'
import type { Variant } from '../../judge/mutant.ts'

/** The same matrix with the entries of each row in reverse. */
function reversed(csr: Csr): Csr {
  const [indices, data] = [csr.indices.slice(), csr.data.slice()]
  for (const list of [indices, data])
    for (let i = 0; i < csr.rows; i += 1) list.subarray(csr.indptr[i], csr.indptr[i + 1]).reverse()
  return { ...csr, indices, data }
}

export default [
  {
    id: 'sparse-gradient.through-dense',
    because: 'over all cells: zeros add nothing, and copies of an entry are summed before instead of after',
    parts: {
      sparseLossAndGradient(csr, labels, weights, l2) {
        if (csr.rows * csr.cols > 1e6) return sparseLossAndGradient(csr, labels, weights, l2)
        sparseLossAndGradient(csr, labels, weights, l2) // for its refusals
        return denseLossAndGradient(csrToDense(csr), labels, weights, l2)
      },
    },
  },
  {
    id: 'sparse-kernel.rows-in-reverse',
    because: 'the entries of a row are summed from the other end: the order of a sum is free',
    parts: {
      createKernel: (csr, labels, options) => {
        validateCsr(csr, 'createKernel')
        return createKernel(reversed(csr), labels, options)
      },
    },
  },
  {
    id: 'sparse-kernel.plain',
    because: 'the plain form under the name of the fast one: slower, as right',
    parts: {
      createKernel: (csr, labels, options = {}) => {
        const kernel = createKernel(csr, labels, { ...options, engine: 'js' })
        const { engine = 'wasm', threads = 1 } = options
        return {
          engine,
          threads: engine === 'js' ? 1 : threads,
          lossAndGradient: (weights, into) => kernel.lossAndGradient(weights, into),
          close: () => kernel.close(),
        }
      },
    },
  },
  {
    id: 'lazy-sgd.eager-for-lazy',
    because: 'all weights are written in every step: more work, the same weights',
    parts: {
      lazySgd(csr, labels, options) {
        lazySgd(csr, labels, options) // for its refusals
        return eagerSgd(csr, labels, options)
      },
    },
  },
  {
    id: 'operation-counts.by-formula',
    because: 'the counts are a closed form, and loss and weights come from the gradient',
    parts: {
      countSparseStep(csr, labels, weights, { learningRate, l2 }) {
        if (!Number.isFinite(learningRate)) throw new RangeError(`countSparseStep: learningRate ${learningRate} is not finite`)
        const [m, n, nnz] = [csr.rows, csr.cols, csr.indices.length]
        const { loss, gradient } = sparseLossAndGradient(csr, labels, weights, l2)
        return {
          loss,
          weights: weights.map((weight, j) => weight - learningRate * (gradient[j] ?? NaN)),
          counts: { multiplyAdds: 2 * nnz + 2 * m + 3 * n, reads: 6 * nnz + 5 * m + 3 * n, writes: nnz + 2 * m + 2 * n },
          phases: { forward: nnz, loss: 2 * m, backward: nnz, update: 3 * n },
        }
      },
    },
  },
  {
    id: 'libsvm.byte-by-byte',
    because: 'pieces of one byte are a text too, and of 64 where the text is long: a token is read anew with each of its pieces',
    parts: {
      parseLibsvm(text, options) {
        const bytes = typeof text === 'string' ? Buffer.from(text) : text
        const size = bytes.length > 2000 ? 64 : 1
        const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.slice(i * size, (i + 1) * size))
        return parseLibsvmChunks(pieces, options)
      },
      parseLibsvmChunks: (chunks, options) => parseLibsvm(Buffer.concat([...chunks]), options),
    },
  },
  {
    id: 'sparse-kernel.in-javascript',
    because: 'a kernel need not be WebAssembly, nor have threads: this one says so, and has the same loss and gradient',
    isForeign: true,
    parts: {
      createKernel(csr, labels, { l2 = 0 } = {}) {
        sparseLossAndGradient(csr, labels, new Float64Array(csr.cols), l2) // for its refusals
        let isClosed = false
        return {
          engine: 'js',
          threads: 1,
          lossAndGradient(weights, into) {
            if (isClosed) throw new Error('no more')
            const { loss, gradient } = sparseLossAndGradient(csr, labels, weights, l2)
            into?.set(gradient)
            return { loss, gradient: into ?? gradient }
          },
          close: () => (isClosed = true),
        }
      },
    },
  },
  {
    id: 'sparse.refusals-in-other-words',
    because: 'the contract asks for the type of an error, and for the place in a text, not for our words',
    isForeign: true,
    parts: {
      validateCsr: (csr) => inOtherWords(() => validateCsr(csr)),
      sparseLossAndGradient: (...args) => inOtherWords(() => sparseLossAndGradient(...args)),
      eagerSgd: (...args) => inOtherWords(() => eagerSgd(...args)),
      lazySgd: (...args) => inOtherWords(() => lazySgd(...args)),
      parseLibsvm: (...args) => inOtherWords(() => parseLibsvm(...args)),
      parseLibsvmChunks: (...args) => inOtherWords(() => parseLibsvmChunks(...args)),
    },
  },
] satisfies readonly Variant[]

/** Runs `part`; what it throws says no more than its type, and where in a text. */
function inOtherWords<T>(part: () => T): T {
  try {
    return part()
  } catch (error) {
    const [place = ''] = /line \d+, column \d+/.exec(String(error)) ?? []
    throw error instanceof SyntaxError ? new SyntaxError(`nein: ${place}`) : new RangeError('nein')
  }
}
