/** Copies that are rescaled or shifted, and columns that are standardised. */
import fc from 'fast-check'
import { overlapping, strength, tenRows } from '../logistic/logistic-data.ts'
import type { DenseData } from '../../../src/contract/logistic.ts'
import { law, once, table } from '../../judge/spec.ts'
import { converged, last } from './weights.ts'

/** The data with its last column multiplied by `scale`. */
function rescaled(data: DenseData, scale: number): DenseData {
  const features = data.features.map((x, at) => (at % data.columns === data.columns - 1 ? scale * x : x))
  return { ...data, features }
}

const entry = (d: DenseData, i: number, j: number): number => d.features[i * d.columns + j] ?? NaN

export default [
  law({
    id: 'copy.copy-is-what-it-says',
    says: 'appending scale x + shift keeps every old column and the labels, and adds that column at the end, bit for bit',
    cites: 'the contract of appendCopy',
    needs: ['appendCopy'],
    holds: ({ appendCopy }, w) =>
      fc.property(overlapping, fc.constantFrom(1, -1, 0.5, 3), fc.constantFrom(0, 2), fc.nat(2), (data, scale, shift, k) => {
        const column = k % data.columns
        const wider = appendCopy(data, column, scale, shift)
        w.equal('columns', wider.columns, data.columns + 1)
        w.equal('labels', wider.labels, data.labels)
        for (let i = 0; i < data.rows; i += 1) {
          for (let j = 0; j < data.columns; j += 1) w.equal('old column', entry(wider, i, j), entry(data, i, j))
          w.equal('new column', entry(wider, i, data.columns), scale * entry(data, i, column) + shift)
        }
      }),
    runs: 20,
  }),
  law({
    id: 'copy.l2-equals-one-column-times-root-two',
    says: 'under l2 an exact copy is the same as the single column sqrt(2) x_n: its weight is sqrt(2) times that of each copy, and every other weight agrees',
    cites: 'derived here: a = b = v / sqrt(2) gives the same log-odds and the same penalty',
    needs: ['fitLogistic', 'appendCopy'],
    holds: ({ fitLogistic, appendCopy }, w) =>
      fc.property(overlapping, strength, (data, l2) => {
        const copied = converged('copied', fitLogistic(appendCopy(data, data.columns - 1), { penalty: { l2 } }), w)
        const single = converged('times sqrt(2)', fitLogistic(rescaled(data, Math.SQRT2), { penalty: { l2 } }), w)
        // two solvers' 1e-11 of gradient over a curvature of l2 >= 1/64 or that of the intercept, above 1e-2
        w.close('sqrt(2) w_{n+1}', Math.SQRT2 * last(copied), last(single), 1e-8)
        w.close('others', copied.subarray(0, -2), single.subarray(0, -1), 1e-8)
      }),
    runs: 25,
  }),
  law({
    id: 'copy.l2-scaled-copy-counts-as-one-plus-c-squared',
    says: 'under l2 a copy c x_n gets c times the weight of x_n, and both act as one column under l2 / (1 + c^2)',
    cites: 'derived here: at a given a + c b, a^2 + b^2 is least at b = c a, which leaves s^2 / (1 + c^2)',
    needs: ['fitLogistic', 'appendCopy'],
    holds: ({ fitLogistic, appendCopy }, w) =>
      fc.property(overlapping, strength, fc.constantFrom(-1, 0.5, 2, 3, -4), (data, l2, c) => {
        const copied = converged('copied', fitLogistic(appendCopy(data, data.columns - 1, c), { penalty: { l2 } }), w)
        const single = converged('times sqrt(1 + c^2)', fitLogistic(rescaled(data, Math.hypot(1, c)), { penalty: { l2 } }), w)
        const [a, b] = [last(copied, 2), last(copied)]
        w.close('b against c a', b, c * a, 1e-8) // as above; c is at most 4
        w.close('a + c b', a + c * b, last(single) * Math.hypot(1, c), 1e-7)
      }),
    runs: 25,
  }),
  law({
    id: 'copy.scaled-copies-on-ten-rows',
    says: 'on the ten rows under l2 = 1 the copies c x_n for c = 2, -1, 1/2, 10 split as 0.1423 and 0.2846, 0.3267 and -0.3267, 0.4846 and 0.2423, 0.0075 and 0.0749',
    cites: 'computed once with numpy 1.24',
    needs: ['fitLogistic', 'appendCopy'],
    holds: ({ fitLogistic, appendCopy }, w) =>
      table(
        [
          [2, 0.1423241128, 0.2846482255],
          [-1, 0.3267470457, -0.3267470457],
          [0.5, 0.4846303204, 0.2423151602],
          [10, 0.0074849938, 0.074849938],
        ] as const,
        ([c, a, b]) => {
          const weights = converged(`c = ${c}`, fitLogistic(appendCopy(tenRows, 1, c), { penalty: { l2: 1 } }), w)
          w.close(`c = ${c}`, weights.subarray(2), [a, b], 1e-10)
        },
      ),
  }),
  law({
    id: 'copy.affine-copies-on-ten-rows',
    says: 'a copy 3 x_n + 2 acts as 3 x_n, the intercept taking up the 2; once columns are standardised the copies are equal and the raw weights stand as 3 to 1, the other way round',
    cites: 'computed once with numpy 1.24; raw weights are z-weights over the standard deviation, which c multiplies',
    needs: ['fitLogistic', 'appendCopy', 'standardise', 'rawWeights', 'fittedProbabilities'],
    holds: ({ fitLogistic, appendCopy, standardise, rawWeights, fittedProbabilities }, w) =>
      once(() => {
        const affine = appendCopy(tenRows, 1, 3, 2)
        const weights = converged('3 x + 2', fitLogistic(affine, { penalty: { l2: 1 } }), w)
        w.close('3 x + 2', weights, [-0.4783252244, -0.1971733203, 0.0734083835, 0.2202251505], 1e-10)
        const scaled = converged('3 x', fitLogistic(appendCopy(tenRows, 1, 3), { penalty: { l2: 1 } }), w)
        w.close('slopes as for 3 x', weights.subarray(1), scaled.subarray(1), 1e-10)
        w.close('intercept takes up 2 w_{n+1}', (weights[0] ?? NaN) + 2 * last(weights), scaled[0] ?? NaN, 1e-10)
        const standard = standardise(affine)
        const z = converged('standardised', fitLogistic(standard.data, { penalty: { l2: 1 } }), w)
        w.close('z-weights', z, [0.0060559622, -0.2482292846, 0.3953280846, 0.3953280846], 1e-10)
        const raw = rawWeights(standard, z)
        w.close('raw weights', raw.subarray(2), [0.2979897559, 0.0993299186], 1e-10)
        w.close('raw ratio', last(raw) / last(raw, 2), 1 / 3, 1e-9)
        // the same log-odds, computed another way round: a few ulps of |z| < 4
        w.close('probabilities', fittedProbabilities(affine, raw), fittedProbabilities(standard.data, z), 1e-14)
      }),
  }),
  law({
    id: 'logistic.standardised-columns',
    says: 'every standardised column has mean 0 and mean square 1, and its means and deviations bring the column back',
    cites: 'definition, with the population standard deviation (division by rows)',
    needs: ['standardise'],
    holds: ({ standardise }, w) =>
      fc.property(overlapping, (data) => {
        const { means, deviations, data: standard } = standardise(data)
        for (let j = 0; j < data.columns; j += 1) {
          const column = standard.features.filter((_, at) => at % data.columns === j)
          // at most 20 rows of size at most sqrt(20): some 20 ulps
          w.close('mean', column.reduce((sum, x) => sum + x, 0) / data.rows, 0, 1e-14)
          w.close('mean square', column.reduce((sum, x) => sum + x * x, 0) / data.rows, 1, 1e-14)
          const back = column.map((x) => x * (deviations[j] ?? NaN) + (means[j] ?? NaN))
          w.close(
            'column',
            back,
            data.features.filter((_, at) => at % data.columns === j),
            1e-14,
          )
        }
      }),
    runs: 20,
  }),
  law({
    id: 'logistic.standardised-far-from-zero',
    says: 'adding a large constant to a column changes its mean and nothing else: deviations and standardised columns stay as they were',
    cites: 'definition; a sum of squares less the square of the mean would lose all digits',
    needs: ['standardise'],
    holds: ({ standardise }, w) =>
      fc.property(overlapping, fc.constantFrom(2 ** 20, -(2 ** 27), 2 ** 33), (data, shift) => {
        const before = standardise(data)
        // Features are quarters of at most 3: the sums are exact, and the mean rounds by 2^-53 of the shift.
        const after = standardise({ ...data, features: data.features.map((x) => x + shift) })
        const off = Math.abs(shift) * 2 ** -48
        const back = after.means.map((mean) => mean - shift)
        w.close('means', back, before.means, off)
        w.close('deviations', after.deviations, before.deviations, off)
        // Deviations are at least 1 / 5: at most 20 rows, of which some lie at 0 and some at 1.
        w.close('columns', after.data.features, before.data.features, 100 * off)
      }),
    runs: 20,
  }),
]
