/** Power and sample size of the pooled z test by the normal approximation, for two arms of equal size. */
import { requireInside, requireThat } from './arguments.ts'
import { normalQuantile, normalUpperTail, twoSidedCritical } from './tails.ts'

/**
 * P(the two-sided pooled z test rejects in the direction of the truth), by the normal approximation, `n` per arm.
 * @throws RangeError unless the rates and alpha are inside (0, 1) and n > 0
 */
export function powerOfPooledZ(rate: number, controlRate: number, n: number, alpha = 0.05): number {
  requireThat(n > 0, 'powerOfPooledZ: n must be positive', n)
  const { under0, under1 } = deviations('powerOfPooledZ', rate, controlRate)
  const z = twoSidedCritical(alpha)
  return normalUpperTail((z * under0 - Math.abs(rate - controlRate) * Math.sqrt(n)) / under1)
}

/**
 * The real number of trials per arm at which `powerOfPooledZ` is `power`. Round up for a plan.
 * @throws RangeError unless rates, power and alpha are inside (0, 1) and the rates differ
 */
export function nPerArm(rate: number, controlRate: number, power: number, alpha = 0.05): number {
  requireInside('nPerArm', 'power', power)
  requireThat(rate !== controlRate, 'nPerArm: the rates must differ', rate)
  const { under0, under1 } = deviations('nPerArm', rate, controlRate)
  return ((twoSidedCritical(alpha) * under0 + normalQuantile(power) * under1) / (rate - controlRate)) ** 2
}

/** Standard deviation of the difference for one trial per arm: if both had the mean rate, and at the given rates. */
function deviations(name: string, rate: number, controlRate: number): { under0: number; under1: number } {
  requireInside(name, 'rate', rate)
  requireInside(name, 'controlRate', controlRate)
  const mean = (rate + controlRate) / 2
  return {
    under0: Math.sqrt(2 * mean * (1 - mean)),
    under1: Math.sqrt(rate * (1 - rate) + controlRate * (1 - controlRate)),
  }
}
