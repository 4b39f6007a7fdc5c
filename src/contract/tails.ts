/** Distribution functions, their upper tails and quantiles. */

/** All throw a RangeError that says the function, the rule and the value outside the ranges given. Relative errors are at most 1e-11, for the Beta distribution 1e-10 from shapes of 1e5 on. */
export interface Tails {
  /** P(Z <= z) of the standard normal, any z but NaN; its relative error is meant for -37 < z. */
  normalCdf(z: number): number
  /** P(Z >= z) of the standard normal, any z but NaN, with its relative error for z < 37; not 1 - cdf, which is 0 from 8.3 on. */
  normalUpperTail(z: number): number
  /** The z with P(Z <= z) = p, 0 < p < 1. */
  normalQuantile(p: number): number
  /** P(X <= x) for X ~ Beta(a, b), 0 <= x <= 1, a and b in (0, 1e6]. */
  betaCdf(x: number, a: number, b: number): number
  /** P(X >= x) for X ~ Beta(a, b). */
  betaUpperTail(x: number, a: number, b: number): number
  /** The x with P(X <= x) = p for X ~ Beta(a, b), 0 <= p <= 1. */
  betaQuantile(p: number, a: number, b: number): number
  /** P(X >= x) of the chi-square distribution, x >= 0, degrees of freedom in (0, 1000]. */
  chiSquareUpperTail(x: number, df: number): number
}
