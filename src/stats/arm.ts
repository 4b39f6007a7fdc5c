/** One arm of an experiment, and the words for what a comparison says and how it was made. */
import type { Arm } from '../contract/two-proportion.ts'

/** Successes per trial. */
export function rateOf(arm: Arm): number {
  return arm.successes / arm.n
}
