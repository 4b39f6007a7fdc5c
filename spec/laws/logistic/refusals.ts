/** What is outside the rules is refused by name, never fitted. */
import { fromRows, tenRows } from './logistic-data.ts'
import { law, once, table } from '../../judge/spec.ts'

export default [
  law({
    id: 'logistic.refuses-what-is-outside-the-rules',
    says: 'labels other than 0 and 1, lengths that do not fit, values that are not finite, negative strengths, unknown solvers and missing columns are refused with a RangeError that names the rule',
    cites: 'the contract of Logistic',
    needs: ['fitLogistic', 'logisticObjective', 'descend', 'appendCopy', 'standardise', 'findSeparation'],
    holds: ({ fitLogistic, logisticObjective, descend, appendCopy, standardise, findSeparation }, w) =>
      once(() => {
        const twos = fromRows([
          [1, 2],
          [0, 1],
        ])
        w.throws('label 2', RangeError, 'labels', () => fitLogistic(twos))
        w.throws('label 2', RangeError, 'labels', () => findSeparation(twos))
        w.throws('features too short', RangeError, 'features', () => fitLogistic({ ...tenRows, features: new Float64Array(3) }))
        w.throws('label 2', RangeError, 'labels', () => logisticObjective(twos, {}, new Float64Array(2)))
        const short = { ...tenRows, features: new Float64Array(3) }
        w.throws('features too short', RangeError, 'features', () => logisticObjective(short, {}, new Float64Array(3)))
        w.throws('feature NaN', RangeError, 'features', () =>
          fitLogistic({ ...tenRows, features: new Float64Array(20).fill(NaN) }),
        )
        w.throws('start too short', RangeError, 'weights', () => fitLogistic(tenRows, { start: new Float64Array(2) }))
        const alike = { ...tenRows, labels: tenRows.labels.map(() => 1) }
        w.throws('start NaN', RangeError, 'weights', () => fitLogistic(alike, { start: Float64Array.of(0, NaN, 0) }))
        w.throws('l2 negative', RangeError, 'l2', () => fitLogistic(tenRows, { penalty: { l2: -1 } }))
        w.throws('newton with l1', RangeError, 'l1', () => fitLogistic(tenRows, { penalty: { l1: 1 }, solver: 'newton' }))
        for (const solver of ['Newton', 'lbfgs', '', 'toString'])
          w.throws(`solver ${solver}`, RangeError, 'solver', () => fitLogistic(tenRows, { solver: solver as 'newton' }))
        w.throws('order with a gap', RangeError, 'order', () => fitLogistic(tenRows, { solver: 'coordinate', order: [0, 1, 1] }))
        w.throws('l1 NaN', RangeError, 'l1', () => logisticObjective(tenRows, { l1: NaN }, new Float64Array(3)))
        for (const step of [0, Infinity]) w.throws('step', RangeError, 'step', () => descend(tenRows, { step, steps: 1 }))
        for (const steps of [-1, 1.5]) w.throws('steps', RangeError, 'steps', () => descend(tenRows, { step: 1, steps }))
        w.equal('no steps', descend(tenRows, { step: 1, steps: 0 }), new Float64Array(3))
        w.throws('label 2', RangeError, 'labels', () => descend(twos, { step: 1, steps: 1 }))
        w.throws('l2 negative', RangeError, 'l2', () => descend(tenRows, { step: 1, steps: 1, l2: -1 }))
        for (const start of [new Float64Array(2), Float64Array.of(0, NaN, 0)])
          w.throws('start', RangeError, 'weights', () => descend(tenRows, { step: 1, steps: 1, start }))
        for (const column of [2, -1, 0.5, NaN])
          w.throws(`column ${column} of 2`, RangeError, 'column', () => appendCopy(tenRows, column))
        w.throws('constant column', RangeError, 'constant', () => standardise(appendCopy(tenRows, 0, 0, 1)))
      }),
  }),
  law({
    id: 'logistic.refuses-shapes-that-are-no-counts',
    says: 'rows and columns that are not whole, or too few, are refused by name, also where the lengths agree with them',
    cites: 'the contract of Logistic',
    needs: ['fitLogistic', 'findSeparation'],
    holds: ({ fitLogistic, findSeparation }, w) =>
      once(() => {
        const labels = Float64Array.of(0, 1)
        const half = { rows: 2, columns: 1.5, features: new Float64Array(3), labels }
        const none = { rows: 0, columns: 1, features: new Float64Array(0), labels: new Float64Array(0) }
        for (const call of [fitLogistic, findSeparation]) {
          w.throws('one and a half columns', RangeError, 'columns', () => call(half))
          w.throws('no rows', RangeError, 'rows', () => call(none))
        }
      }),
  }),
  law({
    id: 'logistic.derivatives-refuse',
    says: 'gradient, fitted probabilities and largest curvature refuse labels other than 0 and 1, lengths that do not fit, values that are not finite, and negative strengths, by name',
    cites: 'the contract of Logistic',
    needs: ['logisticGradient', 'fittedProbabilities', 'largestCurvature'],
    holds: ({ logisticGradient, fittedProbabilities, largestCurvature }, w) =>
      once(() => {
        const zero = new Float64Array(3)
        const twos = { ...tenRows, labels: tenRows.labels.map(() => 2) }
        const short = { ...tenRows, features: new Float64Array(3) }
        const unknown = { ...tenRows, features: new Float64Array(20).fill(NaN) }
        for (const [name, call] of Object.entries({
          logisticGradient: (data: typeof tenRows) => logisticGradient(data, 0, zero),
          fittedProbabilities: (data: typeof tenRows) => fittedProbabilities(data, zero),
          largestCurvature: (data: typeof tenRows) => largestCurvature(data),
        })) {
          w.throws(`${name}, label 2`, RangeError, 'labels', () => call(twos))
          for (const data of [short, unknown]) w.throws(`${name}, features`, RangeError, 'features', () => call(data))
        }
        for (const weights of [new Float64Array(2), Float64Array.of(0, NaN, 0)]) {
          w.throws('weights', RangeError, 'weights', () => logisticGradient(tenRows, 0, weights))
          w.throws('weights', RangeError, 'weights', () => fittedProbabilities(tenRows, weights))
        }
        w.throws('l2', RangeError, 'l2', () => logisticGradient(tenRows, -1, zero))
      }),
  }),
  law({
    id: 'logistic.labels-alike-escape-along-the-intercept',
    says: 'if all labels are alike a penalty leaves the intercept alone to grow for ever, up for ones and down for zeros',
    cites: 'derived here: the intercept is not penalised, and every other weight is',
    needs: ['fitLogistic'],
    holds: ({ fitLogistic }, w) =>
      table([0, 1], (label) => {
        const fit = fitLogistic({ ...tenRows, labels: tenRows.labels.map(() => label) }, { penalty: { l2: 1 } })
        const direction = fit.kind === 'no finite optimum' ? Array.from(fit.direction, Math.sign) : fit.kind
        w.equal('signs of the direction', direction, [label === 1 ? 1 : -1, 0, 0])
        const single = { rows: 1, columns: 1, features: Float64Array.of(2), labels: Float64Array.of(label) }
        w.equal('a single row', fitLogistic(single, { penalty: { l2: 1 } }).kind, 'no finite optimum')
      }),
  }),
]
