/** Wrong sparse kernels, counts, updates and readers. */
import { formatLibsvm } from '../../src/data/format-libsvm.ts'
import { readLibsvm } from '../../src/data/libsvm-file.ts'
import type { Libsvm } from '../../src/data/libsvm.ts'
import { parseLibsvm, parseLibsvmChunks } from '../../src/data/parse-libsvm.ts'
import { eagerSgd, lazySgd } from '../../src/logistic/lazy-sgd.ts'
import {
  countDenseStep,
  countLazyStep,
  countSparseStep,
  type CountedStep,
  type PhaseCounts,
} from '../../src/logistic/operation-counts.ts'
import { sparseLossAndGradient, type LossAndGradient } from '../../src/logistic/sparse-gradient.ts'
import { createKernel, type SparseKernel } from '../../src/logistic/sparse-kernel.ts'
import { csrFromDense, csrFromTriplets, csrToDense, csrVerbatim, validateCsr, type Csr } from '../../src/numeric/csr.ts'
import { randomCsr } from '../../src/numeric/random-csr.ts'
import type { Mutant } from '../mutant.ts'

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

/** The last of several copies of an entry wins. */
function overwritten({ rows, cols, indptr, indices, data }: Csr): Csr {
  const byRow = Array.from({ length: rows }, (_, i) => {
    const kept = new Map<number, number>()
    for (let p = indptr[i] ?? 0; p < (indptr[i + 1] ?? 0); p += 1) kept.set(indices[p] ?? NaN, data[p] ?? NaN)
    return [...kept]
  })
  return csrVerbatim(byRow, cols)
}

/** A gradient that leaves out every other copy of a column that stands twice in succession, as two lanes that store over each other do. */
function lanesCollide({ indptr, indices, data, ...shape }: Csr): Csr {
  const zeroed = data.slice()
  for (let i = 0; i < shape.rows; i += 1) {
    for (let p = indptr[i] ?? 0; p + 1 < (indptr[i + 1] ?? 0); p += 2) if (indices[p] === indices[p + 1]) zeroed[p] = 0
  }
  return { ...shape, indptr, indices, data: zeroed }
}

const naiveLoss = (u: number): number => Math.log(1 + Math.exp(u))

const gradients: readonly Mutant[] = [
  {
    id: 'M48',
    fault: 'of several copies of an entry the last one is kept',
    refutedBy: ['csr.duplicates-are-summed', 'sparse-gradient.duplicates-are-summed', 'sparse-gradient.equals-dense'],
    parts: {
      csrFromTriplets: (rows, cols, triplets) =>
        csrFromTriplets(rows, cols, new Map([...triplets].map((triplet) => [`${triplet[0]} ${triplet[1]}`, triplet])).values()),
      sparseLossAndGradient: (csr, labels, weights, l2) => sparseLossAndGradient(overwritten(csr), labels, weights, l2),
    },
  },
  {
    id: 'MS1',
    fault: 'the last entry of a row is left out',
    refutedBy: ['sparse-gradient.equals-dense', 'sparse-gradient.is-the-slope', 'sparse-gradient.many-blocks'],
    parts: {
      sparseLossAndGradient(csr, labels, weights, l2) {
        const right = sparseLossAndGradient(csr, labels, weights, l2)
        const data = csr.data.slice()
        for (let i = 0; i < csr.rows; i += 1) {
          const last = (csr.indptr[i + 1] ?? 0) - 1
          if (last >= (csr.indptr[i] ?? 0)) data[last] = 0
        }
        return { ...right, gradient: sparseLossAndGradient({ ...csr, data }, labels, weights, l2).gradient }
      },
    },
  },
  {
    id: 'MS2',
    fault: 'log(1 + exp(u)) as it is written: it overflows, and small losses are lost',
    refutedBy: ['sparse-gradient.stable'],
    parts: {
      sparseLossAndGradient(csr, labels, weights, l2) {
        const { gradient } = sparseLossAndGradient(csr, labels, weights, l2)
        let loss = weights.reduce((sum, weight) => sum + ((l2 ?? 0) / 2) * weight * weight, 0)
        for (let i = 0; i < csr.rows; i += 1) {
          let z = 0
          for (let p = csr.indptr[i] ?? 0; p < (csr.indptr[i + 1] ?? 0); p += 1)
            z += (csr.data[p] ?? NaN) * (weights[csr.indices[p] ?? NaN] ?? NaN)
          loss += naiveLoss(labels[i] === 1 ? -z : z)
        }
        return { loss, gradient }
      },
    },
  },
  {
    id: 'MS3',
    fault: 'the penalty lacks its half',
    refutedBy: ['sparse-gradient.equals-dense', 'sparse-gradient.is-the-slope'],
    parts: {
      sparseLossAndGradient(csr, labels, weights, l2 = 0) {
        const right = sparseLossAndGradient(csr, labels, weights, l2)
        return { ...right, loss: right.loss + (l2 / 2) * weights.reduce((sum, weight) => sum + weight * weight, 0) }
      },
    },
  },
  {
    id: 'MS4',
    fault: 'the penalty is divided by the number of columns, so that empty columns change it',
    refutedBy: ['sparse-gradient.empty-columns-change-nothing', 'sparse-gradient.equals-dense'],
    parts: {
      sparseLossAndGradient: (csr, labels, weights, l2 = 0) => sparseLossAndGradient(csr, labels, weights, l2 / csr.cols),
    },
  },
  {
    id: 'MS5',
    fault: 'label 2 passes for label 1',
    refutedBy: ['sparse-gradient.refuses'],
    parts: {
      sparseLossAndGradient: (csr, labels, weights, l2) =>
        sparseLossAndGradient(
          csr,
          Array.from(labels, (label) => Math.min(1, label)),
          weights,
          l2,
        ),
    },
  },
]

