/** A step that is counted is a step: it gives the loss and the weights that it would give uncounted. */
import fc from 'fast-check'
import { law } from '../../judge/spec.ts'
import { plainGradient } from './oracle.ts'
import { sparseProblem } from './sparse-data.ts'

/** A sum of n terms is off by at most n half units of its size; a row adds one of exp and one of log1p, each off by a unit or two. */
const rounding = (terms: number): number => (4 * terms + 40) * 2 ** -52

export default [
  law({
    id: 'operation-counts.steps-are-gradient-steps',
    says: 'counted steps, over the entries and over all cells, give the loss of the definition and w - rate * gradient',
    cites: 'definition; rounding of sums derived beside the code',
    needs: ['csrVerbatim', 'csrToDense', 'countDenseStep', 'countSparseStep'],
    runs: 60,
    holds: ({ csrVerbatim, csrToDense, countDenseStep, countSparseStep }, w) =>
      fc.property(sparseProblem, fc.constantFrom(0.125, 1), ({ byRow, cols, labels, weights, l2 }, learningRate) => {
        const csr = csrVerbatim(byRow, cols)
        const expected = plainGradient(byRow, labels, weights, l2)
        const terms = byRow.reduce((sum, entries) => sum + entries.length, byRow.length + cols)
        const options = { learningRate, l2 }
        for (const [name, step] of [
          ['sparse', countSparseStep(csr, labels, weights, options)],
          ['dense', countDenseStep(csrToDense(csr), labels, weights, options)],
        ] as const) {
          w.close(`${name}: loss`, step.loss, expected.loss, rounding(terms) * expected.loss)
          w.equal(`${name}: number of weights`, step.weights.length, cols)
          for (let j = 0; j < cols; j += 1) {
            const [before, slope, scale] = [weights[j] ?? NaN, expected.gradient[j] ?? NaN, expected.scale[j] ?? NaN]
            const tolerance = rounding(terms) * (Math.abs(before) + learningRate * scale)
            w.close(`${name}: weights[${j}]`, step.weights[j] ?? NaN, before - learningRate * slope, tolerance)
          }
        }
      }),
  }),
]
