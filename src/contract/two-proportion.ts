/** One arm of an experiment against a control: statistics, p-values, intervals. */
import type { Beta, Interval } from './beta-bernoulli.ts'

/** `successes` among `n` trials. Tests with a closed form accept real counts (a rate times n). */
export interface Arm {
  /** In [0, n]. */
  readonly successes: number
  /** > 0. */
  readonly n: number
}

/** What tells procedures apart. */
export interface ProcedureTraits {
  /** What it takes: real counts (a rate times n), or whole ones only. */
  readonly counts: 'real' | 'whole'
  /** How its p-value is found. `supremum`: the largest over all common rates, which costs a hundred times as much as the others. */
  readonly p: 'closed form' | 'finite sum' | 'inverted interval' | 'supremum'
}

/** Two-sided tests, all there are. Newcombe and Agresti-Caffo reject where their interval misses zero; Bayes doubles the smaller posterior tail. */
export const procedures = {
  'pooled z': { counts: 'real', p: 'closed form' },
  'unpooled z': { counts: 'real', p: 'closed form' },
  Yates: { counts: 'real', p: 'closed form' },
  G: { counts: 'real', p: 'closed form' },
  Fisher: { counts: 'whole', p: 'finite sum' },
  'mid-P': { counts: 'whole', p: 'finite sum' },
  Barnard: { counts: 'whole', p: 'supremum' },
  Boschloo: { counts: 'whole', p: 'supremum' },
  Newcombe: { counts: 'real', p: 'inverted interval' },
  'Agresti-Caffo': { counts: 'real', p: 'closed form' },
  Bayes: { counts: 'whole', p: 'finite sum' },
} as const satisfies Readonly<Record<string, ProcedureTraits>>

/** The name of a two-sided test. */
export type Procedure = keyof typeof procedures

/** Intervals for the rate of the arm minus the rate of the control. */
export type DifferenceMethod = 'Wald' | 'Newcombe' | 'Agresti-Caffo'

/**
 * Every part throws a RangeError that names the function, the rule and the value unless 0 <= successes <= n and n > 0. Counts may
 * be real (a rate times n) unless a part says otherwise. Closed forms are exact to 1e-11, relative.
 */
export interface TwoProportion {
  /** (p - q) / sqrt(r (1 - r) (1/n + 1/m)), r the joint rate. Positive if the arm's rate p is the higher one; 0 if the rates agree. */
  pooledZ(arm: Arm, control: Arm): number
  /** (p - q) / sqrt(p (1 - p) / n + q (1 - q) / m). */
  unpooledZ(arm: Arm, control: Arm): number
  /** Pearson's chi-square with Yates' correction, which takes at most the whole difference. */
  yatesChiSquare(arm: Arm, control: Arm): number
  /** Twice the log likelihood ratio. */
  gStatistic(arm: Arm, control: Arm): number
  /** Chi-square that all arms (two or more) have one rate; `p` is its upper tail at `df` degrees of freedom. */
  homogeneityChiSquare(arms: readonly Arm[]): { readonly statistic: number; readonly df: number; readonly p: number }

  /**
   * Two-sided p-value; `procedures` says which need whole counts. Absolute error at most 1e-11, for Barnard and Boschloo
   * a lower bound short of the supremum by at most 1e-6: the p of Barnard orders tables by the pooled z; that of Boschloo doubles the
   * one-sided test which orders them by Fisher's one-sided p.
   */
  pValue(procedure: Procedure, arm: Arm, control: Arm): number

  /** Wilson's score interval for one rate, inside [0, 1]; level inside (0, 1). */
  wilsonInterval(arm: Arm, level: number): Interval
  /** Interval for the difference of the rates. */
  differenceInterval(method: DifferenceMethod, arm: Arm, control: Arm, level: number): Interval

  /** P(rate of the arm > rate of the control) after integer counts, both rates having the same prior; uniform if left out. Error at most 1e-10. */
  probabilityBetter(arm: Arm, control: Arm, prior?: Beta): number
}