const matrices: readonly Mutant[] = [
  {
    id: 'MS6',
    fault: 'the column that equals the number of columns is accepted',
    refutedBy: ['csr.refuses'],
    parts: { validateCsr: (csr) => validateCsr({ ...csr, cols: csr.cols + 1 }) },
  },
  {
    id: 'MS7',
    fault: 'negative cells are dropped as if they were zero',
    refutedBy: ['csr.round-trip'],
    parts: { csrFromDense: (matrix) => csrFromDense({ ...matrix, values: matrix.values.map((value) => Math.max(0, value)) }) },
  },
  {
    id: 'MS8',
    fault: 'columns are drawn without looking whether the row has them',
    refutedBy: ['csr.random'],
    parts: {
      randomCsr(options) {
        const csr = randomCsr(options)
        return { ...csr, indices: csr.indices.map((column) => column & ~1).map((column) => Math.min(column, csr.cols - 1)) }
      },
    },
  },
]

const kernels: readonly Mutant[] = [
  {
    id: 'MS9',
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
    id: 'MS10',
    fault: 'the loss of the partner of an odd last row is counted',
    refutedBy: ['sparse-kernel.equals-plain', 'sparse-kernel.wasm-equals-js'],
    parts: {
      createKernel(csr, labels, options) {
        const odd = csr.rows % 2 === 1 && options?.engine !== 'js'
        return kernelWith(({ loss, gradient }) => ({ loss: odd ? loss + Math.LN2 : loss, gradient }))(csr, labels, options)
      },
    },
  },
  {
    id: 'MS11',
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
    id: 'MS12',
    fault: 'the parts of the threads are added in the order in which they end',
    refutedBy: ['sparse-kernel.threads'],
    parts: {
      createKernel: kernelWith(({ loss, gradient }, calls, threads) =>
        threads > 1 && calls % 2 === 0 ? { loss, gradient: gradient.map((g) => g * (1 + 2 ** -52)) } : { loss, gradient },
      ),
    },
  },
  {
    id: 'MS13',
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
    id: 'MS14',
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
    id: 'MS15',
    fault: 'a matrix in place is scaled where it lies, and so twice by a second kernel',
    refutedBy: ['sparse-kernel.in-place'],
    parts: {
      createKernel(csr, labels, options) {
        if (csr.data.buffer instanceof SharedArrayBuffer) csr.data.forEach((value, p) => (csr.data[p] = 2 * value))
        return createKernel(csr, labels, options)
      },
    },
  },
]

