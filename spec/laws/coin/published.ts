/** Slow, obvious twins of what is known in closed form about a coin. */
import { Fraction } from 'fraction.js'
import type { Beta, Interval, Parametrisation } from '../../../src/contract/beta-bernoulli.ts'
import { toNumber } from '../../formula/rational.ts'

/** The integral of p^i (1-p)^j over [0, 1] for whole i and j: (1-p)^j is multiplied out, and every power integrated. */
function integral(i: number, j: number): Fraction {
  let sum = new Fraction(0)
  for (let m = 0; m <= j; m += 1) sum = sum.add(new Fraction((m % 2 === 0 ? 1n : -1n) * choose(j, m), BigInt(i + m + 1)))
  return sum
}

/** n choose k. */
function choose(n: number, k: number): bigint {
  let count = 1n
  for (let i = 1; i <= k; i += 1) count = (count * BigInt(n - k + i)) / BigInt(i)
  return count
}

/** Mean of Beta(a, b), whole shapes: the integral of p times the density. */
export function exactMean({ a, b }: Beta): number {
  return toNumber(integral(a, b - 1).div(integral(a - 1, b - 1)))
}

/** Variance of Beta(a, b), whole shapes: the integral of p^2 times the density, less the square of the mean. */
export function exactVariance({ a, b }: Beta): number {
  const [one, mean, square] = [integral(a - 1, b - 1), integral(a, b - 1), integral(a + 1, b - 1)]
  return toNumber(square.div(one).sub(mean.div(one).pow(2) ?? NaN))
}

/** 1 / the integral of p^(a-1) (1-p)^(b-1), whole shapes. */
export function exactNormaliser({ a, b }: Beta): number {
  return toNumber(integral(a - 1, b - 1).inverse())
}

/** P(K = k) for K heads in n trials; n up to 60, where the coefficient is exact. */
export function binomial(k: number, n: number, p: number): number {
  return Number(choose(n, k)) * p ** k * (1 - p) ** (n - k)
}

/** The mean of `score(k)` over samples of n trials; every k of 0..n is counted. */
export function expectation(p: number, n: number, score: (k: number) => number): number {
  let sum = 0
  for (let k = 0; k <= n; k += 1) sum += binomial(k, n, p) * score(k)
  return sum
}

/** The probability of the samples whose interval holds p. */
export function coverage(p: number, n: number, interval: (k: number) => Interval): number {
  return expectation(p, n, (k) => {
    const { low, high } = interval(k)
    return low <= p && p <= high ? 1 : 0
  })
}

/**
 * P(X <= p) for X ~ Beta(a, b), whole shapes: the a-th smallest of a + b - 1 uniform numbers is at most p when at least a of
 * them are. The terms are positive, so the sum has a relative error of a few ulp.
 */
export function massBelow(p: number, { a, b }: Beta): number {
  const n = a + b - 1
  let mass = 0
  for (let k = a; k <= n; k += 1) mass += binomial(k, n, p)
  return mass
}

/** The p with massBelow(p) = mass, by halving an interval. */
export function exactQuantile(mass: number, shapes: Beta): number {
  let [low, high] = [0, 1]
  for (let halving = 0; halving < 60; halving += 1) {
    const middle = (low + high) / 2
    if (massBelow(middle, shapes) < mass) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/**
 * Where p^x (1-p)^y is largest on the grid of 2^-48, for multiples of one half; the function must have a single peak (neither
 * x = y = 0 nor x < 0 and y < 0). Compares neighbours as whole numbers, and halves the interval.
 */
export function exactPeak(x: number, y: number): number {
  if (x < 0) return 0
  if (y < 0) return 1
  const [i, j] = [BigInt(2 * x), BigInt(2 * y)] // of the square, so that the powers are whole
  const value = (step: bigint): bigint => step ** i * (GRID - step) ** j
  let [low, high] = [0n, GRID]
  while (low < high) {
    const middle = (low + high) / 2n
    if (value(middle + 1n) > value(middle)) low = middle + 1n
    else high = middle
  }
  return Number(low) / Number(GRID)
}
const GRID = 1n << 48n

/** p as a function of theta. */
export const fromScale: Readonly<Record<Parametrisation, (theta: number) => number>> = {
  p: (theta) => theta,
  'log-odds': (theta) => 1 / (1 + Math.exp(-theta)),
  arcsine: (theta) => Math.sin(theta) ** 2,
}

/** theta as a function of p. */
export const toScale: Readonly<Record<Parametrisation, (p: number) => number>> = {
  p: (p) => p,
  'log-odds': (p) => Math.log(p / (1 - p)),
  arcsine: (p) => Math.asin(Math.sqrt(p)),
}

/** |dp / dtheta| is [p (1-p)] to this power, up to a factor: p (1-p) for log-odds, 2 sin cos = 2 sqrt(p (1-p)) for arcsine. */
export const slopeExponent: Readonly<Record<Parametrisation, number>> = { p: 0, 'log-odds': 1, arcsine: 0.5 }
