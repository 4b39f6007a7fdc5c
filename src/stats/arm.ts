/** One arm of an experiment, and the words for what a comparison says and how it was made. */

/** `successes` among `n` trials. Tests with a closed form accept real counts (a rate times n). */
export interface Arm {
  readonly successes: number
  readonly n: number
}

/** From `low` to `high`, both included. */
export interface Interval {
  readonly low: number
  readonly high: number
}

/** Two-sided tests of one arm against the control. */
export type Procedure =
  'pooled z' | 'unpooled z' | 'Yates' | 'G' | 'Fisher' | 'mid-P' | 'Barnard' | 'Boschloo' | 'Newcombe' | 'Agresti-Caffo' | 'Bayes'

/** Adjustments for comparing several arms with one control. */
export type Correction = 'none' | 'Bonferroni' | 'Sidak' | 'Holm' | 'Hochberg' | 'BH' | 'BY' | 'Dunnett'

/** What a two-sided comparison with the control says. `undecided` is not `equal`: it only fails to show a difference. */
export type Decision = 'better' | 'worse' | 'undecided'

/** Successes per trial. */
export function rateOf(arm: Arm): number {
  return arm.successes / arm.n
}