const layouts: readonly Mutant[] = [
  {
    id: 'MS28',
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
    id: 'MS29',
    fault: 'the last row is left out if it alone remains to be read ahead',
    refutedBy: ['sparse-kernel.read-ahead'],
    parts: {
      createKernel(csr, labels, options) {
        if (options?.readAhead === undefined || csr.rows % options.readAhead !== 1) return createKernel(csr, labels, options)
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
]

const costs: readonly Mutant[] = [
  {
    id: 'M44',
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
    id: 'M45',
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
    id: 'count-dense-gradient',
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
    id: 'M46',
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
    id: 'M47',
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
    id: 'count-per-example',
    fault: 'the loss is evaluated once for each stored value',
    refutedBy: ['operation-counts.sparse', 'operation-counts.lazy', 'gradient-step-cost.is-the-counted-cost', 'q3.loss'],
    parts: sparseSteps('loss', ({ rows, indices }) => 2 * (indices.length - rows)),
  },
  {
    id: 'MS16',
    fault: 'the lazy step sweeps all columns for the penalty',
    refutedBy: ['operation-counts.lazy', 'operation-counts.empty-columns', 'count-gradient-step.slopes', 'q3.update', 'q3.total'],
    parts: {
      countLazyStep(csr, labels, weights, options) {
        return plus(countLazyStep(csr, labels, weights, options), 'update', csr.cols)
      },
    },
  },
  {
    id: 'MS17',
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
    id: 'MS18',
    fault: 'the dense step skips the cells that are zero',
    refutedBy: ['operation-counts.dense', 'count-gradient-step.slopes', 'gradient-step-cost.is-the-counted-cost'],
    parts: {
      countDenseStep(matrix, labels, weights, options) {
        const skipped = matrix.values.filter((value) => value === 0).length
        return plus(countDenseStep(matrix, labels, weights, options), 'forward', -skipped)
      },
    },
  },
]

const updates: readonly Mutant[] = [
  {
    id: 'M49',
    fault: 'the lazy weights come back without the final flush: v, not c v',
    refutedBy: ['lazy-sgd.equals-eager'],
    parts: {
      lazySgd(csr, labels, options) {
        const { learningRate, l2 = 0, order } = options
        const scale = (1 - learningRate * l2) ** (order?.length ?? csr.rows)
        return lazySgd(csr, labels, options).map((weight) => weight / Math.max(scale, 1e-9))
      },
    },
  },
  {
    id: 'MS19',
    fault: 'the residual has the sign of the label, not of the error',
    refutedBy: ['lazy-sgd.one-step'],
    parts: {
      lazySgd: (csr, labels, options) =>
        lazySgd(
          csr,
          Array.from(labels, (label) => (label === 1 ? 0 : 1)),
          options,
        ),
      eagerSgd: (csr, labels, options) =>
        eagerSgd(
          csr,
          Array.from(labels, (label) => (label === 1 ? 0 : 1)),
          options,
        ),
    },
  },
  {
    id: 'MS20',
    fault: 'a learning rate that shrinks the weights to nothing is taken for none',
    refutedBy: ['lazy-sgd.refuses'],
    parts: {
      lazySgd: (csr, labels, options) =>
        options.learningRate * (options.l2 ?? 0) >= 1 ? new Float64Array(csr.cols) : lazySgd(csr, labels, options),
    },
  },
]

const asText = (text: string | Uint8Array): string => (typeof text === 'string' ? text : new TextDecoder().decode(text))

const texts: readonly Mutant[] = [
  {
    id: 'MS21',
    fault: 'values are written with six digits',
    refutedBy: ['libsvm.round-trip'],
    parts: {
      formatLibsvm: ({ csr, ...rest }: Libsvm, firstColumn) =>
        formatLibsvm({ ...rest, csr: { ...csr, data: csr.data.map((value) => Number(value.toPrecision(6))) } }, firstColumn),
    },
  },
  {
    id: 'MS22',
    fault: 'a value that a cut splits ends at its point',
    refutedBy: ['libsvm.chunks'],
    parts: {
      parseLibsvmChunks(chunks, options) {
        const pieces = [...chunks]
        const whole = parseLibsvmChunks(pieces, options)
        return pieces.length < 2 ? whole : { ...whole, csr: { ...whole.csr, data: whole.csr.data.map(Math.trunc) } }
      },
    },
  },
  {
    id: 'MS23',
    fault: 'columns count from 0 whatever the text holds',
    refutedBy: ['libsvm.reads'],
    parts: { parseLibsvm: (text, options) => parseLibsvm(text, { firstColumn: 0, ...options }) },
  },
  {
    id: 'MS24',
    fault: 'lines are counted without those that hold no example',
    refutedBy: ['libsvm.mistakes'],
    parts: { parseLibsvm: (text, options) => parseLibsvm(asText(text).replaceAll(/(?<=^|\n)(#[^\n]*)?\n/g, ''), options) },
  },
  {
    id: 'MS25',
    fault: 'columns beyond those asked for make the matrix wider',
    refutedBy: ['libsvm.columns'],
    parts: {
      parseLibsvm: (text, { cols: _cols, ...options } = {}) => parseLibsvm(text, options),
    },
  },
  {
    id: 'MS27',
    fault: 'the last bytes of the file are read but not told',
    refutedBy: ['libsvm.files'],
    parts: {
      readLibsvm: (path, { onProgress, ...options } = {}) =>
        readLibsvm(path, { ...options, onProgress: ({ bytes, totalBytes }) => onProgress?.({ bytes: bytes - 1, totalBytes }) }),
    },
  },
  {
    id: 'MS26',
    fault: 'cells are summed into the transposed place',
    refutedBy: ['csr.duplicates-are-summed', 'csr.round-trip'],
    parts: {
      csrToDense(csr) {
        const { rows, cols, values } = csrToDense(csr)
        return {
          rows,
          cols,
          values: values.map((_, at) => values[(at % Math.max(1, rows)) * cols + Math.floor(at / Math.max(1, rows))] ?? NaN),
        }
      },
    },
  },
]

export default [...gradients, ...matrices, ...kernels, ...layouts, ...costs, ...updates, ...texts] satisfies readonly Mutant[]
