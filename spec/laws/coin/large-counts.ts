/** A thousand and more trials of a coin, and the shapes that few trials leave: what no small table shows. */
import fc from 'fast-check'
import type { Beta } from '../../../src/contract/beta-bernoulli.ts'
import { law, table } from '../../judge/spec.ts'

/**
 * P(X <= p) for X ~ Beta(a, b), whole shapes of any size, as the tail P(K >= a) of a + b - 1 trials: weights relative to the most likely
 * count, by the ratio of neighbours. Each of at most 4e4 ratios rounds three times: below 2e-11 relative.
 */
function mass(p: number, { a, b }: Beta): number {
  const n = a + b - 1
  const odds = p / (1 - p)
  const mode = Math.min(n, Math.floor((n + 1) * p))
  let [above, all] = [0, 0]
  const add = (k: number, weight: number): void => {
    all += weight
    if (k >= a) above += weight
  }
  for (let k = mode, weight = 1; k <= n && weight > 1e-25; k += 1) {
    add(k, weight)
    weight *= ((n - k) / (k + 1)) * odds
  }
  for (let k = mode - 1, weight = mode / ((n - mode + 1) * odds); k >= 0 && weight > 1e-25; k -= 1) {
    add(k, weight)
    weight *= k / ((n - k + 1) * odds)
  }
  return above / all
}

/** Sizes on either side of 170 and 1030, where factorials and binomial coefficients overflow, and far beyond. */
const large = fc
  .constantFrom(101, 170, 171, 172, 1029, 1030, 1031, 5000, 100_000)
  .chain((n) => fc.record({ n: fc.constant(n), k: fc.integer({ min: 0, max: n }) }))

/** The error of a quantile in p that the contract grants, as mass: the density is at most sqrt((n + 2) / 2) + 1, times the range of k. */
const granted = (n: number): number => 1e-9 * (n + 1) + 1e-10

export default [
  law({
    id: 'posterior-median.halves-the-mass-at-any-count',
    says: 'from a hundred to a hundred thousand trials half of the posterior lies below the median, and level + (1 - level) / 2 below the upper end of an interval',
    cites: 'definition; the mass is a binomial tail',
    needs: ['posteriorMedian', 'equalTailedInterval'],
    runs: 40,
    holds: ({ posteriorMedian, equalTailedInterval }, w) =>
      fc.property(large, ({ k, n }) => {
        const shapes = { a: k + 1, b: n - k + 1 }
        w.close(`mass below the median of ${k}, ${n}`, mass(posteriorMedian(k, n), shapes), 0.5, granted(n))
        const { low, high } = equalTailedInterval(k, n, 0.9)
        w.close('mass below the interval', mass(low, shapes), 0.05, granted(n))
        w.close('mass below its upper end', mass(high, shapes), 0.95, granted(n))
      }),
  }),
  law({
    id: 'coverage.stays-near-the-level-at-any-count',
    says: 'at p = 1/2 the 95 % interval of 171, 1030 and 2000 trials covers within 2 points of 95 %',
    cites: 'de Moivre-Laplace: at p = 1/2 the interval is that of a normal distribution up to half a count',
    needs: ['coverageOfEqualTailed'],
    holds: ({ coverageOfEqualTailed }, w) =>
      // a count more or less at either end changes the coverage by the mass of two counts: at most 2 * 0.8 / sqrt(171) * 0.15 = 0.02
      table([171, 1030, 2000], (n) => w.close(`n = ${n}`, coverageOfEqualTailed(0.5, n, 0.95), 0.95, 0.02)),
  }),
  law({
    id: 'highest-density.falls-from-an-end',
    says: 'without heads under a Jeffreys prior the density falls from 0, so the densest interval begins there; without tails it ends at 1',
    cites: 'definition: A < 1 < B makes the density fall throughout',
    needs: ['highestDensityInterval'],
    holds: ({ highestDensityInterval }, w) =>
      table([1, 3, 10, 50], (n) => {
        const jeffreys = { a: 0.5, b: 0.5 }
        w.close(`no heads in ${n}: low`, highestDensityInterval(0, n, 0.9, jeffreys)?.low ?? NaN, 0, 1e-8)
        w.close(`no tails in ${n}: high`, highestDensityInterval(n, n, 0.9, jeffreys)?.high ?? NaN, 1, 1e-8)
      }),
  }),
]
