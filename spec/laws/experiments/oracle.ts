/** Slow, obvious twins of what is computed about arms: exact fractions, plain sums over all tables, a grid. */
import { Fraction } from 'fraction.js'
import type { Beta } from '../../../src/contract/beta-bernoulli.ts'
import type { Arm } from '../../../src/contract/two-proportion.ts'
import { toNumber } from '../../formula/rational.ts'
import { binomial } from '../coin/published.ts'

/** n choose k, exactly. */
function choose(n: number, k: number): bigint {
  let count = 1n
  for (let i = 1; i <= k; i += 1) count = (count * BigInt(n - k + i)) / BigInt(i)
  return count
}

/** Fisher's two-sided p: the ways to reach tables that are no more likely, as whole numbers. `ties` weighs those as likely as the observed one. */
export function exactFisher(arm: Arm, control: Arm, ties = 1): number {
  const total = arm.successes + control.successes
  const ways = (k: number): bigint => choose(arm.n, k) * choose(control.n, total - k)
  const observed = ways(arm.successes)
  let [less, equal] = [0n, 0n]
  for (let k = Math.max(0, total - control.n); k <= Math.min(arm.n, total); k += 1) {
    if (ways(k) < observed) less += ways(k)
    else if (ways(k) === observed) equal += ways(k)
  }
  const all = choose(arm.n + control.n, total)
  return toNumber(new Fraction(less, all)) + ties * toNumber(new Fraction(equal, all))
}

/** P(at least as many successes in the arm | the margins), as a fraction. */
export function exactUpperTail(arm: Arm, control: Arm): Fraction {
  const total = arm.successes + control.successes
  let ways = 0n
  for (let k = arm.successes; k <= Math.min(arm.n, total); k += 1) ways += choose(arm.n, k) * choose(control.n, total - k)
  return new Fraction(ways, choose(arm.n + control.n, total))
}

/** The largest value over 399 common rates of the mass of the tables that `extreme` marks, by summation over all tables; n up to 60. */
export function largestMass(n: number, m: number, extreme: (x: number, y: number) => boolean): number {
  const marked: (readonly [number, number])[] = []
  for (let x = 0; x <= n; x += 1) for (let y = 0; y <= m; y += 1) if (extreme(x, y)) marked.push([x, y])
  let largest = 0
  for (let step = 1; step < 400; step += 1) {
    const rate = step / 400
    const [px, py] = [n, m].map((size) => Array.from({ length: size + 1 }, (_, k) => binomial(k, size, rate)))
    largest = Math.max(largest, marked.reduce((sum, [x, y]) => sum + (px?.[x] ?? NaN) * (py?.[y] ?? NaN), 0)) // prettier-ignore
  }
  return largest
}

/** B(a, b) for whole shapes. */
function beta(a: number, b: number): Fraction {
  return new Fraction(1n, BigInt(a) * choose(a + b - 1, a))
}

/** P(rate of the arm > rate of the control) for a prior with whole shapes, summed over the shape of the arm: exact. */
export function exactProbabilityBetter(arm: Arm, control: Arm, prior: Beta): number {
  const [a1, b1] = [prior.a + arm.successes, prior.b + arm.n - arm.successes]
  const [a2, b2] = [prior.a + control.successes, prior.b + control.n - control.successes]
  let sum = new Fraction(0)
  for (let i = 0; i < a1; i += 1) {
    sum = sum.add(
      beta(a2 + i, b1 + b2)
        .div(beta(1 + i, b1))
        .div(b1 + i),
    )
  }
  return toNumber(sum.div(beta(a2, b2)))
}

/**
 * The same by quadrature on two grids: the trapezoidal mass of control below arm, and Richardson's step from h to h / 2. For posteriors
 * whose densities vanish at 0 and 1; with 1000 trials the standard deviation spans 80 cells of the coarse grid, and the error is below 1e-9.
 */
export function probabilityBetterByQuadrature(arm: Arm, control: Arm, prior: Beta): number {
  const [coarse, fine] = [4096, 8192].map((cells) => onGrid(arm, control, prior, cells))
  return (4 * (fine ?? NaN) - (coarse ?? NaN)) / 3
}

function onGrid(arm: Arm, control: Arm, prior: Beta, cells: number): number {
  const density = ({ successes, n }: Arm): number[] => {
    const log = (p: number): number => (prior.a + successes - 1) * Math.log(p) + (prior.b + n - successes - 1) * Math.log1p(-p)
    const peak = log(successes / n)
    const values = Array.from({ length: cells - 1 }, (_, i) => Math.exp(log((i + 1) / cells) - peak))
    const mass = values.reduce((sum, value) => sum + value, 0)
    return values.map((value) => value / mass)
  }
  const ofControl = density(control)
  let [below, better] = [0, 0]
  for (const [i, mass] of density(arm).entries()) {
    const here = ofControl[i] ?? NaN
    better += mass * (below + here / 2)
    below += here
  }
  return better
}

/** Calls `visit` with every list of counts, each 0..sizes[i], and its probability under independent binomials; the list is used again. */
export function everyCount(
  sizes: readonly number[],
  rates: readonly number[],
  visit: (counts: readonly number[], probability: number) => void,
): void {
  const masses = sizes.map((size, i) => Array.from({ length: size + 1 }, (_, k) => binomial(k, size, rates[i] ?? NaN)))
  const counts = sizes.map(() => 0)
  const extend = (i: number, probability: number): void => {
    if (i === sizes.length) {
      visit(counts, probability)
      return
    }
    for (const [k, mass] of (masses[i] ?? []).entries()) {
      counts[i] = k
      extend(i + 1, probability * mass)
    }
  }
  extend(0, 1)
}
