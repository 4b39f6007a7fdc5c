/** Other right ways to compute what is known about arms. */
import jstat from 'jstat'
import {
  adjustPValues,
  betaUpperTail,
  compareWithControl,
  decidedFrom,
  normalCdf,
  normalQuantile,
  normalUpperTail,
  probabilityBetter,
  wilsonInterval,
} from '../../../src/index.ts'
import { rateOf } from '../../../src/stats/arm.ts'
import { requireCounts } from '../../../src/stats/arguments.ts'
import { hypergeometric } from '../../../src/stats/binomial.ts'
import { comparisonBy } from '../../../src/stats/compare-arms.ts'
import { TESTS } from '../../../src/stats/p-value.ts'
import { normalTwoSided } from '../../../src/stats/tails.ts'
import type { Arm } from '../../../src/contract/two-proportion.ts'
import type { Variant } from '../../judge/mutant.ts'
import { REFERENCE_TESTS } from '../experiments/mutants/faulty-comparison.ts'

/** sqrt(N) (ad - bc) / sqrt(margins), zero where the rates agree. */
function zOfTable(arm: Arm, control: Arm): number {
  const [a, b, c, d] = [arm.successes, arm.n - arm.successes, control.successes, control.n - control.successes]
  const determinant = a * d - b * c
  const total = arm.n + control.n
  return determinant === 0 ? 0 : (determinant * Math.sqrt(total)) / Math.sqrt(arm.n * control.n * (a + c) * (b + d))
}

/** Fisher from the least likely table on: the masses rise to the mode from either end, so the smaller of two ends comes next. */
function fisher(arm: Arm, control: Arm): { statistic: number; p: number } {
  for (const each of [arm, control]) requireCounts('fisherP', each)
  const { from, pmf } = hypergeometric(arm.n, control.n, arm.successes + control.successes, arm.successes)
  const most = (pmf[arm.successes - from] ?? NaN) * (1 + 1e-10)
  let p = 0
  for (let [low, high] = [0, pmf.length - 1]; low <= high;) {
    const [left, right] = [pmf[low] ?? NaN, pmf[high] ?? NaN]
    if (Math.min(left, right) > most) break
    p += Math.min(left, right)
    if (left < right) low += 1
    else high -= 1
  }
  return { statistic: rateOf(arm) - rateOf(control), p: Math.min(1, p) }
}

export default [
  {
    id: 'two-proportion.z-of-the-table',
    because: 'the pooled z is the determinant of the table over its margins; only the roundings differ',
    parts: (() => {
      const tests = {
        ...REFERENCE_TESTS,
        'pooled z': (arm: Arm, control: Arm) => {
          TESTS['pooled z'](arm, control) // refuses impossible counts
          return { statistic: zOfTable(arm, control), p: normalTwoSided(zOfTable(arm, control)) }
        },
      }
      return {
        pooledZ: (arm, control) => tests['pooled z'](arm, control).statistic,
        pValue: (procedure, arm, control) => tests[procedure](arm, control).p,
        compareWithControl: comparisonBy(tests, adjustPValues),
      }
    })(),
  },
  {
    id: 'fisher.sorted',
    because: 'the same masses are summed in another order, with another tolerance for ties',
    parts: (() => {
      const tests = { ...REFERENCE_TESTS, Fisher: fisher }
      return {
        pValue: (procedure, arm, control) => tests[procedure](arm, control).p,
        compareWithControl: comparisonBy(tests, adjustPValues),
      }
    })(),
  },
  {
    id: 'probability-better.worse-is-the-complement',
    because: 'P(better) is one minus P(worse): the rates tie with probability zero',
    parts: { probabilityBetter: (arm, control, prior) => 1 - probabilityBetter(control, arm, prior) },
  },
  {
    id: 'distributions.jstat-in-the-centre',
    because:
      'jStat has the normal distribution function to 1e-16, absolute, where no tail is asked for; the Beta one by reflection',
    parts: {
      normalCdf: (z) => {
        if (Number.isNaN(z)) return normalCdf(z) // which refuses it
        return Math.abs(z) < 1 ? jstat.jStat.normal.cdf(z, 0, 1) : normalUpperTail(-z)
      },
      betaCdf: (x, a, b) => (x >= 0 && x <= 1 ? betaUpperTail(1 - x, b, a) : betaUpperTail(x, a, b)),
    },
  },
  {
    id: 'wilson.by-roots',
    because: "Wilson's ends are the roots of a quadratic, found without cancellation through their product",
    parts: {
      wilsonInterval: (arm, level) => {
        if (!(level > 0 && level < 1) || !(arm.successes > 0 && arm.successes < arm.n && arm.n < Infinity))
          return wilsonInterval(arm, level)
        const z2 = normalQuantile((1 + level) / 2) ** 2
        const rate = arm.successes / arm.n
        const [a, b, c] = [1 + z2 / arm.n, 2 * rate + z2 / arm.n, rate * rate]
        const high = (b + Math.sqrt(b * b - 4 * a * c)) / (2 * a)
        return { low: c / (a * high), high }
      },
    },
  },
  {
    id: 'range-of-n.by-scan',
    because: 'real counts are asked one n after the other, up to the first n at which an arm is decided',
    parts: {
      decidedFrom: (asked) => {
        decidedFrom(asked) // for its refusals
        const first = (name: string): number => {
          const largest = asked.largest ?? 10_000
          for (let n = 1; n <= largest; n += 1) {
            const arms = Object.fromEntries(Object.entries(asked.rates).map(([each, rate]) => [each, { successes: rate * n, n }]))
            if (compareWithControl({ ...asked, arms })[name]?.decision !== 'undecided') return n
          }
          return largest + 1
        }
        return Object.fromEntries(
          Object.keys(asked.rates)
            .filter((name) => name !== asked.control)
            .map((name) => [name, first(name)]),
        )
      },
    },
  },
] satisfies Variant[]
