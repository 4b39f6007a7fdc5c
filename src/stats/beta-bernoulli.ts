/**
 * A coin with unknown head probability p: k heads in n trials, prior Beta(a, b) on p.
 * The likelihood is p^k (1-p)^(n-k), so the posterior is again a Beta distribution (DeGroot 1970, section 9.2).
 */
import type { Beta } from '../contract/beta-bernoulli.ts'
import { betaQuantile, logBeta } from './tails.ts'
import { UNIFORM, requireCounts, requireProbability, requireShapes } from './trials.ts'

/**
 * The p under which k heads in n trials are most likely, k / n.
 * @returns `undefined` at n = 0: the likelihood is constant and every p maximises it
 * @throws RangeError unless k and n are integers with 0 <= k <= n
 */
export function mle(k: number, n: number): number | undefined {
  requireCounts('mle', k, n)
  return n === 0 ? undefined : k / n
}

/**
 * The distribution of p after k heads in n trials.
 * @param prior the distribution of p before them; uniform by default
 * @throws RangeError unless k and n are integers with 0 <= k <= n, and the shapes positive and finite
 */
export function posterior(k: number, n: number, prior: Beta = UNIFORM): Beta {
  requireCounts('posterior', k, n)
  requireShapes('posterior', prior)
  return { a: prior.a + k, b: prior.b + n - k }
}

/**
 * Density of the posterior at p.
 * @returns Infinity at an end of [0, 1] whose shape is below 1
 * @throws RangeError as `posterior`, and unless 0 <= p <= 1
 */
export function posteriorDensity(p: number, k: number, n: number, prior: Beta = UNIFORM): number {
  requireProbability('posteriorDensity', p)
  const { a, b } = posterior(k, n, prior)
  return Math.exp(power(a - 1, Math.log(p)) + power(b - 1, Math.log1p(-p)) - logBeta(a, b))
}

/** exponent * logarithm, where p^0 is 1 also at p = 0. */
function power(exponent: number, logarithm: number): number {
  return exponent === 0 ? 0 : exponent * logarithm
}

/**
 * Mean of the posterior: the estimate with the least expected squared error, and the probability that the next trial is a head.
 * For the uniform prior it is Laplace's rule of succession, (k + 1) / (n + 2).
 * @throws RangeError as `posterior`
 */
export function posteriorMean(k: number, n: number, prior: Beta = UNIFORM): number {
  const { a, b } = posterior(k, n, prior)
  return a / (a + b)
}

/**
 * Median of the posterior: the estimate with the least expected absolute error. Absolute error at most 1e-9.
 * @throws RangeError as `posterior`
 */
export function posteriorMedian(k: number, n: number, prior: Beta = UNIFORM): number {
  const { a, b } = posterior(k, n, prior)
  return betaQuantile(0.5, a, b)
}
