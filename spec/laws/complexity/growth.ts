/**
 * Costs compared the slow way: how fast each grows along every growth m = N^x, n = N^(s + t), k = N^t of a grid of whole exponents.
 * Finds every difference that shows on the grid; says nothing between its points.
 */
import type { Cost, Growth, Monomial, Sizes } from '../../../src/contract/complexity.ts'

/** All growths with whole exponents x, s and t up to `largest`. */
export function growthGrid(largest: number): Growth[] {
  const steps = Array.from({ length: largest + 1 }, (_, i) => i)
  return steps.flatMap((m) => steps.flatMap((s) => steps.map((k) => ({ m, n: s + k, k }))))
}

/** The exponent of N and, to break ties, of log(N). */
export type Rate = readonly [exponent: number, logPower: number]

/** How fast a cost grows along a growth: as the slowest of its sums, each of which grows as its fastest monomial. */
export function rateOf(cost: Cost, growth: Growth): Rate {
  let slowest: Rate | undefined
  for (const sum of cost) {
    let fastest: Rate | undefined
    for (const monomial of sum) {
      const rate = rateOfMonomial(monomial, growth)
      if (fastest === undefined || compareRates(rate, fastest) > 0) fastest = rate
    }
    if (fastest !== undefined && (slowest === undefined || compareRates(fastest, slowest) < 0)) slowest = fastest
  }
  if (slowest === undefined) throw new Error('rateOf: a cost has at least one sum, of at least one monomial')
  return slowest
}

const NO_LOGS = { m: 0, n: 0, k: 0 }

function rateOfMonomial({ m = 0, n = 0, k = 0, logM = 0, logN = 0, logK = 0 }: Monomial, growth: Growth): Rate {
  const { logs = NO_LOGS } = growth
  const logPower = m * logs.m + n * logs.n + k * logs.k
  const ofLogs = (growth.m > 0 ? logM : 0) + (growth.n > 0 ? logN : 0) + (growth.k > 0 ? logK : 0)
  return [m * growth.m + n * growth.n + k * growth.k, logPower + ofLogs]
}

/** Negative if a grows slower than b. Exponents are twelfths, so what is closer than 1e-6 is equal. */
export function compareRates(a: Rate, b: Rate): number {
  const difference = a[0] - b[0]
  if (Math.abs(difference) > 1e-6) return difference
  return Math.abs(a[1] - b[1]) > 1e-6 ? a[1] - b[1] : 0
}

/** The value at given sizes, monomial by monomial. */
export function valueAt(cost: Cost, sizes: Sizes): number {
  const sums = cost.map((monomials) => monomials.reduce((total, monomial) => total + valueOfMonomial(monomial, sizes), 0))
  return sums.reduce((least, value) => Math.min(least, value))
}

function valueOfMonomial(s: Monomial, { m, n, k }: Sizes): number {
  const powers = m ** (s.m ?? 0) * n ** (s.n ?? 0) * k ** (s.k ?? 0)
  return powers * atLeastOne(m) ** (s.logM ?? 0) * atLeastOne(n) ** (s.logN ?? 0) * atLeastOne(k) ** (s.logK ?? 0)
}

function atLeastOne(x: number): number {
  return Math.max(1, Math.log(x))
}
