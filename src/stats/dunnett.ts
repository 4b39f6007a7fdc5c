/** Many arms against one control: the joint law of their z statistics, which share the control's noise. */
import type { Arm } from '../contract/two-proportion.ts'
import { requireArm, requireInside, requireThat } from './arguments.ts'
import { normalDensity, normalUpperTail } from './tails.ts'
import { varianceOfRate } from './two-proportion.ts'

/**
 * The share of the control's noise in each comparison, as a loading: z_i and z_j are correlated by loading_i * loading_j.
 * With v the estimated variances of the rates, loading_i = sqrt(v_control / (v_control + v_i)); sqrt(1/2) where neither varies.
 */
export function loadings(arms: readonly Arm[], control: Arm): number[] {
  for (const arm of [...arms, control]) requireArm('loadings', arm)
  const noise = varianceOfRate(control)
  return arms.map((arm) => {
    const own = varianceOfRate(arm)
    return noise + own === 0 ? Math.SQRT1_2 : Math.sqrt(noise / (noise + own))
  })
}

/** The density is 0 in float64 beyond. */
const END = 39
/** Of the steps: for the density itself the error is exp(-2 pi^2 / step^2), 1e-34. */
const LONGEST = 1 / 2
/** A loading this large leaves a comparison almost no noise of its own; larger ones count as this one. */
const LARGEST = 0.9999

/**
 * P(some |Z_i| >= z) where Z_i = loading_i U + sqrt(1 - loading_i^2) E_i with independent standard normal U, E_i.
 * @param z at least 0
 * @param loadingOf each inside [0, 1], which whoever asks has checked
 * @see Dunnett 1955
 */
export function dunnettTail(z: number, loadingOf: readonly number[]): number {
  return Math.min(
    1,
    meanOverShared(z, loadingOf, (logInside) => -Math.expm1(logInside)),
  )
}

/**
 * The mean over U of a function of ln P(all |Z_i| < z | U): one integral by the trapezoidal rule, whose error falls exponentially in
 * s / step for features of width s. The narrowest one is that of one comparison, sqrt(1 - loading^2) / loading; in a product of m it is
 * narrower, as the largest of m normals varies less. The steps below keep the relative error under 1e-12 for 1 to 1000 comparisons,
 * measured against steps of a fortieth.
 */
function meanOverShared(z: number, loadingOf: readonly number[], of: (logInside: number) => number): number {
  const capped = loadingOf.map((loading) => Math.min(loading, LARGEST))
  const widths = capped.map((loading) => Math.sqrt(1 - loading ** 2))
  const at = (u: number): number => {
    let logInside = 0
    for (let i = 0; i < capped.length; i += 1) {
      const [loading, width] = [capped[i] as number, widths[i] as number]
      const outside = normalUpperTail((z - loading * u) / width) + normalUpperTail((z + loading * u) / width)
      logInside += Math.log1p(-Math.min(1, outside))
    }
    return of(logInside)
  }
  const share = 0.8 / (1 + Math.log(capped.length))
  const step = capped.reduce((least, loading, i) => Math.min(least, (share * (widths[i] as number)) / loading), LONGEST)
  let density = normalDensity(0)
  let sum = (density * at(0)) / 2
  // what is below half a unit in the last place of the sum leaves it as it is
  for (let u = step; u <= END && density >= sum * 2 ** -54; u += step) {
    density = normalDensity(u)
    sum += density * at(u)
  }
  return 2 * step * sum
}

/**
 * The z whose `dunnettTail` is alpha, by bisection to 1e-12.
 * @throws RangeError unless 0 < alpha < 1 and there are loadings, each inside [0, 1]
 */
export function dunnettCritical(alpha: number, loadingOf: readonly number[]): number {
  requireInside('dunnettCritical', 'alpha', alpha)
  requireThat(loadingOf.length > 0, 'dunnettCritical: at least one loading is needed', loadingOf.length)
  requireLoadings('dunnettCritical', loadingOf)
  // Of the tail and what is left the smaller one has the digits.
  const isBelow =
    alpha <= 0.5
      ? (z: number) => dunnettTail(z, loadingOf) > alpha
      : (z: number) => meanOverShared(z, loadingOf, Math.exp) < 1 - alpha
  let [low, high] = [0, 40]
  while (high - low > 1e-12) {
    const middle = (low + high) / 2
    if (isBelow(middle)) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** @throws RangeError that names `caller` unless every loading is inside [0, 1] */
export function requireLoadings(caller: string, loadingOf: readonly number[]): void {
  for (const loading of loadingOf) requireThat(loading >= 0 && loading <= 1, `${caller}: loadings must be inside [0, 1]`, loading)
}
