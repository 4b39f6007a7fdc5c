/** Separable data have no finite optimum without penalty; with one they do. */
import fc from 'fast-check'
import { eightRowsSeparable, fromRows, overlapping, relabelled, separable, tenRows, tenRowsSeparable } from './logistic-data.ts'
import type { DenseData } from '../../../src/contract/logistic.ts'
import { maxMarginDirection } from './oracle.ts'
import { law, once, table } from '../../judge/spec.ts'
import { converged, last } from '../copy/weights.ts'

/** (2 y_i - 1) (1, x_i). */
function signedRow(data: DenseData, i: number): number[] {
  const sign = data.labels[i] === 1 ? 1 : -1
  return [1, ...data.features.subarray(i * data.columns, (i + 1) * data.columns)].map((x) => sign * x)
}

const dot = (a: readonly number[], b: ArrayLike<number>): number => a.reduce((sum, x, j) => sum + x * (b[j] ?? NaN), 0)

const sixPoints = fromRows([
  [1, 1, 1],
  [2, 0.5, 1],
  [-1, -1, 0],
  [-0.5, -2, 0],
  [1, -0.2, 1],
  [-1, 0.3, 0],
])

export default [
  law({
    id: 'logistic.separable-is-certified',
    says: 'on data that a direction separates, completely or quasi-completely, a direction is returned that does, and no unpenalised fit converges, before or after a copy',
    cites: 'Albert and Anderson 1984',
    needs: ['findSeparation', 'fitLogistic', 'appendCopy'],
    holds: ({ findSeparation, fitLogistic, appendCopy }, w) =>
      fc.property(separable, fc.constantFrom('newton', 'gradient', 'coordinate'), (plain, solver) => {
        const mirrored = { ...plain, labels: plain.labels.map((y) => 1 - y) }
        for (const data of [plain, mirrored, appendCopy(plain, plain.columns - 1)]) {
          const found = findSeparation(data)
          w.equal('separation', found.kind, 'separable')
          const direction = found.kind === 'separable' ? found.direction : []
          const sides = Array.from(data.labels, (_, i) => dot(signedRow(data, i), direction))
          // components are rounded to 2^-53 of the largest, features are at most 3 in 4 columns
          w.require('no row lies on the wrong side', Math.min(...sides) >= -1e-14, sides)
          w.equal('largest component', Math.max(...Array.from(direction, Math.abs)), 1)
          w.require('some row lies off the plane', Math.max(...sides) > 1e-6, sides)
          w.equal('fit', fitLogistic(data, { solver, maxSteps: 200 }).kind, 'no finite optimum')
        }
      }),
    runs: 30,
  }),
  law({
    id: 'logistic.overlap-is-certified',
    says: 'on overlapping data positive row weights are returned that balance the signed rows to zero, and the unpenalised fit converges',
    cites: "Stiemke's theorem of the alternative, 1915",
    needs: ['findSeparation', 'fitLogistic', 'appendCopy'],
    holds: ({ findSeparation, fitLogistic, appendCopy }, w) =>
      fc.property(overlapping, fc.constantFrom(undefined, 0, -1), (plain, scale) => {
        // A column 1, or 1 - x, says what the intercept, with x, says: one of the equations is needless then.
        const data = scale === undefined ? plain : appendCopy(plain, 0, scale, 1)
        const found = findSeparation(data)
        w.equal('separation', found.kind, 'overlapping')
        const balance = found.kind === 'overlapping' ? Array.from(found.balance) : []
        w.equal('largest row weight', Math.max(...balance), 1)
        w.require('every row weight is positive', balance.length === data.rows && balance.every((p) => p > 0), balance)
        for (let j = 0; j <= data.columns; j += 1) {
          const column = balance.map((_, i) => signedRow(data, i)[j] ?? NaN)
          w.close('balance', dot(column, balance), 0, 1e-14) // at most 20 terms below 3, each rounded to 2^-53
        }
        converged('fit', fitLogistic(data), w)
      }),
    runs: 30,
  }),
  law({
    id: 'logistic.separable-examples',
    says: 'the relabelled ten rows and eight rows have no finite optimum, and neither have labels that are all alike under any penalty',
    cites: 'derived here: the intercept is not penalised, so it escapes when all labels agree',
    needs: ['fitLogistic', 'appendCopy'],
    holds: ({ fitLogistic, appendCopy }, w) =>
      once(() => {
        for (const data of [tenRowsSeparable, eightRowsSeparable]) {
          w.equal('before the copy', fitLogistic(data).kind, 'no finite optimum')
          w.equal('after the copy', fitLogistic(appendCopy(data, data.columns - 1)).kind, 'no finite optimum')
        }
        const alike = relabelled(tenRows, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1])
        for (const penalty of [{}, { l2: 1 }, { l1: 1 }])
          w.equal('labels alike', fitLogistic(alike, { penalty }).kind, 'no finite optimum')
      }),
  }),
  law({
    id: 'copy.separable-under-l2',
    says: 'on the separable ten rows l2 = 1 gives a finite optimum before and after the copy, with s / w_n = 1.276131',
    cites: 'computed once with numpy 1.24',
    needs: ['fitLogistic', 'appendCopy'],
    holds: ({ fitLogistic, appendCopy }, w) =>
      once(() => {
        const before = last(converged('before', fitLogistic(tenRowsSeparable, { penalty: { l2: 1 } }), w))
        const after = converged('after', fitLogistic(appendCopy(tenRowsSeparable, 1), { penalty: { l2: 1 } }), w)
        w.close('s / w_n', (last(after, 2) + last(after)) / before, 1.276131, 5e-7)
      }),
  }),
  law({
    id: 'copy.max-margin-counts-the-copy-twice',
    says: 'as l2 goes to 0 on separable data the weights grow along the direction of largest margin: (92, 20) on the six points, and (92, 10, 10) once the second column is copied',
    cites: 'Rosset, Zhu and Hastie 2004, theorem 3; the directions are exact, their multipliers are positive',
    needs: ['fitLogistic', 'appendCopy'],
    holds: ({ fitLogistic, appendCopy }, w) =>
      table(
        [
          [sixPoints, [92, 20]],
          [appendCopy(sixPoints, 1), [92, 10, 10]],
        ] as const,
        ([data, exact]) => {
          const unit = exact.map((x) => x / Math.hypot(...exact))
          w.close('by support sets', maxMarginDirection(data), unit, 1e-12)
          // w = log(1 / l2) direction + constant + o(1): a difference of two fits drops the constant
          const [small, smaller] = [1e-6, 1e-8].map((l2) => converged(`l2 = ${l2}`, fitLogistic(data, { penalty: { l2 } }), w))
          const growth = Array.from(smaller ?? [], (x, j) => x - (small?.[j] ?? NaN)).slice(1)
          w.close(
            'growth',
            growth.map((x) => x / Math.hypot(...growth)),
            unit,
            0.01,
          ) // the rest falls as 1 / log^2(1 / l2)
        },
      ),
  }),
]
