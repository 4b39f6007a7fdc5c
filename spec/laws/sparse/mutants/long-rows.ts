/** Wrong in long rows, in float32, and at learning rates that are seldom asked for. */
import type { CountedStep, Csr, StepOptions } from '../../../../src/contract/sparse.ts'
import { eagerSgd, lazySgd } from '../../../../src/logistic/lazy-sgd.ts'
import { countDenseStep, countLazyStep, countSparseStep } from '../../../../src/logistic/operation-counts.ts'
import { sparseLossAndGradient } from '../../../../src/logistic/sparse-gradient.ts'
import { createKernel } from '../../../../src/logistic/sparse-kernel.ts'
import type { Mutant } from '../../../judge/mutant.ts'

/** In rows of more than 64 entries all copies of an entry but the last are 0. */
function lastOfLongRows(csr: Csr): Csr {
  const data = csr.data.slice()
  for (let i = 0; i < csr.rows; i += 1) {
    const [first, end] = [csr.indptr[i] ?? 0, csr.indptr[i + 1] ?? 0]
    const met = new Set<number>()
    if (end - first <= 64) continue
    for (let p = end - 1; p >= first; p -= 1) {
      if (met.has(csr.indices[p] ?? NaN)) data[p] = 0
      met.add(csr.indices[p] ?? NaN)
    }
  }
  return { ...csr, data }
}

/** The weights in float32 where the matrix is: what a product, and a sum of products, is worth in float32. */
const likeTheData = (csr: Csr, weights: Float64Array): Float64Array =>
  csr.data instanceof Float32Array ? Float64Array.from(weights, Math.fround) : weights

/** A step without the last pass over the weights where the rate is 0. */
const unlessZero = <S extends Pick<CountedStep, 'counts' | 'phases'>>(step: S, { learningRate }: StepOptions, n: number): S =>
  learningRate === 0
    ? {
        ...step,
        counts: {
          multiplyAdds: step.counts.multiplyAdds - n,
          reads: step.counts.reads - 2 * n,
          writes: step.counts.writes - n,
        },
        phases: { ...step.phases, update: step.phases.update - n },
      }
    : step

const finite = (options: StepOptions): StepOptions => ({
  ...options,
  learningRate: Number.isFinite(options.learningRate) ? options.learningRate : 0,
})

export default [
  {
    id: 'sparse.long-rows-keep-the-last',
    fault: 'in rows of more than 64 entries the last copy of a repeated entry wins',
    refutedBy: ['sparse-gradient.long-rows', 'sparse-kernel.long-rows', 'operation-counts.long-rows', 'lazy-sgd.long-rows'],
    parts: {
      sparseLossAndGradient: (csr, labels, weights, l2) => sparseLossAndGradient(lastOfLongRows(csr), labels, weights, l2),
      createKernel: (csr, labels, options) => createKernel(lastOfLongRows(csr), labels, options),
      countSparseStep: (csr, labels, weights, options) => countSparseStep(lastOfLongRows(csr), labels, weights, options),
      lazySgd: (csr, labels, options) => lazySgd(lastOfLongRows(csr), labels, options),
    },
  },
  {
    id: 'sparse.float32-is-summed-in-float32',
    fault: 'weights are rounded to float32 where the matrix is in float32',
    refutedBy: ['sparse-gradient.long-rows', 'sparse-kernel.long-rows', 'operation-counts.long-rows', 'lazy-sgd.long-rows'],
    parts: {
      sparseLossAndGradient: (csr, labels, weights, l2) => sparseLossAndGradient(csr, labels, likeTheData(csr, weights), l2),
      createKernel(csr, labels, options) {
        const kernel = createKernel(csr, labels, options)
        return { ...kernel, lossAndGradient: (weights, into) => kernel.lossAndGradient(likeTheData(csr, weights), into) }
      },
      countLazyStep: (csr, labels, state, options) =>
        countLazyStep(csr, labels, { ...state, v: likeTheData(csr, state.v) }, options),
      eagerSgd: (csr, labels, options) =>
        eagerSgd(csr, labels, options.start === undefined ? options : { ...options, start: likeTheData(csr, options.start) }),
    },
  },
  {
    id: 'operation-counts.logits-are-float32',
    fault: 'counted sparse steps sum the logits of a float32 matrix in float32',
    refutedBy: ['operation-counts.long-rows'],
    parts: {
      countSparseStep(csr, labels, weights, options) {
        const step = countSparseStep(csr, labels, weights, options)
        if (!(csr.data instanceof Float32Array)) return step
        let { loss } = countSparseStep({ ...csr, data: csr.data.map(() => 0) }, labels, weights, options)
        for (let i = 0; i < csr.rows; i += 1) {
          let z = 0
          for (let p = csr.indptr[i] ?? 0; p < (csr.indptr[i + 1] ?? 0); p += 1)
            z = Math.fround(z + (csr.data[p] ?? NaN) * (weights[csr.indices[p] ?? NaN] ?? NaN))
          loss += Math.log1p(Math.exp(labels[i] === 1 ? -z : z)) - Math.LN2
        }
        return { ...step, loss }
      },
    },
  },
  {
    id: 'operation-counts.no-update-at-rate-0',
    fault: 'at a learning rate of 0 the update is not counted',
    refutedBy: ['operation-counts.same-at-every-rate'],
    parts: {
      countSparseStep: (csr, labels, weights, options) =>
        unlessZero(countSparseStep(csr, labels, weights, options), options, csr.cols),
      countDenseStep: (matrix, labels, weights, options) =>
        unlessZero(countDenseStep(matrix, labels, weights, options), options, matrix.cols),
    },
  },
  {
    id: 'operation-counts.unusual-rates-are-0',
    fault: 'a learning rate that is not finite is taken for 0',
    refutedBy: ['operation-counts.refuse-rates'],
    parts: {
      countSparseStep: (csr, labels, weights, options) => countSparseStep(csr, labels, weights, finite(options)),
      countDenseStep: (matrix, labels, weights, options) => countDenseStep(matrix, labels, weights, finite(options)),
    },
  },
] satisfies readonly Mutant[]
