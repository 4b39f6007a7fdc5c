/** An exact copy, no penalty: only the sum of the two weights is determined, and nothing else changes. */
import fc from 'fast-check'
import { fromRows, overlapping, tenRows } from '../logistic/logistic-data.ts'
import { law, once } from '../../judge/spec.ts'
import { converged, last } from './weights.ts'

export default [
  law({
    id: 'copy.unpenalised-sum-is-kept',
    says: 'without penalty, on overlapping data, the copies sum to w_n, every other weight and every fitted probability stays, from every start; from zeros each copy is w_n / 2',
    cites: 'derived here: the likelihood depends on w_n + w_{n+1} alone, and steps are symmetric in the two',
    needs: ['fitLogistic', 'appendCopy', 'fittedProbabilities'],
    holds: ({ fitLogistic, appendCopy, fittedProbabilities }, w) =>
      fc.property(overlapping, fc.integer({ min: -8, max: 8 }), (data, k) => {
        const copied = appendCopy(data, data.columns - 1)
        const before = converged('before', fitLogistic(data), w)
        const difference = k / 4
        const start = new Float64Array(data.columns + 2)
        start.set([difference / 2, -difference / 2], data.columns)
        const after = converged('after', fitLogistic(copied, { start }), w)
        const [a, b] = [last(after, 2), last(after)]
        // 1e-11 of gradient over the least curvature, which stays above 1e-4 on such data
        w.close('w_n + w_{n+1}', a + b, last(before), 1e-7)
        w.close('others', after.subarray(0, -2), before.subarray(0, -1), 1e-7)
        w.close('w_n - w_{n+1} as at the start', a - b, difference, 1e-9)
        w.close('probabilities', fittedProbabilities(copied, after), fittedProbabilities(data, before), 1e-7)
      }),
    runs: 25,
  }),
  law({
    id: 'copy.unpenalised-on-ten-rows',
    says: 'on the ten rows both copies get 0.3787064103 from zeros, and 0.8787064103 and -0.1212935897 from (0.7, -0.3), by Newton and by gradient descent',
    cites: 'computed once with numpy 1.24; the difference of the start, 1, stays',
    needs: ['fitLogistic', 'appendCopy', 'fittedProbabilities'],
    holds: ({ fitLogistic, appendCopy, fittedProbabilities }, w) =>
      once(() => {
        const copied = appendCopy(tenRows, 1)
        for (const solver of ['newton', 'gradient'] as const) {
          const even = converged('from zeros', fitLogistic(copied, { solver }), w)
          w.close(`${solver} from zeros`, even, [-0.0156387093, -0.239611488, 0.3787064103, 0.3787064103], 2e-10)
          const apart = converged('from (0.7, -0.3)', fitLogistic(copied, { solver, start: Float64Array.of(0, 0, 0.7, -0.3) }), w)
          w.close(`${solver} from (0.7, -0.3)`, apart, [-0.0156387093, -0.239611488, 0.8787064103, -0.1212935897], 2e-10)
          // same log-odds up to the solver's 1e-11 of gradient over a curvature above 0.5, times |x| <= 3
          const before = converged('before', fitLogistic(tenRows), w)
          w.close('probabilities', fittedProbabilities(copied, apart), fittedProbabilities(tenRows, before), 1e-10)
        }
      }),
  }),
  law({
    id: 'copy.near-copies-spread-as-one-over-sigma',
    says: 'with x_n + sigma e for a copy, w_n + w_{n+1} and sigma w_{n+1} do not depend on sigma without penalty: the weights part as 1 / sigma; under l2 = 1 they meet as sigma goes to 0',
    cites: 'derived here: a x + b (x + sigma e) = (a + b) x + (sigma b) e, one likelihood in (a + b, sigma b) for every sigma',
    needs: ['fitLogistic'],
    holds: ({ fitLogistic }, w) =>
      once(() => {
        const noise = [0.5, -1, 0.25, 1, -0.5, 0.75, -0.25, 1.5, -1.25, -0.75]
        const near = (sigma: number): typeof tenRows => {
          const rows = Array.from(tenRows.labels, (y, i) => [i, y] as const)
          return fromRows(
            rows.map(([i, y]) => {
              const x = tenRows.features[2 * i + 1] ?? NaN
              return [x, x + sigma * (noise[i] ?? NaN), y]
            }),
          )
        }
        const whole = converged('sigma = 1', fitLogistic(near(1)), w)
        let gap = Infinity
        for (const sigma of [1, 0.5 ** 3, 0.5 ** 6, 0.5 ** 10]) {
          const weights = converged(`sigma = ${sigma}`, fitLogistic(near(sigma)), w)
          // 1e-11 of gradient over a curvature of about sigma^2, times sigma: 1e-8 at sigma = 2^-10
          w.close('w_n + w_{n+1}', last(weights, 2) + last(weights), last(whole, 2) + last(whole), 2e-8)
          w.close('sigma w_{n+1}', sigma * last(weights), last(whole), 2e-8)
          w.measured(`unpenalised w_{n+1} - w_n at sigma = ${sigma}`, last(weights) - last(weights, 2))
          const ridge = converged(`l2 = 1, sigma = ${sigma}`, fitLogistic(near(sigma), { penalty: { l2: 1 } }), w)
          const next = Math.abs(last(ridge) - last(ridge, 2))
          w.measured(`l2 = 1: |w_{n+1} - w_n| at sigma = ${sigma}`, next)
          if (sigma < 1) w.require('under l2 the gap shrinks with sigma', next < gap, [sigma, next, gap])
          gap = next
        }
        w.require('under l2 the gap at sigma = 2^-10 is below 0.01', gap < 0.01, gap)
      }),
  }),
]
