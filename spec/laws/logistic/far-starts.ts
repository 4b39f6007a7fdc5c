/** Fits that start far away, where every row is all but certain and the curvature says nothing of the slope. */
import fc from 'fast-check'
import { eightRows, fromRows, overlapping, tenRows } from './logistic-data.ts'
import { law, table } from '../../judge/spec.ts'
import { converged } from '../copy/weights.ts'

/** One row of either label: sigma(w_0) = 1/2 at the optimum, and from 745 on the curvature is 0. */
const coin = { rows: 2, columns: 0, features: new Float64Array(0), labels: Float64Array.of(0, 1) }

/** Overlap in two columns that rise and fall together. */
const sixRows = fromRows([
  [1, 2, 0],
  [2, 1, 1],
  [3, 3, 0],
  [0, 1, 1],
  [2, 2, 1],
  [1, 0, 0],
])

const solvers = ['newton', 'gradient', 'coordinate'] as const
const penalties = [{}, { l2: 1 }, { l1: 0.25 }] as const
/** A weight of this size, the others 0. */
const far = [20, 38, -50, -300, 745, 800]

/** `weight` in the place `at`, zeros elsewhere. */
const startAt = (length: number, at: number, weight: number): Float64Array => new Float64Array(length).with(at, weight)

export default [
  law({
    id: 'logistic.every-start-leads-to-the-optimum',
    says: 'from a weight of 20, 38, -50, -300, 745 or 800 in any place, every solver comes to the weights to which it comes from zeros, without a penalty, under l2 and under l1',
    cites: 'derived here: J is strictly convex on data that overlap, and its slope is no smaller far away than near',
    needs: ['fitLogistic'],
    holds: ({ fitLogistic }, w) =>
      table([coin, eightRows, sixRows, tenRows], (data) => {
        for (const penalty of penalties) {
          for (const solver of solvers) {
            if (solver === 'newton' && 'l1' in penalty) continue
            const near = converged(`${solver} from zeros`, fitLogistic(data, { penalty, solver }), w)
            for (let at = 0; at <= data.columns; at += 1) {
              for (const weight of far) {
                const what = `${solver}, ${JSON.stringify(penalty)}, w_${at} = ${weight}`
                const fit = fitLogistic(data, { penalty, solver, start: startAt(data.columns + 1, at, weight) })
                // 1e-11 of gradient over the least curvature of these tables, some 1e-1
                w.close(what, converged(what, fit, w), near, 1e-9)
              }
            }
          }
        }
      }),
  }),
  law({
    id: 'logistic.far-starts-on-any-table',
    says: 'from one weight of up to 1000, on any table that overlaps, without a penalty and with one, newton and coordinate come to the weights to which they come from zeros',
    cites: 'derived here: J is strictly convex on data that overlap',
    needs: ['fitLogistic'],
    runs: 40,
    holds: ({ fitLogistic }, w) =>
      fc.property(overlapping, fc.nat(3), fc.integer({ min: -1000, max: 1000 }), (data, k, weight) => {
        for (const penalty of penalties) {
          const near = converged('from zeros', fitLogistic(data, { penalty, solver: 'coordinate' }), w)
          for (const solver of ['newton', 'coordinate'] as const) {
            if (solver === 'newton' && 'l1' in penalty) continue
            const start = startAt(data.columns + 1, k % (data.columns + 1), weight)
            const what = `${solver} under ${JSON.stringify(penalty)}`
            // 1e-11 of gradient over the least curvature, some 1e-3
            w.close(what, converged(what, fitLogistic(data, { penalty, solver, start }), w), near, 1e-8)
          }
        }
      }),
  }),
  law({
    id: 'logistic.no-step-raises-the-objective',
    says: 'after one, two or three steps from one weight of up to 1000, J is no larger than a step before, with every solver',
    cites: 'the contract of FitOptions: of no solver does a step raise J',
    needs: ['fitLogistic', 'logisticObjective'],
    holds: ({ fitLogistic, logisticObjective }, w) =>
      fc.property(
        fc.oneof(overlapping, fc.constantFrom(coin, sixRows)),
        fc.nat(3),
        fc.integer({ min: -1000, max: 1000 }),
        fc.constantFrom(...solvers),
        fc.constantFrom(0, 1),
        (data, k, weight, solver, l2) => {
          const penalty = { l2 }
          const start = startAt(data.columns + 1, k % (data.columns + 1), weight)
          let before = logisticObjective(data, penalty, start)
          for (const maxSteps of [1, 2, 3]) {
            const fit = fitLogistic(data, { penalty, solver, start, maxSteps })
            const after = fit.kind === 'no finite optimum' ? NaN : logisticObjective(data, penalty, fit.weights)
            // J is a sum of some 30 positive terms, each right to a few units: less than 1e-13 of it; newton allows itself 1e-14
            w.require(`${solver}, step ${maxSteps}: J falls`, after <= before + 1e-12 * (1 + before), [before, after])
            before = after
          }
        },
      ),
  }),
  law({
    id: 'logistic.column-of-zeros-weighs-nothing',
    says: 'under l1 and under l2 every solver, from any weight, leaves a column of zeros the weight 0, and the others what they are without that column',
    cites: 'derived here: such a weight occurs in J in its penalty alone',
    needs: ['fitLogistic'],
    holds: ({ fitLogistic }, w) =>
      table([-7, 0.5, 800], (weight) => {
        const features = tenRows.features.map((x, at) => (at % 2 === 0 ? x : 0))
        const alone = { ...tenRows, columns: 1, features: features.filter((_, at) => at % 2 === 0) }
        for (const penalty of penalties.slice(1)) {
          for (const solver of solvers) {
            if (solver === 'newton' && 'l1' in penalty) continue
            const expected = converged('alone', fitLogistic(alone, { penalty, solver }), w)
            const fit = fitLogistic({ ...tenRows, features }, { penalty, solver, start: Float64Array.of(0, 0, weight) })
            // 1e-11 of gradient, over l2 or over a curvature above 1
            w.close(`${solver} under ${JSON.stringify(penalty)}`, converged(solver, fit, w), [...expected, 0], 1e-10)
          }
        }
      }),
  }),
]
