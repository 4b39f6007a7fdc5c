/**
 * Exact unconditional tests of a 2 x 2 table: the largest probability, over the common rate, of the tables that are at least as extreme.
 *
 * [Note: maximisation over the common rate] That probability is a polynomial of degree n + m in the rate. It is evaluated on 256 points equally
 * spaced in arcsin(sqrt(rate)), where binomials have about equal width, and the best point is refined by golden section between its
 * neighbours. The result is a lower bound of the supremum; a grid sixteen times as fine gave the same nine digits on all tables tried.
 */
import type { Arm } from '../contract/two-proportion.ts'
import { rateOf } from './arm.ts'
import { requireCounts } from './arguments.ts'
import { binomialWindow, cumulative, hypergeometric } from './binomial.ts'
import { fisherUpperTail } from './fisher.ts'
import { pooledZ } from './two-proportion.ts'

/** For each count of the control: the arm is extreme at `atMost[count]` successes or fewer, and at `atLeast[count]` or more. */
interface Region {
  readonly atMost: Int32Array
  readonly atLeast: Int32Array
}

/** Values this close (relative) to the observed one count as equally extreme. */
const TIE = 1e-10
const STEPS = 256

/**
 * Barnard's test, two-sided, with the pooled z as the order of tables.
 * @throws RangeError unless the counts are integers with 0 <= successes <= n, n > 0
 */
export function barnardP(arm: Arm, control: Arm): number {
  requireBoth('barnardP', arm, control)
  const observed = Math.abs(pooledZ(arm, control)) * (1 - TIE)
  if (observed === 0) return 1
  // For a fixed control, the pooled z rises with the arm's successes: its derivative is linear in them and non-negative at both ends.
  const z = (x: number, y: number): number => pooledZ({ successes: x, n: arm.n }, { successes: y, n: control.n })
  const region = regionOf(
    arm.n,
    control.n,
    (x, y) => z(x, y) >= observed,
    (x, y) => z(x, y) <= -observed,
  )
  return largestMass(region, arm.n, control.n)
}

/**
 * Boschloo's test, two-sided: twice the one-sided test on the side of the observed difference, with Fisher's one-sided p as the order of tables.
 * @throws RangeError as `barnardP`
 */
export function boschlooP(arm: Arm, control: Arm): number {
  requireBoth('boschlooP', arm, control)
  const [high, low] = rateOf(arm) >= rateOf(control) ? [arm, control] : [control, arm]
  const observed = fisherUpperTail(high, low) * (1 + TIE)
  const start = Array.from({ length: high.n + low.n + 1 }, (_, total) => firstExtreme(high.n, low.n, total, observed))
  const region = regionOf(
    high.n,
    low.n,
    (x, y) => x >= (start[x + y] ?? Infinity),
    () => false,
  )
  return Math.min(1, 2 * largestMass(region, high.n, low.n))
}

/** The fewest successes in the arm whose upper tail, given the total, is at most `tail`. */
function firstExtreme(n: number, m: number, total: number, tail: number): number {
  const { from, pmf } = hypergeometric(n, m, total)
  let mass = 0
  for (let i = pmf.length - 1; i >= 0; i -= 1) {
    mass += pmf[i] ?? 0
    if (mass > tail) return from + i + 1
  }
  return from
}

/** Both borders rise with the control's count, so each is found in one sweep. */
function regionOf(
  n: number,
  m: number,
  above: (x: number, y: number) => boolean,
  below: (x: number, y: number) => boolean,
): Region {
  const atMost = new Int32Array(m + 1)
  const atLeast = new Int32Array(m + 1)
  for (let y = 0, low = -1, high = 0; y <= m; y += 1) {
    while (low < n && below(low + 1, y)) low += 1
    while (high <= n && !above(high, y)) high += 1
    atMost[y] = low
    atLeast[y] = high
  }
  return { atMost, atLeast }
}

function largestMass(region: Region, n: number, m: number): number {
  const mass = (angle: number): number => massAt(region, n, m, Math.sin(angle) ** 2)
  const step = Math.PI / 2 / STEPS
  let best = step
  let largest = 0
  for (let i = 1; i < STEPS; i += 1) {
    const value = mass(i * step)
    if (value > largest) [best, largest] = [i * step, value]
  }
  return Math.min(1, Math.max(largest, goldenMaximum(mass, best - step, best + step)))
}

function massAt({ atMost, atLeast }: Region, n: number, m: number, rate: number): number {
  if (rate <= 0 || rate >= 1) return 0
  const arm = binomialWindow(n, rate, 1e-18)
  const below = cumulative(arm)
  const last = below.length - 1
  const control = binomialWindow(m, rate, 1e-18)
  let total = 0
  for (const [i, mass] of control.pmf.entries()) {
    const y = control.from + i
    const lower = below[Math.min(last, Math.max(0, (atMost[y] ?? -1) + 1 - arm.from))] ?? NaN
    const upper = 1 - (below[Math.min(last, Math.max(0, (atLeast[y] ?? n + 1) - arm.from))] ?? NaN)
    total += mass * (lower + Math.max(0, upper))
  }
  return total
}

const GOLDEN = (Math.sqrt(5) - 1) / 2

function goldenMaximum(f: (x: number) => number, from: number, to: number): number {
  let [low, high] = [from, to]
  let largest = 0
  for (let i = 0; i < 24; i += 1) {
    const [a, b] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)]
    const [atA, atB] = [f(a), f(b)]
    if (atA > atB) high = b
    else low = a
    largest = Math.max(largest, atA, atB)
  }
  return largest
}

function requireBoth(name: string, arm: Arm, control: Arm): void {
  requireCounts(name, arm)
  requireCounts(name, control)
}
