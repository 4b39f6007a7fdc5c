/**
 * Distribution functions, tails and quantiles, each by the library that is accurate where we use it.
 *
 * [Note: which library] jStat is exact to about 1e-16 (absolute) for the normal density and for the normal distribution function near its
 * centre, but returns 0 below -8.3, and its beta functions drift from parameters of 1e5 on. Upper tails never go through `1 - cdf`:
 * erfc, betainc and gammainc of @stdlib give them directly, with relative errors below 1e-12.
 */
import betainc from '@stdlib/math-base-special-betainc'
import betaln from '@stdlib/math-base-special-betaln'
import erfc from '@stdlib/math-base-special-erfc'
import erfcinv from '@stdlib/math-base-special-erfcinv'
import gammainc from '@stdlib/math-base-special-gammainc'
import betaincinv from '@stdlib/math-base-special-kernel-betaincinv'
import jstat from 'jstat'
import { requireInside, requireThat } from './arguments.ts'

const { normal } = jstat.jStat
/** Where jStat's absolute error of 1e-16 is still a relative error below 1e-14. */
const CENTRE = 2

/** Density of the standard normal at z, any finite z. */
export function normalDensity(z: number): number {
  return normal.pdf(z, 0, 1)
}

/** P(Z <= z) of the standard normal; relative error below 1e-12 for z > -37. `normalCdf(-Infinity)` is 0. @throws RangeError for NaN */
export function normalCdf(z: number): number {
  requireNumber('normalCdf', z)
  return Math.abs(z) <= CENTRE ? normal.cdf(z, 0, 1) : erfc(-z / Math.SQRT2) / 2
}

/** P(Z >= z) of the standard normal, not as 1 - cdf; relative error below 1e-12 for z < 37. @throws RangeError for NaN */
export function normalUpperTail(z: number): number {
  requireNumber('normalUpperTail', z)
  return normalCdf(-z)
}

/** P(|Z| >= |z|) of the standard normal: the two-sided p-value of a z statistic. */
export function normalTwoSided(z: number): number {
  return 2 * normalCdf(-Math.abs(z))
}

/**
 * The z with P(Z <= z) = p; relative error about 1e-13 down to p = 1e-300.
 * @throws RangeError unless 0 < p < 1
 */
export function normalQuantile(p: number): number {
  requireInside('normalQuantile', 'p', p)
  return p === 0.5 ? 0 : -Math.SQRT2 * erfcinv(2 * p)
}

/**
 * The z with P(|Z| >= z) = alpha: 1.959963985 for 0.05.
 * @throws RangeError unless 0 < alpha < 1
 */
export function twoSidedCritical(alpha: number): number {
  requireInside('twoSidedCritical', 'alpha', alpha)
  return Math.SQRT2 * erfcinv(alpha)
}

/**
 * P(X <= x) of Beta(a, b); relative error below 1e-12 for a, b up to 1e5, 1e-10 up to 1e6.
 * @throws RangeError unless 0 <= x <= 1 and a, b are positive and finite
 */
export function betaCdf(x: number, a: number, b: number): number {
  requireBeta('betaCdf', x, a, b)
  return betainc(x, a, b)
}

/** P(X >= x) of Beta(a, b), not as 1 - cdf; ranges and errors as `betaCdf`. */
export function betaUpperTail(x: number, a: number, b: number): number {
  requireBeta('betaUpperTail', x, a, b)
  return betainc(x, a, b, true, true)
}

/**
 * The x with P(X <= x) = p for X ~ Beta(a, b); 0 and 1 at p = 0 and 1. Relative error below 1e-11 for a, b up to 1e6.
 * @throws RangeError unless 0 <= p <= 1 and a, b are positive and finite
 */
export function betaQuantile(p: number, a: number, b: number): number {
  requireBeta('betaQuantile', p, a, b)
  const [x = NaN] = betaincinv(a, b, p, 1 - p)
  return x
}

/**
 * P(X >= x) of the chi-square distribution, not as 1 - cdf; relative error below 1e-12.
 * @param df degrees of freedom in (0, 1000]: the incomplete gamma function of @stdlib is wrong near x = df for more
 * @throws RangeError unless x >= 0 and 0 < df <= 1000
 */
export function chiSquareUpperTail(x: number, df: number): number {
  requireThat(x >= 0, 'chiSquareUpperTail: x must be at least 0', x)
  requireThat(df > 0 && df <= 1000, 'chiSquareUpperTail: df must be inside (0, 1000]', df)
  return gammainc(x / 2, df / 2, true, true)
}

/** ln of the Beta function B(a, b); a, b > 0, which whoever asks has checked. */
export function logBeta(a: number, b: number): number {
  return betaln(a, b)
}

function requireNumber(name: string, z: number): void {
  requireThat(!Number.isNaN(z), `${name}: z must be a number`, z)
}

function requireBeta(name: string, x: number, a: number, b: number): void {
  requireThat(x >= 0 && x <= 1, `${name}: the first argument must be inside [0, 1]`, x)
  requireThat(a > 0 && b > 0 && a + b < Infinity, `${name}: a and b must be positive and finite`, `${a} and ${b}`)
}
