/** Copies under l1: the sum is determined, the split is not. Elastic net: both are. */
import fc from 'fast-check'
import { overlapping, tenRows } from '../logistic/logistic-data.ts'
import { law, once, table } from '../../judge/spec.ts'
import { converged, last } from './weights.ts'

/** The split of the copies on the ten rows under l1 = 0.5, by solver, order and start. */
const splits = [
  { how: 'coordinate descent, w_n first', options: { solver: 'coordinate', order: [0, 1, 2, 3] }, split: [0.6049502163, 0] },
  { how: 'coordinate descent, w_{n+1} first', options: { solver: 'coordinate', order: [0, 1, 3, 2] }, split: [0, 0.6049502163] },
  {
    how: 'coordinate descent from (0.2, 0.1)',
    options: { solver: 'coordinate', start: Float64Array.of(0, 0, 0.2, 0.1) },
    split: [0.5049502163, 0.1],
  },
  { how: 'proximal gradient from zeros', options: { solver: 'gradient' }, split: [0.3024751081, 0.3024751081] },
  {
    how: 'proximal gradient from (0.7, -0.3)',
    options: { solver: 'gradient', start: Float64Array.of(0, 0, 0.7, -0.3) },
    split: [0.6049502163, 0],
  },
] as const

export default [
  law({
    id: 'copy.l1-flat-along-same-signs',
    says: 'under l1 the objective is the same for every split of w_n into two parts of its sign, and grows by 2 l1 delta when one part is -delta',
    cites: 'derived here: |a| + |b| = |a + b| exactly if a and b have the same sign',
    needs: ['logisticObjective', 'appendCopy'],
    holds: ({ logisticObjective, appendCopy }, w) =>
      fc.property(
        overlapping,
        fc.integer({ min: -32, max: 32 }),
        fc.integer({ min: 0, max: 8 }),
        fc.integer({ min: 0, max: 16 }),
        fc.constantFrom(0.5, 1, 4),
        (data, k, eighths, d, l1) => {
          const copied = appendCopy(data, data.columns - 1)
          const [weight, delta] = [k / 16, d / 16]
          const sign = weight < 0 ? -1 : 1
          const before = new Float64Array(data.columns + 1)
          before[data.columns] = weight
          const after = (a: number, b: number): Float64Array => Float64Array.of(...before.subarray(0, -1), a, b)
          const value = logisticObjective(data, { l1 }, before)
          // dyadic weights and features: the log-odds agree bit for bit, only the sum of the penalties rounds
          const part = (weight * eighths) / 8
          w.close('same signs', logisticObjective(copied, { l1 }, after(part, weight - part)), value, 1e-12)
          const opposite = logisticObjective(copied, { l1 }, after(weight + sign * delta, -sign * delta))
          w.close('opposite signs', opposite, value + 2 * l1 * delta, 1e-12)
        },
      ),
    runs: 40,
  }),
  law({
    id: 'copy.l1-sum-is-kept',
    says: 'under l1 the copies sum to w_n and every other weight stays, whatever the solver',
    cites: 'derived here: the penalty of a same-sign split is that of the sum',
    needs: ['fitLogistic', 'appendCopy'],
    holds: ({ fitLogistic, appendCopy }, w) =>
      fc.property(overlapping, fc.constantFrom(0.25, 0.5, 1), fc.constantFrom('gradient', 'coordinate'), (data, l1, solver) => {
        const before = converged('before', fitLogistic(data, { penalty: { l1 } }), w)
        const after = converged('after', fitLogistic(appendCopy(data, data.columns - 1), { penalty: { l1 }, solver }), w)
        // 1e-11 of gradient over the least curvature, which stays above 1e-3 on such data under l1
        w.close('w_n + w_{n+1}', last(after, 2) + last(after), last(before), 1e-7)
        w.close('others', after.subarray(0, -2), before.subarray(0, -1), 1e-7)
      }),
    runs: 12,
  }),
  law({
    id: 'copy.l1-split-is-the-solvers-choice',
    says: 'on the ten rows under l1 = 0.5 the copies sum to 0.60495, but visiting order, start and solver choose the split; all reach the same objective',
    cites: 'computed once with numpy 1.24',
    needs: ['fitLogistic', 'appendCopy', 'logisticObjective'],
    holds: ({ fitLogistic, appendCopy, logisticObjective }, w) =>
      table(splits, ({ how, options, split }) => {
        const copied = appendCopy(tenRows, 1)
        const weights = converged(how, fitLogistic(copied, { penalty: { l1: 0.5 }, ...options }), w)
        w.close(how, weights.subarray(2), split, 1e-10)
        w.close('others', weights.subarray(0, 2), [-0.0473023462, -0.139311524], 1e-10)
        w.close('J', logisticObjective(copied, { l1: 0.5 }, weights), 6.142054253203, 1e-12)
        w.measured(`l1 = 0.5, ${how}`, Array.from(weights.subarray(2)))
      }),
  }),
  law({
    id: 'copy.elastic-net-splits-equally',
    says: 'on the ten rows under l1 = l2 = 0.5 each copy gets 0.2824395552, by every solver from every start; their sum exceeds w_n',
    cites: 'derived here: any l2 makes equal copies the unique optimum; figures by numpy 1.24',
    needs: ['fitLogistic', 'appendCopy'],
    holds: ({ fitLogistic, appendCopy }, w) =>
      once(() => {
        const penalty = { l1: 0.5, l2: 0.5 }
        const before = last(converged('before', fitLogistic(tenRows, { penalty }), w))
        for (const solver of ['gradient', 'coordinate'] as const) {
          for (const start of [new Float64Array(4), Float64Array.of(0, 0, 0.7, -0.3)]) {
            const weights = converged(solver, fitLogistic(appendCopy(tenRows, 1), { penalty, solver, start }), w)
            w.close(`${solver} from ${start.join(', ')}`, weights.subarray(2), [0.2824395552, 0.2824395552], 1e-10)
            w.require('the sum exceeds w_n', last(weights) + last(weights, 2) > before + 0.03, [...weights])
          }
        }
      }),
  }),
]
