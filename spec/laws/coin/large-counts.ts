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

/**
 * The probability under p of the counts whose posterior has from (1 - level) / 2 to (1 + level) / 2 of its mass below p. Those counts are
 * neighbours, and a posterior of k heads has as much mass below p as there are samples of n + 1 trials with more than k heads.
 */
function coverage(p: number, n: number, level: number): number {
  const below = (k: number): number => mass(p, { a: k + 1, b: n - k + 1 })
  const isCovered = (k: number): boolean => Math.abs(below(k) - 0.5) <= level / 2
  const covered = Array.from({ length: n + 1 }, (_, k) => k).filter(isCovered)
  const [first = NaN, last = NaN] = [covered[0], covered.at(-1)]
  const atLeast = (k: number): number => mass(p, { a: k, b: n - k + 1 })
  return atLeast(first) - atLeast(last + 1)
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
    id: 'coverage.counts-every-sample-at-any-count',
    says: 'at p = 1/2 and p = 1/8 the 95 % interval of 171, 1030 and 2000 trials covers as often as there are samples with 2.5 % to 97.5 % of the posterior below p',
    cites: 'definition; the posterior mass is a binomial tail',
    needs: ['coverageOfEqualTailed'],
    holds: ({ coverageOfEqualTailed }, w) =>
      table([171, 1030, 2000], (n) => {
        // of these samples none leaves within 1e-5 of 2.5 % on either side, far above the mass that an end's error of 1e-9 is worth
        for (const p of [0.5, 0.125]) w.close(`n = ${n}, p = ${p}`, coverageOfEqualTailed(p, n, 0.95), coverage(p, n, 0.95), 1e-9)
      }),
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
