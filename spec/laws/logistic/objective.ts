/** The objective and its gradient. */
import fc from 'fast-check'
import { eightRows, overlapping, separable, strength, tenRows } from './logistic-data.ts'
import { plainGradient, plainLogOdds, plainObjective } from './oracle.ts'
import { law, once } from '../../judge/spec.ts'

const weight = fc.integer({ min: -32, max: 32 }).map((k) => k / 16)
const weightsFor = (columns: number): fc.Arbitrary<Float64Array> =>
  fc.array(weight, { minLength: columns + 1, maxLength: columns + 1 }).map((w) => Float64Array.from(w))
const point = overlapping.chain((data) => fc.tuple(fc.constant(data), weightsFor(data.columns)))
/** Data whose first two rows are opposite, so that it shows when they change places. */
const distinctRows = separable.chain((data) => fc.tuple(fc.constant(data), weightsFor(data.columns)))

export default [
  law({
    id: 'logistic.objective-as-written',
    says: 'the objective is the summed log loss plus (l2 / 2) |w|^2 plus l1 |w|_1, with the intercept left out of both penalties',
    cites: 'Hastie, Tibshirani and Friedman, Elements of Statistical Learning, 2nd ed., section 4.4.4',
    needs: ['logisticObjective', 'logisticGradient'],
    holds: ({ logisticObjective, logisticGradient }, w) =>
      fc.property(point, strength, strength, ([data, weights], l1, l2) => {
        const expected = plainObjective(data, { l1, l2 }, weights)
        // at most 20 rows of |z| <= 20: ln(1 - p) loses e^20 ulps in the plain sum, 5e-8 in a row at the very worst
        w.close('J', logisticObjective(data, { l1, l2 }, weights), expected, 1e-6)
        w.close(
          'gradient',
          logisticGradient(data, l2, weights),
          plainGradient(data, l2, weights),
          1e-12 * (1 + 64 * l2 + expected),
        )
      }),
  }),
  law({
    id: 'logistic.objective-never-overflows',
    says: 'the log loss of a row is exactly |z| on the wrong side and 0 on the right side once |z| passes 800',
    cites: 'derived here: ln(1 + e^z) = max(z, 0) + ln(1 + e^-|z|), and e^-800 is 0 in doubles',
    needs: ['logisticObjective', 'fittedProbabilities'],
    holds: ({ logisticObjective, fittedProbabilities }, w) =>
      fc.property(fc.integer({ min: 800, max: 2 ** 20 }), fc.constantFrom(-1, 1), (size, sign) => {
        const weights = Float64Array.of(0, sign * size)
        const odds = Array.from(eightRows.labels, (_, i) => plainLogOdds(eightRows, weights, i))
        const wrong = odds.filter((z, i) => z > 0 !== (eightRows.labels[i] === 1)).length
        w.equal('J', logisticObjective(eightRows, {}, weights), wrong * size)
        w.equal(
          'probabilities',
          fittedProbabilities(eightRows, weights),
          odds.map((z) => (z > 0 ? 1 : 0)),
        )
      }),
    runs: 20,
  }),
  law({
    id: 'logistic.probabilities-belong-to-their-rows',
    says: 'the fitted probability of every row, in the order of the rows, is 1 / (1 + e^-z) at its log-odds z',
    cites: 'definition',
    needs: ['fittedProbabilities'],
    holds: ({ fittedProbabilities }, w) =>
      fc.property(distinctRows, ([data, weights]) =>
        w.close(
          'probabilities',
          fittedProbabilities(data, weights),
          Array.from(data.labels, (_, i) => 1 / (1 + Math.exp(-plainLogOdds(data, weights, i)))),
          // p moves by at most a quarter of what z moves; |z| and its few terms stay below 64, so z is off by some 2^-44
          1e-13,
        ),
      ),
  }),
  law({
    id: 'logistic.halved-weights-are-not-stationary',
    says: 'on the ten rows under l2 = 1, the old weights with w_n halved on both copies leave a gradient of -w_n / 2 on each copy',
    cites: 'derived here: the likelihood gradient balances l2 w_n at the old optimum, but each copy pays only l2 w_n / 2',
    needs: ['logisticObjective', 'logisticGradient', 'appendCopy'],
    holds: ({ logisticObjective, logisticGradient, appendCopy }, w) =>
      once(() => {
        const copied = appendCopy(tenRows, 1)
        const halved = Float64Array.of(-0.006342140322, -0.201024516669, 0.289142535095, 0.289142535095)
        // the weights are given to 5e-13: J moves by at most 0.29 * 1e-12, the gradient by the curvature (below 10) times that
        w.close('J', logisticObjective(copied, { l2: 1 }, halved), 5.866478602771, 2e-12)
        w.close('gradient', logisticGradient(copied, 1, halved), [0, 0, -0.289142535095, -0.289142535095], 1e-11)
      }),
  }),
]
