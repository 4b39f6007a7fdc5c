/** Right coins, computed another way. */
import gammaln from '@stdlib/math-base-special-gammaln'
import { mle, posterior, posteriorMean } from '../../../src/stats/beta-bernoulli.ts'
import { betaCdf, betaQuantile } from '../../../src/stats/tails.ts'
import { map } from '../../../src/stats/posterior-mode.ts'
import type { Beta } from '../../../src/contract/beta-bernoulli.ts'
import type { Variant } from '../../judge/mutant.ts'

const UNIFORM: Beta = { a: 1, b: 1 }

export default [
  {
    id: 'coin.one-trial-at-a-time',
    because: 'the posterior of some trials is the prior of the next; tails come first, then heads',
    parts: {
      posterior(k, n, prior = UNIFORM) {
        posterior(k, n, prior) // refuses what is impossible
        let belief = prior
        for (let trial = 0; trial < n; trial += 1) belief = posterior(trial < n - k ? 0 : 1, 1, belief)
        return belief
      },
    },
  },
  {
    id: 'coin.mean-as-weighted-average',
    because: 'the posterior mean is the average of k / n and the prior mean, with weights n and a + b',
    parts: {
      posteriorMean(k, n, prior = UNIFORM) {
        const before = posteriorMean(0, 0, prior)
        const data = mle(k, n)
        const weight = prior.a + prior.b
        return data === undefined ? before : (n * data + weight * before) / (n + weight)
      },
    },
  },
  {
    id: 'coin.median-by-bisection',
    because: 'the distribution function rises, so halving an interval finds its quantiles',
    parts: {
      posteriorMedian: (k, n, prior) => quantileByBisection(0.5, posterior(k, n, prior)),
      equalTailedInterval(k, n, level, prior) {
        if (!(level > 0 && level < 1)) throw new RangeError(`equalTailedInterval: level must be in (0, 1), got ${level}`)
        const shapes = posterior(k, n, prior)
        return { low: quantileByBisection((1 - level) / 2, shapes), high: quantileByBisection((1 + level) / 2, shapes) }
      },
    },
  },
  {
    id: 'coin.map-by-bisection-of-the-slope',
    because: 'with one peak inside, the sign of (A-1)(1-p) - (B-1)p tells on which side of the peak p lies',
    parts: {
      map(k, n, prior) {
        const { a, b } = posterior(k, n, prior)
        if (!(a > 1 && b > 1)) return map(k, n, prior)
        return { kind: 'point', p: bisect((p) => (a - 1) * (1 - p) < (b - 1) * p) }
      },
    },
  },
  {
    id: 'coin.density-by-gamma-functions',
    because: '1 / B(A, B) is Gamma(A + B) / (Gamma(A) Gamma(B))',
    parts: {
      posteriorDensity(p, k, n, prior) {
        if (!(p >= 0 && p <= 1)) throw new RangeError(`posteriorDensity: p must be in [0, 1], got ${p}`)
        const { a, b } = posterior(k, n, prior)
        return Math.exp(gammaln(a + b) - gammaln(a) - gammaln(b)) * p ** (a - 1) * (1 - p) ** (b - 1)
      },
    },
  },
  {
    id: 'coin.densest-interval-from-its-lower-end',
    because: 'the search runs over the lower end instead of the mass below it: the upper end follows from the level',
    parts: {
      highestDensityInterval(k, n, level, prior) {
        if (!(level > 0 && level < 1)) throw new RangeError(`highestDensityInterval: level must be in (0, 1), got ${level}`)
        const { a, b } = posterior(k, n, prior)
        if ((a < 1 && b < 1) || (a === 1 && b === 1)) return undefined
        if (a <= 1 || b <= 1)
          return a < b ? { low: 0, high: betaQuantile(level, a, b) } : { low: betaQuantile(1 - level, a, b), high: 1 }
        const highFrom = (low: number): number => betaQuantile(Math.min(1, betaCdf(low, a, b) + level), a, b)
        const logDensity = (p: number): number => (a - 1) * Math.log(p) + (b - 1) * Math.log1p(-p)
        const low = bisect((p) => betaCdf(p, a, b) + level >= 1 || logDensity(p) > logDensity(highFrom(p)))
        return { low, high: highFrom(low) }
      },
    },
  },
] satisfies Variant[]

/** The point of [0, 1] from which `beyond` is true. */
function bisect(beyond: (at: number) => boolean): number {
  let [low, high] = [0, 1]
  for (let halving = 0; halving < 54; halving += 1) {
    const middle = (low + high) / 2
    if (beyond(middle)) high = middle
    else low = middle
  }
  return (low + high) / 2
}

function quantileByBisection(probability: number, { a, b }: Beta): number {
  return bisect((p) => betaCdf(p, a, b) >= probability)
}
