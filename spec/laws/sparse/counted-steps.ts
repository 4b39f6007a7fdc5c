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
  law({
    id: 'operation-counts.same-at-every-rate',
    says: 'a step costs the same whatever its learning rate, 0 and negative ones included, and one of rate 0 leaves the weights as they are',
    cites: 'the contract of StepOptions: the update writes every weight of which it is said, by whatever it changes them',
    needs: ['csrVerbatim', 'csrToDense', 'countDenseStep', 'countSparseStep', 'countLazyStep', 'scaledWeights'],
    runs: 40,
    holds: ({ csrVerbatim, csrToDense, countDenseStep, countSparseStep, countLazyStep, scaledWeights }, w) =>
      fc.property(
        sparseProblem,
        fc.constantFrom(0, -1, 2 ** -60, -1e-300),
        ({ byRow, cols, labels, weights, l2 }, learningRate) => {
          const csr = csrVerbatim(byRow, cols)
          const steps = (rate: number) => {
            const options = { learningRate: rate, l2 }
            const lazy = countLazyStep(csr, labels, scaledWeights(weights), options)
            return {
              sparse: countSparseStep(csr, labels, weights, options),
              dense: countDenseStep(csrToDense(csr), labels, weights, options),
              lazy: { ...lazy, weights: lazy.weights.v.map((v) => lazy.weights.scale * v) },
            }
          }
          const usual = steps(0.125)
          for (const [name, { counts, phases, weights: after }] of Object.entries(steps(learningRate))) {
            const { counts: expected, phases: byPhase } = usual[name as keyof typeof usual]
            w.equal(`${name}: counts at a rate of ${learningRate}`, counts, expected)
            w.equal(`${name}: phases at a rate of ${learningRate}`, phases, byPhase)
            if (learningRate === 0) w.close(`${name}: weights`, after, weights, 0)
          }
        },
      ),
  }),
]
