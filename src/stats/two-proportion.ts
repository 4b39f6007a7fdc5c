/**
 * Large-sample statistics of one arm against a control. Positive where the arm's rate is higher.
 * All throw a RangeError for counts outside 0 <= successes <= n, n > 0; counts may be real.
 */
import type { Arm } from '../contract/two-proportion.ts'
import { rateOf } from './arm.ts'
import { requireArm, requireThat } from './arguments.ts'
import { chiSquareUpperTail } from './tails.ts'

/** Difference of the rates over its standard error under equal rates; 0 where neither arm varies and the rates agree. */
export function pooledZ(arm: Arm, control: Arm): number {
  requireBoth('pooledZ', arm, control)
  const pooled = (arm.successes + control.successes) / (arm.n + control.n)
  return overError(rateOf(arm) - rateOf(control), pooled * (1 - pooled) * (1 / arm.n + 1 / control.n))
}

/** Difference of the rates over its standard error with each arm's own variance; infinite for 0 % against 100 %. */
export function unpooledZ(arm: Arm, control: Arm): number {
  requireBoth('unpooledZ', arm, control)
  return overError(rateOf(arm) - rateOf(control), varianceOfRate(arm) + varianceOfRate(control))
}

/** Pearson's chi-square of the 2 x 2 table with Yates' continuity correction (never beyond zero). */
export function yatesChiSquare(arm: Arm, control: Arm): number {
  requireBoth('yatesChiSquare', arm, control)
  const total = arm.n + control.n
  const successes = arm.successes + control.successes
  const margins = arm.n * control.n * successes * (total - successes)
  const determinant = Math.abs(arm.successes * control.n - control.successes * arm.n)
  return margins === 0 ? 0 : (total * Math.max(0, determinant - total / 2) ** 2) / margins
}

/** Likelihood-ratio statistic of the 2 x 2 table: twice the sum of observed ln(observed / expected). */
export function gStatistic(arm: Arm, control: Arm): number {
  requireBoth('gStatistic', arm, control)
  const pooled = (arm.successes + control.successes) / (arm.n + control.n)
  let sum = 0
  for (const { successes, n } of [arm, control]) {
    sum += term(successes, n * pooled) + term(n - successes, n * (1 - pooled))
  }
  return Math.max(0, 2 * sum)
}

/** Agresti and Caffo's z: the unpooled z after one success and one failure are added to each arm. */
export function agrestiCaffoZ(arm: Arm, control: Arm): number {
  requireBoth('agrestiCaffoZ', arm, control)
  const [a, c] = [plusOne(arm), plusOne(control)]
  return overError(rateOf(a) - rateOf(c), varianceOfRate(a) + varianceOfRate(c))
}

/** Chi-square test that all arms have one rate: the statistic, its degrees of freedom, and its upper tail. */
export function homogeneityChiSquare(arms: readonly Arm[]): {
  readonly statistic: number
  readonly df: number
  readonly p: number
} {
  requireThat(arms.length >= 2, 'homogeneityChiSquare: at least 2 arms are needed', arms.length)
  for (const arm of arms) requireArm('homogeneityChiSquare', arm)
  const n = arms.reduce((sum, arm) => sum + arm.n, 0)
  const pooled = arms.reduce((sum, arm) => sum + arm.successes, 0) / n
  const spread = arms.reduce((sum, arm) => sum + arm.n * (rateOf(arm) - pooled) ** 2, 0)
  const statistic = spread === 0 ? 0 : spread / (pooled * (1 - pooled))
  const df = arms.length - 1
  return { statistic, df, p: chiSquareUpperTail(statistic, df) }
}

/** An arm with one success and one failure more. */
export function plusOne(arm: Arm): Arm {
  return { successes: arm.successes + 1, n: arm.n + 2 }
}

/** Estimated variance of an arm's rate: p (1 - p) / n. */
export function varianceOfRate(arm: Arm): number {
  const rate = rateOf(arm)
  return (rate * (1 - rate)) / arm.n
}

function overError(difference: number, variance: number): number {
  return difference === 0 ? 0 : difference / Math.sqrt(variance)
}

function term(observed: number, expected: number): number {
  return observed === 0 ? 0 : observed * Math.log(observed / expected)
}

function requireBoth(name: string, arm: Arm, control: Arm): void {
  requireArm(name, arm)
  requireArm(name, control)
}
