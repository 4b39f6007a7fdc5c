/** How columns of paired numbers are ranked. */
import fc from 'fast-check'
import type { Method, PerMethod } from '../../../src/contract/selection.ts'
import { law, once, table } from '../../judge/spec.ts'

const shares = fc.integer({ min: 0, max: 1000 }).map((x) => x / 1000)
const columns = fc
  .array(fc.tuple(shares, shares, shares), { minLength: 2, maxLength: 30 })
  .map((rows): PerMethod<readonly number[]> => [rows.map(([a]) => a), rows.map(([, b]) => b), rows.map(([, , c]) => c)])

/** Twenty trials of multiples of 1/1024, so that what is added to all of them is taken away again exactly. */
const grid = fc.integer({ min: -1024, max: 1024 }).map((n) => n / 1024)
const threeSwings = fc.array(fc.tuple(grid, grid, grid), { minLength: 20, maxLength: 20 })

const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length

export default [
  law({
    id: 'compare.differences-are-paired',
    says: 'a difference is the mean over all trials of what one method has more in that trial, and methods are ordered by their means',
    cites: 'definition of a paired comparison',
    needs: ['compareMethods'],
    holds: ({ compareMethods }, w) =>
      fc.property(columns, (three) => {
        const comparison = compareMethods(three)
        const means = three.map(mean)
        w.close('means', comparison.means, means, 1e-12)
        const order = ([1, 2, 3] as const).toSorted(
          (a, b) => (comparison.means[b - 1] ?? NaN) - (comparison.means[a - 1] ?? NaN) || a - b,
        )
        w.equal('order', comparison.order, order)
        for (const [a, b] of [
          [1, 2],
          [2, 3],
          [3, 1],
        ] as const) {
          const differences = (three[a - 1] ?? []).map((x, i) => x - (three[b - 1]?.[i] ?? NaN))
          w.close(`${a} against ${b}`, comparison.difference(a, b).mean, mean(differences), 1e-12)
          w.close(`${b} against ${a}`, comparison.difference(b, a).halfWidth, comparison.difference(a, b).halfWidth, 1e-12)
        }
      }),
  }),
  law({
    id: 'compare.intervals-are-students',
    says: 'the half-width is t(level, n - 1) times the standard error of the paired differences',
    cites: 'tabulated quantiles of Student’s t, to their last digit',
    needs: ['compareMethods'],
    holds: ({ compareMethods }, w) =>
      table(STUDENT, ({ trials, level, t }) => {
        // differences of 1 and -1 by turns have standard deviation sqrt(n / (n - 1)) around 0
        const swings = Array.from({ length: trials }, (_, i) => (i % 2 === 0 ? 1 : -1))
        const zeros = swings.map(() => 0)
        const { halfWidth } = compareMethods([swings, zeros, zeros], level).difference(1, 2)
        w.close('half-width', halfWidth * Math.sqrt(trials - 1), t, 5e-4)
      }),
  }),
  law({
    id: 'compare.common-swings-cancel',
    says: 'the half-width is that of the differences within trials: what all methods share in a trial does not widen it, and trials that differ by the same everywhere have 0',
    cites: 'definition of a paired comparison; t(0.95, 19) = 2.0930',
    needs: ['compareMethods'],
    reaches: ['trials differ'],
    holds: ({ compareMethods }, w) =>
      fc.property(threeSwings, (rows) => {
        const [a, b, common] = [rows.map(([x]) => x), rows.map(([, y]) => y), rows.map(([, , z]) => 64 * z)]
        const differences = a.map((x, i) => x - (b[i] ?? NaN))
        const centre = mean(differences)
        const error = Math.sqrt(mean(differences.map((d) => (d - centre) ** 2)) / (rows.length - 1))
        const plus = (values: readonly number[]): number[] => values.map((x, i) => x + (common[i] ?? NaN))
        const { halfWidth } = compareMethods([plus(a), plus(b), common]).difference(1, 2)
        w.close('half-width', halfWidth, 2.093 * error, 5e-5 * error + 1e-12)
        if (error > 0) w.reached('trials differ')
        const tenths = rows.map(() => 0.1)
        w.equal('trials that agree', compareMethods([tenths, tenths.map(() => 0), tenths]).difference(1, 2).halfWidth, 0)
      }),
  }),
  law({
    id: 'compare.one-trial-shows-nothing',
    says: 'one trial has an interval without end, trials that agree have one of width 0, and ties keep the order of the methods',
    cites: 'the contract',
    needs: ['compareMethods'],
    holds: ({ compareMethods }, w) =>
      once(() => {
        w.equal('one trial', compareMethods([[1], [0], [0]]).difference(1, 2), { mean: 1, halfWidth: Infinity })
        w.equal(
          'agreeing trials',
          compareMethods([
            [1, 1],
            [0, 0],
            [0, 0],
          ]).difference(1, 2),
          { mean: 1, halfWidth: 0 },
        )
        const tied: readonly Method[] = [3, 1, 2]
        w.equal(
          'ties',
          compareMethods([
            [0, 0],
            [0, 0],
            [1, 1],
          ]).order,
          tied,
        )
        w.throws('no trial', RangeError, 'trial', () => compareMethods([[], [], []]))
        w.throws('a short column', RangeError, 'trials', () => compareMethods([[1, 2], [1], [1, 2]]))
        w.throws('NaN', RangeError, 'finite', () => compareMethods([[1], [NaN], [1]]))
        w.throws('level 1', RangeError, 'level', () => compareMethods([[1], [1], [1]], 1))
      }),
  }),
]

const STUDENT = [
  { trials: 2, level: 0.95, t: 12.7062 },
  { trials: 20, level: 0.95, t: 2.093 },
  { trials: 20, level: 0.999, t: 3.8834 },
  { trials: 30, level: 0.95, t: 2.0452 },
  { trials: 100, level: 0.99, t: 2.6264 },
]
