/** Confidence intervals for one rate and for the difference of two, and their duality with tests. */
import fc from 'fast-check'
import { arms, mixedArms } from './any-arm.ts'
import type { Arm } from '../../../src/contract/two-proportion.ts'
import { ARMS, CONTROL, GOLDEN, WILSON_OF_A } from '../experiments/email-templates.ts'
import { law, table } from '../../judge/spec.ts'

const { [CONTROL]: control } = ARMS
const levels = fc.constantFrom(0.5, 0.8, 0.9, 0.95, 0.99)

const wilsonScore = law({
  id: 'wilson.ends-are-where-the-score-test-turns',
  says: "the ends of Wilson's interval solve (p - rate)^2 n = z^2 rate (1 - rate), except that no success ends it at 0 and no failure at 1",
  cites: 'Wilson 1927',
  needs: ['wilsonInterval', 'normalQuantile'],
  reaches: ['at 0', 'at 1', 'inside'],
  holds: ({ wilsonInterval, normalQuantile }, w) =>
    fc.property(arms(300), levels, (arm, level) => {
      const z = normalQuantile((1 + level) / 2)
      const { low, high } = wilsonInterval(arm, level)
      const rate = arm.successes / arm.n
      w.reached(rate === 0 ? 'at 0' : rate === 1 ? 'at 1' : 'inside')
      for (const end of [low, high]) w.close('score', (rate - end) ** 2 * arm.n, z ** 2 * end * (1 - end), 1e-11 * (1 + z ** 2))
      w.require('around the rate, inside [0, 1]', 0 <= low && low <= rate && rate <= high && high <= 1, { low, rate, high })
      w.require('of positive length', low < high, { low, high })
    }),
})

const wilsonGolden = law({
  id: 'wilson.golden-email-templates',
  says: 'the Wilson intervals of the five templates are the published ones; those of A and E overlap, and so do those of A and B',
  cites: 'statsmodels proportion_confint(method="wilson"), 10 digits',
  needs: ['wilsonInterval'],
  holds: ({ wilsonInterval }, w) =>
    table([{ name: 'A' as const, wilson: WILSON_OF_A }, ...GOLDEN], ({ name, wilson }) => {
      const { low, high } = wilsonInterval(ARMS[name], 0.95)
      w.close(name, [low, high], wilson, 5e-11 * 1.01)
      const a = wilsonInterval(control, 0.95)
      w.require('overlaps that of A', low < a.high && a.low < high, { low, high })
    }),
})

const differenceGolden = law({
  id: 'difference-interval.golden-email-templates',
  says: 'the Wald, Newcombe and Agresti-Caffo intervals of the differences from A are the published ones',
  cites: 'statsmodels confint_proportions_2indep, 8 digits',
  needs: ['differenceInterval'],
  holds: ({ differenceInterval }, w) =>
    table(GOLDEN, (row) => {
      const ends = (method: 'Wald' | 'Newcombe' | 'Agresti-Caffo'): number[] => {
        const { low, high } = differenceInterval(method, ARMS[row.name], control, 0.95)
        return [low, high]
      }
      w.close(`${row.name}: Wald`, ends('Wald'), row.wald, 5e-9)
      w.close(`${row.name}: Newcombe`, ends('Newcombe'), row.newcombe, 5e-9)
      w.close(`${row.name}: Agresti-Caffo`, ends('Agresti-Caffo'), row.agrestiCaffo, 5e-9)
    }),
})

