/** What the dense twin and the counted steps refuse by name. */
import { law, once } from '../../judge/spec.ts'

export default [
  law({
    id: 'dense-gradient.refuses',
    says: 'lengths that do not fit, other labels, and penalties that are negative or not finite are refused by name, by the gradient over all cells and by its count',
    cites: 'the contract',
    needs: ['denseLossAndGradient', 'countDenseStep'],
    holds: ({ denseLossAndGradient, countDenseStep }, w) =>
      once(() => {
        const matrix = { rows: 2, cols: 1, values: Float64Array.of(1, 2) }
        const weights = new Float64Array(1)
        const counted: typeof denseLossAndGradient = (m, labels, v, l2 = 0) => {
          const { loss, weights: gradient } = countDenseStep(m, labels, v, { learningRate: 1, l2 })
          return { loss, gradient: Float64Array.from(gradient) }
        }
        for (const [name, gradient] of Object.entries({ denseLossAndGradient, countDenseStep: counted })) {
          w.throws(name, RangeError, 'rows * cols = 2, got 1', () =>
            gradient({ ...matrix, values: Float64Array.of(1) }, [1, 0], weights),
          )
          w.throws(name, RangeError, 'got 2 at row 1', () => gradient(matrix, [1, 2], weights))
          w.throws(name, RangeError, 'rows = 2, got 1', () => gradient(matrix, [1], weights))
          w.throws(name, RangeError, 'cols = 1, got 3', () => gradient(matrix, [1, 0], new Float64Array(3)))
          for (const l2 of [-1, Infinity, NaN])
            w.throws(name, RangeError, `got ${l2}`, () => gradient(matrix, [1, 0], weights, l2))
        }
      }),
  }),
  law({
    id: 'operation-counts.refuse',
    says: 'a counted sparse step refuses what the gradient refuses: broken matrices, other labels, wrong lengths, penalties out of range',
    cites: 'the contract',
    needs: ['csrVerbatim', 'countSparseStep'],
    holds: ({ csrVerbatim, countSparseStep }, w) =>
      once(() => {
        const csr = csrVerbatim([[[0, 1]], []], 2)
        const step = (l2: number): { readonly learningRate: number; readonly l2: number } => ({ learningRate: 0.5, l2 })
        const weights = new Float64Array(2)
        const broken = { ...csr, indices: Int32Array.of(5) }
        w.throws('matrix', RangeError, 'got 5', () => countSparseStep(broken, [1, 0], weights, step(0)))
        w.throws('labels', RangeError, 'got 2 at row 1', () => countSparseStep(csr, [1, 2], weights, step(0)))
        w.throws('labels', RangeError, 'rows = 2, got 1', () => countSparseStep(csr, [1], weights, step(0)))
        w.throws('weights', RangeError, 'cols = 2, got 3', () => countSparseStep(csr, [1, 0], new Float64Array(3), step(0)))
        for (const l2 of [-1, Infinity, NaN])
          w.throws('l2', RangeError, `got ${l2}`, () => countSparseStep(csr, [1, 0], weights, step(l2)))
      }),
  }),
  law({
    id: 'operation-counts.refuse-rates',
    says: 'every counted step refuses a learning rate that is not finite, and the lazy one a penalty that is negative or not finite, by name',
    cites: 'the contract of StepOptions',
    needs: ['csrVerbatim', 'csrToDense', 'countSparseStep', 'countDenseStep', 'countLazyStep', 'scaledWeights'],
    holds: ({ csrVerbatim, csrToDense, countSparseStep, countDenseStep, countLazyStep, scaledWeights }, w) =>
      once(() => {
        const csr = csrVerbatim([[[0, 1]], []], 2)
        const [labels, weights] = [[1, 0], Float64Array.of(1, -1)]
        for (const learningRate of [NaN, Infinity, -Infinity]) {
          const refused = (name: string, call: () => unknown): void => w.throws(name, RangeError, 'learningRate', call)
          refused('countSparseStep', () => countSparseStep(csr, labels, weights, { learningRate }))
          refused('countDenseStep', () => countDenseStep(csrToDense(csr), labels, weights, { learningRate }))
          refused('countLazyStep', () => countLazyStep(csr, labels, scaledWeights(weights), { learningRate }))
        }
        for (const l2 of [-1, NaN, Infinity])
          w.throws('l2', RangeError, 'l2', () => countLazyStep(csr, labels, scaledWeights(weights), { learningRate: 0.5, l2 }))
      }),
  }),
]
