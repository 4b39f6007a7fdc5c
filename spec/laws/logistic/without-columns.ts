/** Tables without columns: an intercept alone, which no penalty touches. */
import fc from 'fast-check'
import { strength } from './logistic-data.ts'
import { law } from '../../judge/spec.ts'
import { converged } from '../copy/weights.ts'

/** `zeros` rows of label 0 and `ones` of label 1. */
const counts = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))

export default [
  law({
    id: 'logistic.no-column-no-penalty',
    says: 'without columns J and its gradient are those of the rows, whatever the penalty, and every fit ends at the logarithm of the odds',
    cites: 'derived here: the intercept is never penalised, and there is no other weight; 1 / (1 + e^-w) = ones / rows',
    needs: ['logisticObjective', 'logisticGradient', 'fitLogistic'],
    runs: 30,
    holds: ({ logisticObjective, logisticGradient, fitLogistic }, w) =>
      fc.property(counts, strength, fc.integer({ min: -48, max: 48 }), ([zeros, ones], l, k) => {
        const rows = zeros + ones
        const data = {
          rows,
          columns: 0,
          features: new Float64Array(0),
          labels: Float64Array.from({ length: rows }, (_, i) => (i < zeros ? 0 : 1)),
        }
        const [w0, p] = [k / 16, 1 / (1 + Math.exp(-k / 16))]
        const weights = Float64Array.of(w0)
        // 18 terms of at most 4, and ln(1 - p), which loses e^3 ulps
        w.close('J', logisticObjective(data, { l1: l, l2: l }, weights), -zeros * Math.log(1 - p) - ones * Math.log(p), 1e-12)
        w.close('gradient', logisticGradient(data, l, weights), [rows * p - ones], 1e-13)
        for (const [penalty, solvers] of [
          [{ l2: l }, ['newton', 'gradient', 'coordinate']],
          [{ l1: l }, ['gradient', 'coordinate']],
        ] as const) {
          for (const solver of solvers) {
            const fit = converged(solver, fitLogistic(data, { penalty, solver, start: weights }), w)
            // 1e-11 of gradient over a curvature of zeros * ones / rows, at least 1/2
            w.close(`${solver} under ${JSON.stringify(penalty)}`, fit, [Math.log(ones / zeros)], 3e-11)
          }
        }
      }),
  }),
]
