/** A coin with unknown head probability p: k heads in n tosses, prior Beta(a, b) on p. */

/** Shape parameters of a Beta distribution, both positive. Beta(1, 1) is the uniform prior. */
export interface Beta {
  readonly a: number
  readonly b: number
}

/** Where a density is largest: at one point, at both ends (U-shaped), or everywhere (flat). */
export type Mode =
  { readonly kind: 'point'; readonly p: number } | { readonly kind: 'both ends' } | { readonly kind: 'everywhere' }

/** The scale in which a density is taken before it is maximised: p itself, ln(p / (1 - p)), or asin(sqrt(p)). */
export type Parametrisation = 'p' | 'log-odds' | 'arcsine'

export interface Interval {
  readonly low: number
  readonly high: number
}

/**
 * Counts: integers 0 <= k <= n. All parts throw a RangeError that names the function, the rule and the value
 * for counts outside that, for shapes that are not positive and finite, and for levels outside (0, 1).
 */
export interface BetaBernoulli {
  /** The p that maximises p^k (1-p)^(n-k): k / n. `undefined` at n = 0, where every p does. */
  mle(k: number, n: number): number | undefined
  /** The posterior Beta(a + k, b + n - k). Prior: uniform unless given. */
  posterior(k: number, n: number, prior?: Beta): Beta
  /** Mean of the posterior: the Bayes estimate under squared loss. (k + 1) / (n + 2) for the uniform prior, n >= 0. */
  posteriorMean(k: number, n: number, prior?: Beta): number
  /** Median of the posterior: the Bayes estimate under absolute loss. Absolute error at most 1e-8. */
  posteriorMedian(k: number, n: number, prior?: Beta): number
  /**
   * Where the posterior density is largest. With A = a + k, B = b + n - k: the interior point (A - 1) / (A + B - 2) if both exceed 1,
   * an end if only one does, both ends if both are below 1, everywhere if A = B = 1.
   */
  map(k: number, n: number, prior?: Beta): Mode
  /** The MAP of the uniform-in-p prior when the density is taken in another parametrisation, mapped back to p; n >= 1. */
  mapIn(parametrisation: Parametrisation, k: number, n: number): number
  /** The maximum-likelihood estimate found in another parametrisation, mapped back to p: the same p as `mle`; n >= 1. */
  mleIn(parametrisation: Parametrisation, k: number, n: number): number
  /** Mean squared error of k / n at the true p: p (1 - p) / n; n >= 1. */
  mseOfMle(p: number, n: number): number
  /** Mean squared error of (k + 1) / (n + 2) at the true p: [n p (1 - p) + (1 - 2p)^2] / (n + 2)^2. */
  mseOfPosteriorMean(p: number, n: number): number
  /** The open interval of p in which the posterior mean has the smaller mean squared error; n >= 1. */
  whereBayesWins(n: number): Interval
  /** Credible interval that leaves (1 - level) / 2 of the posterior on either side. Error at most 1e-8. */
  equalTailedInterval(k: number, n: number, level: number, prior?: Beta): Interval
  /** The shortest credible interval; `undefined` where it is not unique (flat or U-shaped posterior). Error at most 1e-7. */
  shortestInterval(k: number, n: number, level: number, prior?: Beta): Interval | undefined
  /** Clopper-Pearson interval for p; n >= 1. Error at most 1e-8. */
  clopperPearson(k: number, n: number, level: number): Interval
}
