/** Several arms against one control: adjustments, decisions, and what a design can and cannot show. */
import type { Interval } from './beta-bernoulli.ts'
import type { Arm, Procedure } from './two-proportion.ts'

/** Adjustments for comparing several arms with one control. */
export type Correction = 'none' | 'Bonferroni' | 'Sidak' | 'Holm' | 'Hochberg' | 'BH' | 'BY' | 'Dunnett'

/** Single-step corrections, whose critical value is the same for every comparison. */
export type SingleStep = 'none' | 'Bonferroni' | 'Sidak' | 'Dunnett'

/** What a two-sided comparison with the control says. `undecided` is not `equal`: it only fails to show a difference. */
export type Decision = 'better' | 'worse' | 'undecided'

/** Arm -> decision. */
export type Decisions = Readonly<Record<string, Decision>>

/** How a comparison is made. */
export interface Design {
  /** Default 'pooled z'. */
  readonly procedure?: Procedure
  /** Default 'none'. */
  readonly correction?: Correction
  /** Two-sided level inside (0, 1), default 0.05. A one-sided test at level a decides as a two-sided one at 2a does. */
  readonly alpha?: number
}

/** What is compared, and how. */
export interface Experiment extends Design {
  /** Any number of arms by name, the control among them. */
  readonly arms: Readonly<Record<string, Arm>>
  /** The name of the arm that the others are compared with. */
  readonly control: string
}

/** One arm against the control. It is decided if and only if `adjustedP` <= alpha. */
export interface Comparison {
  /** z for the z tests and Agresti-Caffo, chi-square for Yates and G, P(better) for Bayes, else the difference of the rates. */
  readonly statistic: number
  /** Two-sided p-value in [0, 1], of this comparison alone. */
  readonly p: number
  /** In [p, 1]: `p` after the correction for all comparisons. */
  readonly adjustedP: number
  /** In the direction of the rates; of the statistic for Bayes and Agresti-Caffo, which draw a small arm further to the middle. */
  readonly decision: Decision
}

/** Observed rates that stay the same while n, the trials in every arm, varies. */
export interface Rates extends Design {
  /** Arm -> observed rate in [0, 1], the control among them. */
  readonly rates: Readonly<Record<string, number>>
  /** A name in `rates`. @throws RangeError, from the parts that take it, for another */
  readonly control: string
  /**
   * How a rate times n becomes a count. 'real': as it is (only for tests that take real counts). 'rounded': to the nearest integer, halves to the even one.
   * 'whole': only those n are asked at which every count is an integer. Default 'real'.
   */
  readonly counts?: 'real' | 'rounded' | 'whole'
  /** The largest n that is asked; default 10 000. */
  readonly largest?: number
}

/** Arms of a design with their true rates, and what is asked of each but the control. */
export interface Truth {
  /** Arm -> true rate in [0, 1], the control among them. */
  readonly rates: Readonly<Record<string, number>>
  /** A name in `rates`; another is a RangeError. */
  readonly control: string
  /** Trials in every arm. */
  readonly n: number
  /** Two-sided level of each comparison with the pooled z, not adjusted. */
  readonly alpha: number
}

/** RangeErrors as everywhere: unknown arms, rates and levels outside their ranges, impossible counts. */
export interface Experiments {
  /**
   * Adjusted p-values in the order given: the smallest alpha at which each comparison is rejected. Error at most 1e-10.
   * @param loadings for Dunnett: comparisons i and j are correlated by loadings[i] * loadings[j], each inside [0, 1]; above 0.9999 they count as 0.9999
   */
  adjustPValues(correction: Correction, pValues: readonly number[], loadings?: readonly number[]): readonly number[]
  /** sqrt(v0 / (v0 + v_i)) with v the estimated variances of the rates: the control's share in each comparison; sqrt(1/2) where both are 0. */
  loadings(arms: readonly Arm[], control: Arm): readonly number[]
  /** The z that the largest of |Z_i|, correlated by `loadings`, of which there is one or more, exceeds with probability alpha. Error at most 1e-9. */
  dunnettCritical(alpha: number, loadings: readonly number[]): number

  /** Every arm but the control, by name, in the order of `arms`. */
  compareWithControl(experiment: Experiment): Readonly<Record<string, Comparison>>
  /** The n at which `pattern` is decided: ranges of consecutive n among those asked. Arms that it leaves out may be decided anyhow. */
  rangesOfN(rates: Rates, pattern: Decisions): readonly Interval[]
  /** The n from which on each arm is decided, with real counts; `largest + 1` if it is not by then. */
  decidedFrom(rates: Rates): Readonly<Record<string, number>>

  /** P(the two-sided pooled z test rejects on the true side), normal approximation, n per arm; error at most 1e-10. */
  powerOfPooledZ(rate: number, controlRate: number, n: number, alpha?: number): number
  /** The real n per arm with that power. Relative error at most 1e-10. */
  nPerArm(rate: number, controlRate: number, power: number, alpha?: number): number

  /** P(the test rejects) at the true rates, by enumeration: its size if they agree. Error at most 1e-10. */
  rejectionProbability(
    procedure: Procedure,
    arm: { readonly rate: number; readonly n: number },
    control: { readonly rate: number; readonly n: number },
    alpha?: number,
  ): number
  /** P(exactly these decisions) of unadjusted pooled z tests, by enumeration; the pattern names every arm but the control. */
  patternProbability(truth: Truth, pattern: Decisions): number
  /** P(some comparison rejects) if all arms and the control have the same rate, pooled z, by enumeration. */
  familywiseErrorRate(correction: SingleStep, rate: number, n: number, comparisons: number, alpha?: number): number
  /** P(some look rejects) in an A/A experiment with equally spaced looks, the last at n per arm, by enumeration. Error at most 1e-10. */
  peekingFalsePositiveRate(peeking: { rate: number; n: number; looks: number; alpha?: number }): number
}
