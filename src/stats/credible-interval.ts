/** Intervals for the head probability of a coin: two that hold a given share of the posterior, one that covers often enough. */
import type { Beta, Interval } from '../contract/beta-bernoulli.ts'
import { posterior, posteriorDensity } from './beta-bernoulli.ts'
import { betaQuantile } from './tails.ts'
import { UNIFORM, requireCounts, requireLevel, requireProbability, requireTrials } from './trials.ts'

/**
 * The interval that leaves (1 - level) / 2 of the posterior on either side. Absolute error at most 1e-9.
 * @throws RangeError as `posterior`, and unless 0 < level < 1
 */
export function equalTailedInterval(k: number, n: number, level: number, prior: Beta = UNIFORM): Interval {
  requireLevel('equalTailedInterval', level)
  const { a, b } = posterior(k, n, prior)
  return { low: betaQuantile((1 - level) / 2, a, b), high: betaQuantile((1 + level) / 2, a, b) }
}

/**
 * The interval that holds `level` of the posterior and in which the density is nowhere lower than outside; it is the shortest.
 * @returns `undefined` where there is none (U-shaped posterior) or many (flat). Absolute error at most 1e-8
 * @throws RangeError as `posterior`, and unless 0 < level < 1
 */
export function highestDensityInterval(k: number, n: number, level: number, prior: Beta = UNIFORM): Interval | undefined {
  requireLevel('highestDensityInterval', level)
  const { a, b } = posterior(k, n, prior)
  if ((a < 1 && b < 1) || (a === 1 && b === 1)) return undefined
  if (a <= 1 && b >= 1) return { low: 0, high: betaQuantile(level, a, b) } // the density falls throughout
  if (b <= 1) return { low: betaQuantile(1 - level, a, b), high: 1 } // the density rises throughout

  // One peak. Move mass from the upper tail to the lower until the density is the same at both ends.
  const logDensity = (p: number): number => (a - 1) * Math.log(p) + (b - 1) * Math.log1p(-p)
  // 1 - level is off by at most 2^-54, so that no sum of the two shares rounds to more than 1
  const withBelow = (mass: number): Interval => ({ low: betaQuantile(mass, a, b), high: betaQuantile(mass + level, a, b) })
  let [least, most] = [0, 1 - level]
  for (let halving = 0; halving < 52; halving += 1) {
    const below = (least + most) / 2
    const { low, high } = withBelow(below)
    if (logDensity(low) < logDensity(high)) least = below
    else most = below
  }
  return withBelow((least + most) / 2)
}

/**
 * How often the equal-tailed interval of a uniform prior holds p, over repeated samples of n trials. For some p it is far from
 * `level`, and 0 near 0 and 1; the average over a uniform p is `level`.
 * @throws RangeError unless 0 <= p <= 1, n is an integer >= 0, and 0 < level < 1
 */
export function coverageOfEqualTailed(p: number, n: number, level: number): number {
  requireProbability('coverageOfEqualTailed', p)
  requireTrials('coverageOfEqualTailed', n)
  let covered = 0
  for (let k = 0; k <= n; k += 1) {
    const { low, high } = equalTailedInterval(k, n, level)
    // Bayes' rule: under a uniform prior each k has probability 1 / (n + 1), so P(k | p) = density(p | k) / (n + 1)
    if (low <= p && p <= high) covered += posteriorDensity(p, k, n) / (n + 1)
  }
  return covered
}

/**
 * The p under which at least k heads, and at most k heads, each have probability (1 - level) / 2 or more (Clopper and Pearson 1934).
 * It covers the true p with at least probability `level`, whatever p is. Absolute error at most 1e-9.
 * @throws RangeError unless k and n are integers with 0 <= k <= n and n >= 1, and 0 < level < 1
 */
export function clopperPearson(k: number, n: number, level: number): Interval {
  requireCounts('clopperPearson', k, n, 1)
  requireLevel('clopperPearson', level)
  const tail = (1 - level) / 2
  return {
    low: k === 0 ? 0 : betaQuantile(tail, k, n - k + 1),
    high: k === n ? 1 : betaQuantile(1 - tail, k + 1, n - k),
  }
}
