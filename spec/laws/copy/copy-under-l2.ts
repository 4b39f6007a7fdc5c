/** Copies under l2: equal weights, a sum between w_n and 2 w_n, and the same fit as one column scaled up. */
import fc from 'fast-check'
import { eightRows, overlapping, separable, strength, tenRows } from '../logistic/logistic-data.ts'
import type { DenseData } from '../../../src/contract/logistic.ts'
import { bisect } from '../logistic/oracle.ts'
import { law, once, table } from '../../judge/spec.ts'
import type { Parts } from '../../judge/subject.ts'
import { converged, last } from './weights.ts'

/** The ten rows with r equal columns x_n. */
function copies(appendCopy: Parts['appendCopy'], r: number): DenseData {
  let data = tenRows
  for (let k = 1; k < r; k += 1) data = appendCopy(data, 1)
  return data
}

/** s / w_n on the ten rows by strength. */
const ratios = [
  [0.01, 1.00168092935],
  [0.1, 1.016319270872],
  [1, 1.130055270606],
  [10, 1.546062890312],
  [100, 1.919263361557],
  [1e4, 1.999120778853],
] as const

export default [
  law({
    id: 'copy.l2-sum-lies-between-once-and-twice',
    says: 'for every l2 > 0 the copies have equal weights and their sum lies between w_n and 2 w_n, on overlapping and on separable data alike',
    cites:
      'derived here: at a given sum s, a^2 + b^2 is least at a = b, which leaves (l2 / 4) s^2; the slope of the rest of J rises in s and is -l2 w_n before, -l2 s / 2 after',
    needs: ['fitLogistic', 'appendCopy'],
    reaches: ['w_n is not zero'],
    holds: ({ fitLogistic, appendCopy }, w) =>
      fc.property(fc.oneof(overlapping, separable), strength, (data, l2) => {
        const before = last(converged('before', fitLogistic(data, { penalty: { l2 } }), w))
        const after = converged('after', fitLogistic(appendCopy(data, data.columns - 1), { penalty: { l2 } }), w)
        w.close('w_n against w_{n+1}', last(after, 2), last(after), 1e-9) // 2e-11 of gradient over l2 >= 1/64
        if (Math.abs(before) <= 1e-6) return
        w.reached('w_n is not zero')
        const ratio = (last(after, 2) + last(after)) / before
        // each weight is off by 1e-9 at most, w_n itself by as much
        const slack = 4e-9 / Math.abs(before)
        w.require('1 <= s / w_n <= 2', ratio >= 1 - slack && ratio <= 2 + slack, ratio)
      }),
    runs: 40,
  }),
  law({
    id: 'copy.l2-frees-the-fit',
    says: 'under l2 the loss plus the penalty on the other weights never rises by copying a feature',
    cites:
      'derived here: that part of J is weighed against (l2 / 2) s^2 before and (l2 / 4) s^2 after, so its share of the minimum falls',
    needs: ['fitLogistic', 'appendCopy', 'logisticObjective'],
    holds: ({ fitLogistic, appendCopy, logisticObjective }, w) =>
      fc.property(overlapping, strength, (data, l2) => {
        const copied = appendCopy(data, data.columns - 1)
        const before = converged('before', fitLogistic(data, { penalty: { l2 } }), w)
        const after = converged('after', fitLogistic(copied, { penalty: { l2 } }), w)
        const old = logisticObjective(data, { l2 }, before) - (l2 / 2) * last(before) ** 2
        const now = logisticObjective(copied, { l2 }, after) - (l2 / 2) * (last(after, 2) ** 2 + last(after) ** 2)
        // off by l2 |w| times the error of w, 1e-11 / l2, and by the rounding of J below 100
        w.require('loss + penalty on the others does not rise', now <= old + 1e-10, [old, now])
      }),
    runs: 25,
  }),
  law({
    id: 'copy.l2-ratio-on-ten-rows',
    says: 'on the ten rows the sum of the copies over w_n grows with l2 from 1.0017 at 0.01 over 1.1301 at 1 to 1.9991 at 10 000',
    cites: 'computed once with numpy 1.24',
    needs: ['fitLogistic', 'appendCopy'],
    holds: ({ fitLogistic, appendCopy }, w) =>
      table(ratios, ([l2, expected]) => {
        const before = last(converged('before', fitLogistic(tenRows, { penalty: { l2 } }), w))
        const after = converged('after', fitLogistic(appendCopy(tenRows, 1), { penalty: { l2 } }), w)
        const ratio = (last(after, 2) + last(after)) / before
        w.measured(`s / w_n at l2 = ${l2}`, ratio)
        // 2e-11 of gradient over max(1, l2) of curvature, relative to w_n: above 0.2 up to l2 = 10, then falling as 2 / l2
        w.close(`s / w_n at l2 = ${l2}`, ratio, expected, 1e-10)
      }),
  }),
  law({
    id: 'copy.l2-ratio-rises-with-the-penalty',
    says: 'against the strength of l2 the sum of the copies over w_n rises from 1 to 2 on the ten rows, while each copy falls from 0.3787 to 0; the curve passes through the published ratios',
    cites: 'computed once with numpy 1.24; that it rises is seen on these data, not a theorem',
    needs: ['copiesAgainstPenalty'],
    holds: ({ copiesAgainstPenalty }, w) =>
      once(() => {
        const published = copiesAgainstPenalty(
          tenRows,
          1,
          ratios.map(([l2]) => l2),
        )
        w.close(
          'ratios',
          published.map(({ ratio }) => ratio),
          ratios.map(([, ratio]) => ratio),
          1e-10,
        ) // as above
        const curve = copiesAgainstPenalty(
          tenRows,
          1,
          Array.from({ length: 25 }, (_, k) => 2 ** (k - 12)),
        )
        const rising = curve.every(({ ratio }, k) => ratio > (curve[k - 1]?.ratio ?? 1) && ratio < 2)
        w.require(
          'the ratio rises and stays below 2',
          rising,
          curve.map(({ ratio }) => ratio),
        )
        const falling = curve.every(({ each }, k) => each < (curve[k - 1]?.each ?? 0.3787064103) && each > 0)
        w.require(
          'each copy falls and stays above 0',
          falling,
          curve.map(({ each }) => each),
        )
        for (const { l2, alone, each, ratio } of curve) w.close(`ratio at l2 = ${l2}`, ratio, (2 * each) / alone, 1e-9)
        w.throws('strength 0', RangeError, 'strengths', () => copiesAgainstPenalty(tenRows, 1, [0]))
      }),
  }),
  law({
    id: 'copy.l2-on-ten-rows',
    says: 'on the ten rows under l2 = 1 each copy gets 0.326747, not half of 0.578285, w_0 and w_1 move, a probability moves by 0.0287, and the loss falls to 5.729132',
    cites: 'computed once with numpy 1.24',
    needs: ['fitLogistic', 'appendCopy', 'logisticObjective', 'fittedProbabilities'],
    holds: ({ fitLogistic, appendCopy, logisticObjective, fittedProbabilities }, w) =>
      once(() => {
        const copied = appendCopy(tenRows, 1)
        const before = converged('before', fitLogistic(tenRows, { penalty: { l2: 1 } }), w)
        const after = converged('after', fitLogistic(copied, { penalty: { l2: 1 } }), w)
        w.close('l2 = 1', after, [-0.021536471713, -0.199000804968, 0.32674704574, 0.32674704574], 2e-11)
        w.close('loss', logisticObjective(copied, {}, after), 5.729131663804, 2e-11)
        w.close('J', logisticObjective(copied, { l2: 1 }, after), 5.855695955893, 1e-12)
        const [p, q] = [fittedProbabilities(tenRows, before), fittedProbabilities(copied, after)]
        w.close('largest change of a probability', Math.max(...p.map((x, i) => Math.abs(x - (q[i] ?? NaN)))), 0.028735, 5e-7)
        const weak = converged('l2 = 0.1', fitLogistic(copied, { penalty: { l2: 0.1 } }), w)
        w.close('l2 = 0.1', weak, [-0.0165587658, -0.2345899026, 0.3725004532, 0.3725004532], 1e-10)
        const strong = converged('l2 = 10', fitLogistic(copied, { penalty: { l2: 10 } }), w)
        w.close('l2 = 10', strong.subarray(1), [-0.0868504551, 0.1592928764, 0.1592928764], 1e-10)
      }),
  }),
  law({
    id: 'copy.eight-rows-by-bisection',
    says: 'on the eight rows the sum of the copies solves the equation of w with half the l2: 8 (sigma(s) - 3/4) + l2 s / 2 = 0',
    cites: 'derived here: the penalty on the sum is (l2 / 4) s^2',
    needs: ['fitLogistic', 'appendCopy'],
    holds: ({ fitLogistic, appendCopy }, w) =>
      fc.property(strength, (l2) => {
        const after = converged('eight rows', fitLogistic(appendCopy(eightRows, 0), { penalty: { l2 } }), w)
        const sum = bisect((x) => 8 * (1 / (1 + Math.exp(-x)) - 0.75) + (l2 / 2) * x, 0, 2)
        w.close('intercept and copies', after, [0, sum / 2, sum / 2], 1e-9) // 2e-11 over l2 >= 1/64
      }),
    runs: 20,
  }),
  law({
    id: 'copy.eight-rows-counter-example',
    says: 'on the eight rows under l2 = 1 w is 0.683623838758 and each copy 0.418233881232: s / w_n = 1.223578984584',
    cites: 'computed once with numpy 1.24; bisection agrees',
    needs: ['fitLogistic', 'appendCopy'],
    holds: ({ fitLogistic, appendCopy }, w) =>
      table(
        [
          [0.1, 1.031013473273, 1.063471037014],
          [1, 0.683623838758, 2 * 0.418233881232],
          [10, 0.166730862954, 0.286268306861],
        ] as const,
        ([l2, alone, sum]) => {
          const before = last(converged('before', fitLogistic(eightRows, { penalty: { l2 } }), w))
          const after = converged('after', fitLogistic(appendCopy(eightRows, 0), { penalty: { l2 } }), w)
          w.close('w_n', before, alone, 2e-11)
          w.close('s', last(after, 2) + last(after), sum, 4e-11)
          if (l2 === 1) w.close('s / w_n', (last(after, 2) + last(after)) / before, 1.223578984584, 6e-11)
        },
      ),
  }),
  law({
    id: 'copy.l2-r-copies-share-l2',
    says: 'r equal columns under l2 each get 1 / r of what one column would get under l2 / r; on the ten rows under l2 = 1 the sums for r = 3, 5, 10 are 0.684247, 0.711621, 0.734084',
    cites: 'derived here: at a given sum s, r equal weights leave (l2 / 2) s^2 / r; figures by numpy 1.24',
    needs: ['fitLogistic', 'appendCopy'],
    holds: ({ fitLogistic, appendCopy }, w) =>
      table(
        [
          [3, 0.2280822168, 0.6842466505],
          [5, 0.1423241128, 0.7116205638],
          [10, 0.0734083835, 0.7340838348],
        ] as const,
        ([r, each, sum]) => {
          const weights = converged(`${r} copies`, fitLogistic(copies(appendCopy, r), { penalty: { l2: 1 } }), w).slice(2)
          w.close(
            'each copy',
            weights,
            Array.from({ length: r }, () => each),
            1e-10,
          )
          w.close(
            'sum',
            weights.reduce((total, x) => total + x, 0),
            sum,
            1e-10,
          )
        },
      ),
  }),
]