const duality = law({
  id: 'difference-interval.is-dual-to-its-test',
  says: 'an interval at level 1 - p, p being the p-value of its test, has one end at zero: Wald for the unpooled z, Newcombe and Agresti-Caffo for theirs',
  cites: 'duality of tests and intervals; exact for these three',
  needs: ['differenceInterval', 'pValue'],
  reaches: ['compared'],
  holds: ({ differenceInterval, pValue }, w) =>
    fc.property(mixedArms(300), mixedArms(300), (a, c) => {
      for (const [method, procedure] of [
        ['Wald', 'unpooled z'],
        ['Newcombe', 'Newcombe'],
        ['Agresti-Caffo', 'Agresti-Caffo'],
      ] as const) {
        const p = pValue(procedure, a, c)
        // at the ends of (0, 1) the level 1 - p keeps too few digits of p
        if (!(p > 1e-4 && p < 0.999)) continue
        w.reached('compared')
        const { low, high } = differenceInterval(method, a, c, 1 - p)
        // 1 - p is off by 2^-53, which at p = 1e-4 moves z by 2^-53 / (2 * density(3.9)) = 3e-13 and an end by as much
        w.close(`${method} touches zero`, Math.min(Math.abs(low), Math.abs(high)), 0, 1e-11)
      }
    }),
})

const newcombe = law({
  id: 'newcombe.joins-two-wilson-intervals',
  says: "Newcombe's ends are the difference moved by the root of the squared distances from each rate to its own Wilson end, on the side that matters",
  cites: 'Newcombe 1998, method 10',
  needs: ['differenceInterval', 'wilsonInterval'],
  holds: ({ differenceInterval, wilsonInterval }, w) =>
    fc.property(arms(300), arms(300), levels, (a, c, level) => {
      const [one, other] = [wilsonInterval(a, level), wilsonInterval(c, level)]
      const [p, q] = [a.successes / a.n, c.successes / c.n]
      const { low, high } = differenceInterval('Newcombe', a, c, level)
      w.close('low', (p - q - low) ** 2, (p - one.low) ** 2 + (other.high - q) ** 2, 1e-10)
      w.close('high', (high - p + q) ** 2, (one.high - p) ** 2 + (q - other.low) ** 2, 1e-10)
    }),
})

const plus = ({ successes, n }: Arm): Arm => ({ successes: successes + 1, n: n + 2 })

const shifted = law({
  id: 'agresti-caffo.is-wald-after-one-of-each',
  says: 'the Agresti-Caffo interval is the Wald interval after one success and one failure are added to each arm',
  cites: 'Agresti and Caffo 2000',
  needs: ['differenceInterval'],
  holds: ({ differenceInterval }, w) =>
    fc.property(arms(300), arms(300), levels, (a, c, level) => {
      const { low, high } = differenceInterval('Agresti-Caffo', a, c, level)
      const wald = differenceInterval('Wald', plus(a), plus(c), level)
      w.close('ends', [low, high], [wald.low, wald.high], 1e-14)
    }),
})

const wider = law({
  id: 'difference-interval.swaps-and-widens',
  says: 'swapping arm and control mirrors every interval at zero, and a higher level widens it',
  cites: 'definition',
  needs: ['differenceInterval'],
  holds: ({ differenceInterval }, w) =>
    fc.property(mixedArms(300), mixedArms(300), fc.constantFrom('Wald', 'Newcombe', 'Agresti-Caffo'), (a, c, method) => {
      const here = differenceInterval(method, a, c, 0.9)
      const there = differenceInterval(method, c, a, 0.9)
      w.close('mirrored', [here.low, here.high], [-there.high, -there.low], 2e-11)
      const wide = differenceInterval(method, a, c, 0.95)
      w.require('wider', wide.low < here.low && here.high < wide.high, { here, wide })
    }),
})

const levelChecked = law({
  id: 'intervals.reject-impossible-levels',
  says: 'levels outside (0, 1), such as 95 for 95 %, are RangeErrors that say the value',
  cites: 'contract',
  needs: ['wilsonInterval', 'differenceInterval'],
  holds: ({ wilsonInterval, differenceInterval }, w) =>
    table([0, 1, 95, -0.5, NaN], (level) => {
      w.throws('wilsonInterval', RangeError, String(level), () => wilsonInterval(control, level))
      w.throws('differenceInterval', RangeError, String(level), () => differenceInterval('Wald', ARMS.B, control, level))
    }),
})

export default [wilsonScore, wilsonGolden, differenceGolden, duality, newcombe, shifted, wider, levelChecked]
