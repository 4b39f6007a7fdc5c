/** Confidence intervals for one rate and for the difference of two. `level` is the coverage asked for, inside (0, 1). */
import type { Arm, DifferenceMethod } from '../contract/two-proportion.ts'
import type { Interval } from '../contract/beta-bernoulli.ts'
import { rateOf } from './arm.ts'
import { requireArm, requireInside } from './arguments.ts'
import { normalTwoSided, twoSidedCritical } from './tails.ts'
import { plusOne, varianceOfRate } from './two-proportion.ts'

/**
 * Wilson's score interval for one rate: all rates that a score test at 1 - level does not reject. Inside [0, 1].
 * @see Wilson 1927
 */
export function wilsonInterval(arm: Arm, level: number): Interval {
  requireArm('wilsonInterval', arm)
  requireInside('wilsonInterval', 'level', level)
  return wilson(arm, twoSidedCritical(1 - level))
}

/**
 * The interval for rate(arm) - rate(control). Wald: unpooled, the dual of the unpooled z test. Newcombe: the two Wilson intervals joined
 * (his method 10). Agresti-Caffo: Wald after one success and one failure are added to each arm.
 * @throws RangeError for counts outside 0 <= successes <= n, n > 0, and a level outside (0, 1)
 * @see Newcombe 1998; Agresti and Caffo 2000
 */
export function differenceInterval(method: DifferenceMethod, arm: Arm, control: Arm, level: number): Interval {
  requireArm('differenceInterval', arm)
  requireArm('differenceInterval', control)
  requireInside('differenceInterval', 'level', level)
  const z = twoSidedCritical(1 - level)
  if (method === 'Newcombe') return newcombe(arm, control, z)
  return method === 'Wald' ? wald(arm, control, z) : wald(plusOne(arm), plusOne(control), z)
}

/**
 * Two-sided p of Newcombe's interval: 1 minus the smallest level at which it holds zero. Found by bisection on z: the interval
 * widens with z, so zero enters once. Absolute error of z below 1e-12.
 */
export function newcombeP(arm: Arm, control: Arm): number {
  requireArm('newcombeP', arm)
  requireArm('newcombeP', control)
  const [high, low] = rateOf(arm) >= rateOf(control) ? [arm, control] : [control, arm]
  let [inside, outside] = [40, 0]
  for (let i = 0; i < 48; i += 1) {
    const z = (inside + outside) / 2
    if (newcombe(high, low, z).low > 0) outside = z
    else inside = z
  }
  return normalTwoSided(outside)
}

function wilson(arm: Arm, z: number): Interval {
  const rate = rateOf(arm)
  const denominator = 1 + z ** 2 / arm.n
  const centre = (rate + z ** 2 / (2 * arm.n)) / denominator
  const half = (z * Math.sqrt(varianceOfRate(arm) + (z / (2 * arm.n)) ** 2)) / denominator
  return { low: rate === 0 ? 0 : Math.max(0, centre - half), high: rate === 1 ? 1 : Math.min(1, centre + half) }
}

function wald(arm: Arm, control: Arm, z: number): Interval {
  const difference = rateOf(arm) - rateOf(control)
  const half = z * Math.sqrt(varianceOfRate(arm) + varianceOfRate(control))
  return { low: difference - half, high: difference + half }
}

function newcombe(arm: Arm, control: Arm, z: number): Interval {
  const [a, c] = [wilson(arm, z), wilson(control, z)]
  const [p, q] = [rateOf(arm), rateOf(control)]
  return {
    low: p - q - Math.hypot(p - a.low, c.high - q),
    high: p - q + Math.hypot(a.high - p, q - c.low),
  }
}
