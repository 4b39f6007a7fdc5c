/** Bayesian comparison of two rates that share a Beta prior. */
import type { Arm } from './arm.ts'
import { requireCounts, requireThat } from './arguments.ts'
import { logBeta } from './tails.ts'

/** Shape parameters of the prior of both rates, positive and finite. Beta(1, 1) is uniform. */
export interface BetaPrior {
  readonly a: number
  readonly b: number
}

/**
 * P(rate of the arm > rate of the control) given the counts, in closed form for any Beta prior.
 *
 * With h = B(a1 + a2, b1 + b2) / (B(a1, b1) B(a2, b2)), one more success of the arm adds h / a1, one more failure takes h / b1,
 * and the control's do the opposite. Before any data the arms are alike, so the walk starts at 1/2. Each ln h follows from the
 * one before, h being a product of Gamma functions. Absolute error below 1e-11 up to 1e4 trials an arm.
 * @throws RangeError unless the counts are integers with 0 <= successes <= n, n > 0, and the prior is positive and finite
 * @see Cook 2005, Exact calculation of beta inequalities
 */
export function probabilityBetter(arm: Arm, control: Arm, prior: BetaPrior = { a: 1, b: 1 }): number {
  requireCounts('probabilityBetter', arm)
  requireCounts('probabilityBetter', control)
  const { a, b } = prior
  requireThat(a > 0 && b > 0 && a + b < Infinity, 'probabilityBetter: a and b must be positive and finite', prior)
  let [a1, b1, a2, b2] = [a, b, a, b]
  let probability = 0.5
  const h = (): number => Math.exp(logBeta(a1 + a2, b1 + b2) - logBeta(a1, b1) - logBeta(a2, b2))
  for (let i = 0; i < control.n - control.successes; i += 1, b2 += 1) probability += h() / b2
  for (let i = 0; i < arm.n - arm.successes; i += 1, b1 += 1) probability -= h() / b1
  for (let i = 0; i < arm.successes; i += 1, a1 += 1) probability += h() / a1
  for (let i = 0; i < control.successes; i += 1, a2 += 1) probability -= h() / a2
  return Math.min(1, Math.max(0, probability))
}

/** Twice the smaller of P(better) and P(worse): the level at which the equal-tailed interval of the difference reaches zero. */
export function bayesP(arm: Arm, control: Arm, prior?: BetaPrior): number {
  const better = probabilityBetter(arm, control, prior)
  return 2 * Math.min(better, 1 - better)
}
