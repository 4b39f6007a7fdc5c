/** Wrong operation counts. */
import type { CountedStep, PhaseCounts, Csr } from '../../../../src/contract/sparse.ts'
import { countDenseStep, countLazyStep, countSparseStep } from '../../../../src/logistic/operation-counts.ts'
import type { Mutant } from '../../../judge/mutant.ts'

/** The step with more (or fewer) multiply-adds in one phase. */
const plus = <S extends Pick<CountedStep, 'counts' | 'phases'>>(step: S, phase: keyof PhaseCounts, more: number): S => ({
  ...step,
  counts: { ...step.counts, multiplyAdds: step.counts.multiplyAdds + more },
  phases: { ...step.phases, [phase]: step.phases[phase] + more },
})

/** The reference's sparse steps, all weights written and lazy, with more multiply-adds in one phase. */
const sparseSteps = (
  phase: keyof PhaseCounts,
  more: (csr: Csr, phases: PhaseCounts) => number,
): Pick<Mutant['parts'], 'countSparseStep' | 'countLazyStep'> => ({
  countSparseStep(csr, labels, weights, options) {
    const step = countSparseStep(csr, labels, weights, options)
    return plus(step, phase, more(csr, step.phases))
  },
  countLazyStep(csr, labels, weights, options) {
    const step = countLazyStep(csr, labels, weights, options)
    return plus(step, phase, more(csr, step.phases))
  },
})

export default [
  {
    id: 'operation-counts.any-penalty-is-counted',
    fault: 'counted steps pay a penalty that is no penalty: negative, or no number',
    refutedBy: ['operation-counts.refuse', 'dense-gradient.refuses'],
    parts: {
      countSparseStep: (csr, labels, weights, { learningRate, l2 = 0 }) =>
        countSparseStep(csr, labels, weights, { learningRate, l2: l2 > 0 ? Math.min(l2, 1e9) : 0 }),
      countDenseStep: (matrix, labels, weights, { learningRate, l2 = 0 }) =>
        countDenseStep(matrix, labels, weights, { learningRate, l2: l2 > 0 ? Math.min(l2, 1e9) : 0 }),
    },
  },
  {
    id: 'operation-counts.dense-step-adds-a-weight',
    fault: 'the dense step gives a weight more than there are columns',
    refutedBy: ['operation-counts.steps-are-gradient-steps'],
    parts: {
      countDenseStep(matrix, labels, weights, options) {
        const step = countDenseStep(matrix, labels, weights, options)
        return { ...step, weights: Float64Array.of(...step.weights, 99) }
      },
    },
  },
  {
    id: 'operation-counts.step-goes-up',
    fault: 'the counted step over all cells goes up the gradient',
    refutedBy: ['operation-counts.steps-are-gradient-steps'],
    parts: {
      countDenseStep: (matrix, labels, weights, options) =>
        countDenseStep(matrix, labels, weights, { ...options, learningRate: -options.learningRate }),
    },
  },
  {
    id: 'operation-counts.forward-visits-all-columns',
    fault: 'the forward pass loops over all n columns of a row',
    refutedBy: [
      'operation-counts.sparse',
      'operation-counts.lazy',
      'operation-counts.empty-columns',
      'count-gradient-step.slopes',
      'gradient-step-cost.is-the-counted-cost',
      'q3.forward',
    ],
    parts: sparseSteps('forward', ({ rows, cols, indices }) => rows * cols - indices.length),
  },
  {
    id: 'operation-counts.row-gradients-are-dense',
    fault: 'the gradient of every row is made dense before it is added',
    refutedBy: ['operation-counts.sparse', 'operation-counts.empty-columns'],
    parts: {
      countSparseStep(csr, labels, weights, options) {
        const step = countSparseStep(csr, labels, weights, options)
        return { ...step, counts: { ...step.counts, writes: step.counts.writes + csr.rows * csr.cols } }
      },
    },
  },
  {
    id: 'operation-counts.backward-costs-mnk',
    fault: 'every stored value touches a whole dense gradient: the backward pass costs m*n*k',
    refutedBy: [
      'operation-counts.sparse',
      'operation-counts.lazy',
      'gradient-step-cost.is-the-counted-cost',
      'q3.backward',
      'q3.sparsity-reduces-the-cost',
    ],
    parts: sparseSteps('backward', ({ cols, indices }) => (cols - 1) * indices.length),
  },
  {
    id: 'operation-counts.update-costs-nk',
    fault: 'the update is paid once for each entry of a row: n k',
    refutedBy: [
      'operation-counts.sparse',
      'operation-counts.lazy',
      'operation-counts.empty-columns',
      'gradient-step-cost.is-the-counted-cost',
      'q3.update',
    ],
    parts: sparseSteps('update', ({ rows, indices }, { update }) => (rows === 0 ? 0 : (indices.length / rows - 1) * update)),
  },
  {
    id: 'operation-counts.update-lacks-n',
    fault: 'the n term is dropped from the cost of a step that writes all weights',
    refutedBy: [
      'operation-counts.sparse',
      'operation-counts.empty-columns',
      'count-gradient-step.slopes',
      'gradient-step-cost.is-the-counted-cost',
      'q3.update',
      'q3.total',
    ],
    parts: {
      countSparseStep(csr, labels, weights, options) {
        return plus(countSparseStep(csr, labels, weights, options), 'update', -3 * csr.cols)
      },
    },
  },
  {
    id: 'operation-counts.loss-per-stored-value',
    fault: 'the loss is evaluated once for each stored value',
    refutedBy: ['operation-counts.sparse', 'operation-counts.lazy', 'gradient-step-cost.is-the-counted-cost', 'q3.loss'],
    parts: sparseSteps('loss', ({ rows, indices }) => 2 * (indices.length - rows)),
  },
  {
    id: 'operation-counts.lazy-sweeps-all-columns',
    fault: 'the lazy step sweeps all columns for the penalty',
    refutedBy: ['operation-counts.lazy', 'operation-counts.empty-columns', 'count-gradient-step.slopes', 'q3.update', 'q3.total'],
    parts: {
      countLazyStep(csr, labels, weights, options) {
        return plus(countLazyStep(csr, labels, weights, options), 'update', csr.cols)
      },
    },
  },
  {
    id: 'operation-counts.lazy-forgets-the-scale',
    fault: 'the lazy step forgets that the scale shrinks',
    refutedBy: ['operation-counts.lazy'],
    parts: {
      countLazyStep(csr, labels, weights, options) {
        const step = countLazyStep(csr, labels, weights, options)
        return { ...step, weights: { ...step.weights, scale: weights.scale } }
      },
    },
  },
  {
    id: 'operation-counts.dense-skips-zeros',
    fault: 'the dense step skips the cells that are zero',
    refutedBy: ['operation-counts.dense', 'count-gradient-step.slopes', 'gradient-step-cost.is-the-counted-cost'],
    parts: {
      countDenseStep(matrix, labels, weights, options) {
        const skipped = matrix.values.filter((value) => value === 0).length
        return plus(countDenseStep(matrix, labels, weights, options), 'forward', -skipped)
      },
    },
  },
] satisfies readonly Mutant[]
