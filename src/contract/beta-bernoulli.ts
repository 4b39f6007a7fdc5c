/**
 * A coin with unknown head probability p: k heads in n trials, prior Beta(a, b) on p. Throughout, A = a + k and
 * B = b + n - k are the shapes of the posterior.
 */

/** Shapes of a Beta distribution, both positive and finite. Beta(1, 1) is the uniform distribution. */
export interface Beta {
  /** Power of p in the density, plus 1; > 0 and finite. */
  readonly a: number
  /** Power of 1 - p in the density, plus 1; > 0 and finite. */
  readonly b: number
}

/** Where a density is largest: at one point, at both ends of [0, 1] (U-shaped), or everywhere (flat). */
export type Mode =
  { readonly kind: 'point'; readonly p: number } | { readonly kind: 'both ends' } | { readonly kind: 'everywhere' }

/** The scale in which a density is taken before it is maximised: p itself, ln(p / (1 - p)), or asin(sqrt(p)). */
export type Parametrisation = 'p' | 'log-odds' | 'arcsine'

/** From `low` to `high`, both included. */
export interface Interval {
  /** At most `high`; in the unit of what it bounds. */
  readonly low: number
  /** At least `low`. */
  readonly high: number
}

/**
 * Counts are integers with 0 <= k <= n; a `prior` that is left out is uniform. Every part throws a RangeError that names the
 * function, the rule and the value for other counts, for shapes that are not positive and finite, for probabilities outside
 * [0, 1], and for levels outside (0, 1). Closed forms are exact to 1e-12; where less is promised, the part says so.
 */
export interface BetaBernoulli {
  /** The p that maximises the likelihood p^k (1-p)^(n-k): k / n. `undefined` at n = 0, where every p does. */
  mle(k: number, n: number): number | undefined
  /** The estimate that maximises the likelihood in another parametrisation, mapped back to p. `undefined` at n = 0. */
  mleIn(parametrisation: Parametrisation, k: number, n: number): number | undefined

  /** The distribution of p after the trials: Beta(A, B). */
  posterior(k: number, n: number, prior?: Beta): Beta
  /** Density of the posterior at p; Infinity at an end whose shape is below 1. Relative error at most 1e-12 (n + a + b). */
  posteriorDensity(p: number, k: number, n: number, prior?: Beta): number
  /** Mean of the posterior, A / (A + B): the Bayes estimate under squared loss, and the probability that the next trial is a head. */
  posteriorMean(k: number, n: number, prior?: Beta): number
  /** Median of the posterior: the Bayes estimate under absolute loss. Absolute error at most 1e-9. */
  posteriorMedian(k: number, n: number, prior?: Beta): number
  /**
   * Where the posterior density of p is largest: at (A - 1) / (A + B - 2) if A > 1 and B > 1; everywhere if A = B = 1;
   * at both ends if A < 1 and B < 1; else at 0 if A <= 1 <= B, at 1 if B <= 1 <= A.
   */
  map(k: number, n: number, prior?: Beta): Mode
  /** The same where the density is taken in another parametrisation of the same distribution; the point is mapped back to p. */
  mapIn(parametrisation: Parametrisation, k: number, n: number, prior?: Beta): Mode

  /** Mean squared error of k / n when heads have probability p: p (1 - p) / n; n >= 1. */
  mseOfMle(p: number, n: number): number
  /** Mean squared error of (k + 1) / (n + 2) when heads have probability p: [n p (1 - p) + (1 - 2p)^2] / (n + 2)^2. */
  mseOfPosteriorMean(p: number, n: number): number
  /** The open interval of p in which (k + 1) / (n + 2) has the smaller mean squared error; n >= 1. */
  whereBayesWins(n: number): Interval

  /** The interval that leaves (1 - level) / 2 of the posterior on either side. Absolute error at most 1e-9. */
  equalTailedInterval(k: number, n: number, level: number, prior?: Beta): Interval
  /**
   * The interval that holds `level` of the posterior and in which the density is nowhere lower than outside it; it is the shortest.
   * `undefined` where there is none (U-shaped posterior) or many (flat). Absolute error at most 1e-8.
   */
  highestDensityInterval(k: number, n: number, level: number, prior?: Beta): Interval | undefined
  /** How often the equal-tailed interval of a uniform prior holds p, over repeated samples of n trials. Absolute error at most 1e-9. */
  coverageOfEqualTailed(p: number, n: number, level: number): number
  /** The Clopper-Pearson confidence interval for p; n >= 1. Absolute error at most 1e-9. */
  clopperPearson(k: number, n: number, level: number): Interval
}
