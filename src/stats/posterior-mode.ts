/**
 * Where the likelihood and the posterior density of a coin are largest, and how that depends on the scale of the density.
 * A likelihood has the same value in every scale. A density gains the factor |dp / dtheta|, so its mode moves.
 */
import type { Beta, Mode, Parametrisation } from '../contract/beta-bernoulli.ts'
import { posterior } from './beta-bernoulli.ts'
import { UNIFORM, requireCounts } from './trials.ts'

/**
 * Maximum a posteriori: where the posterior density of p is largest. For the uniform prior, k / n; everywhere at n = 0.
 * @throws RangeError as `posterior`
 */
export function map(k: number, n: number, prior: Beta = UNIFORM): Mode {
  return betaMode(posterior(k, n, prior))
}

/**
 * Where the posterior density of theta is largest, as the p that belongs to that theta.
 * @throws RangeError as `posterior`
 */
export function mapIn(parametrisation: Parametrisation, k: number, n: number, prior: Beta = UNIFORM): Mode {
  const { a, b } = posterior(k, n, prior)
  const gained = JACOBIAN_EXPONENT[parametrisation]
  return betaMode({ a: a + gained, b: b + gained })
}

/** |dp / dtheta| is proportional to [p (1 - p)] to this power. */
const JACOBIAN_EXPONENT: Readonly<Record<Parametrisation, number>> = { p: 0, 'log-odds': 1, arcsine: 1 / 2 }

/** Where p^(a-1) (1-p)^(b-1) is largest on [0, 1]. */
function betaMode({ a, b }: Beta): Mode {
  if (a > 1 && b > 1) return { kind: 'point', p: (a - 1) / (a + b - 2) }
  if (a === 1 && b === 1) return { kind: 'everywhere' }
  if (a < 1 && b < 1) return { kind: 'both ends' }
  // at most one shape exceeds 1 and at most one is below: the density falls or rises throughout
  return { kind: 'point', p: a < b ? 0 : 1 }
}

/**
 * The theta that maximises the likelihood, as the p that belongs to it: by the invariance of maximum likelihood, k / n.
 * @returns `undefined` at n = 0
 * @throws RangeError unless k and n are integers with 0 <= k <= n
 */
export function mleIn(parametrisation: Parametrisation, k: number, n: number): number | undefined {
  requireCounts('mleIn', k, n)
  return n === 0 ? undefined : LIKELIEST[parametrisation](k, n - k)
}

/** From heads and tails: the root of the score in theta, mapped back to p. */
const LIKELIEST: Readonly<Record<Parametrisation, (heads: number, tails: number) => number>> = {
  p: (heads, tails) => heads / (heads + tails),
  // p = 1 / (1 + exp(-theta)), so the score heads - (heads + tails) p is 0 at theta = ln(heads / tails), infinite without tails
  'log-odds': (heads, tails) => 1 / (1 + Math.exp(-Math.log(heads / tails))),
  // p = sin^2(theta), so the score 2 (heads / tan(theta) - tails tan(theta)) is 0 at tan^2(theta) = heads / tails
  arcsine: (heads, tails) => Math.sin(Math.atan2(Math.sqrt(heads), Math.sqrt(tails))) ** 2,
}
