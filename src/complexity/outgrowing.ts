/**
 * Whether one cost outgrows another: decided exactly, with a growth of the sizes along which it does.
 *
 * [Note: rays] Put m = N^a, n = N^b, k = N^c with a, b, c >= 0 and c <= b. These growths form a cone whose extreme rays are m alone, n alone,
 * and n together with k. In the coordinates x = a, s = b - c, t = c the cone is x, s, t >= 0, and a monomial grows as a linear form: its
 * exponents of m, of n, and of n and k together. A sum grows as the largest of its forms. So a sum stays below a monomial somewhere iff the
 * system "each of its forms minus that of the monomial < 0" has a solution in the cone. Without logarithms that decides over all sizes: if there
 * is no solution, then by Farkas' lemma the monomial is a weighted geometric mean of the sum's monomials divided by factors >= 1, so it never exceeds the sum.
 *
 * [Note: logarithms] The powers of the logarithms break ties of the exponents: log(m) counts as log(N) where m grows at all. Sizes may carry
 * a power of log(N) too, m = N^a log(N)^b, which shifts a tie: m^2 log(n) + n^2 bounds m n log(n) along all plain powers, but not along
 * m = N / log(N)^(1/2), n = N. Growths in between, such as m = exp(sqrt(log(N))), are not looked at.
 */
import type { Cost, Monomial, Growth } from '../contract/complexity.ts'
import type { Fraction } from 'fraction.js'
import { TWELFTHS } from './cost.ts'
import { feasiblePoint, gcd, type Inequality } from './feasible-point.ts'

/** How a monomial s compares with a monomial t, as s / t: exponents along the rays, and powers of the logarithms, in twelfths. */
interface Quotient {
  readonly rays: readonly [bigint, bigint, bigint]
  readonly logs: readonly [bigint, bigint, bigint]
}

/** A growth along which upper / lower has no bound, simple ones first; `undefined` if `upper` is at most of the order of `lower`. */
export function outgrowing(upper: Cost, lower: Cost): Growth | undefined {
  // The least of several sums exceeds a sum of `lower` along a growth where one monomial of each does. Any such set of quotients that goes to 0 will do.
  const ways = lower.flatMap((sum) => choices(upper).map((peaks) => sum.flatMap((s) => peaks.map((t) => quotient(s, t)))))
  const possible = ways.filter((quotients) => !quotients.some(never))
  const simple = SIMPLE_GROWTHS.find((growth) => possible.some((quotients) => quotients.every((q) => shrinks(q, growth))))
  if (simple !== undefined) return simple
  for (const quotients of possible) {
    const growth = shrinking(quotients)
    if (growth !== undefined) return growth
  }
  return undefined
}

/** The same order in fewer words: without the monomials that others of their sum outgrow, and the sums that others never exceed. */
export function leading(cost: Cost): Cost {
  const sums = cost.map((sum) => unneeded(sum, (s, t) => outgrowing([[s]], [[t]]) === undefined))
  return unneeded(sums, (x, y) => outgrowing([y], [x]) === undefined)
}

/** Leaves out, from the first on, that another makes needless. */
function unneeded<T>(items: readonly T[], coveredBy: (item: T, other: T) => boolean): T[] {
  return items.reduce<T[]>(
    (left, item) =>
      left.some((other) => other !== item && coveredBy(item, other)) ? left.filter((other) => other !== item) : left,
    [...items],
  )
}

/** One element of each list, in every way. */
function choices<T>(lists: readonly (readonly T[])[]): T[][] {
  return lists.reduce<T[][]>((chosen, list) => chosen.flatMap((some) => list.map((one) => [...some, one])), [[]])
}

function quotient(s: Monomial, t: Monomial): Quotient {
  const of = (name: keyof Monomial): bigint => BigInt(Math.round(((s[name] ?? 0) - (t[name] ?? 0)) * TWELFTHS))
  return { rays: [of('m'), of('n'), of('n') + of('k')], logs: [of('logM'), of('logN'), of('logK')] }
}

/** Whether a quotient goes to 0 along no growth at all. */
function never({ rays, logs }: Quotient): boolean {
  return rays.every((e) => e >= 0n) && logs.every((e) => e >= 0n)
}

/** A growth along which every quotient goes to 0. */
function shrinking(quotients: readonly Quotient[]): Growth | undefined {
  if (quotients.some(({ logs }) => logs.some((e) => e !== 0n))) return shrinkingWithLogarithms(quotients)
  const point = feasiblePoint(3, [...quotients.map(({ rays }) => negative(rays, 0n)), ...CONE])
  return point === undefined ? undefined : rounded(growthOf(point), (growth) => quotients.every((q) => shrinks(q, growth)))
}

/** The growth in the smallest exponents that still will do: an exact solution may have thousands. */
function rounded({ m, n, k }: Growth, does: (growth: Growth) => boolean): Growth {
  for (let total = 1; total < m + n + k; total += 1) {
    const [x = 0, y = 0, z = 0] = [m, n, k].map((exponent) => Math.round((exponent * total) / (m + n + k)))
    if (does({ m: x, n: y, k: z })) return { m: x, n: y, k: z }
  }
  return { m, n, k }
}

/** Small whole exponents. First the sizes that the question has in mind, m and n large and k much smaller; then growths of all three; then the others. */
const SIMPLE_GROWTHS: readonly Growth[] = [{ m: 3, n: 3, k: 1 }, ...smallGrowths(1), ...smallGrowths(0)]

function smallGrowths(least: number): Growth[] {
  const exponents = [0, 1, 2, 3, 4].filter((e) => e >= least)
  return exponents
    .flatMap((m) => exponents.flatMap((n) => exponents.filter((k) => k <= n).map((k) => ({ m, n, k }))))
    .toSorted((a, b) => a.m + a.n + a.k - (b.m + b.n + b.k))
}

function shrinks({ rays: [x, s, t], logs }: Quotient, { m, n, k }: Growth): boolean {
  const exponent = Number(x) * m + Number(s) * (n - k) + Number(t) * k
  return exponent < 0 || (exponent === 0 && logPower(logs, [m > 0, n > 0, k > 0]) < 0n)
}

function logPower(logs: Quotient['logs'], grows: readonly boolean[]): bigint {
  return logs.reduce((sum, e, i) => (grows[i] === true ? sum + e : sum), 0n)
}

/**
 * As [Note: logarithms]: the exponents d and the powers y of log(N) are sought together. Which rays d leaves out fixes what the logarithms count for;
 * which quotients tie along d fixes which of them y has to bring below.
 */
function shrinkingWithLogarithms(quotients: readonly Quotient[]): Growth | undefined {
  for (const [x, s, t] of choices([
    [true, false],
    [true, false],
    [true, false],
  ])) {
    const used = [x === true, s === true, t === true]
    const grows = [x === true, s === true || t === true, t === true]
    for (const ties of choices(quotients.map(() => [false, true]))) {
      const along = quotients.flatMap(({ rays }, i) => (ties[i] === true ? level(rays) : [negative(rays, 0n)]))
      const d = feasiblePoint(3, [...along, ...used.flatMap((is, i) => (is ? [negative(axis(i, -1n), 0n)] : level(axis(i, 1n))))])
      if (d === undefined) continue
      const tied = quotients.filter((_, i) => ties[i] === true).map(({ rays, logs }) => negative(rays, logPower(logs, grows)))
      const y = feasiblePoint(3, [...tied, ...CONE.filter((_, i) => used[i] === false)])
      if (y !== undefined) return growthOf(d, y)
    }
  }
  return undefined
}

function negative(coefficients: readonly bigint[], constant: bigint): Inequality {
  return { coefficients, constant, strict: true }
}

function level(coefficients: readonly bigint[]): Inequality[] {
  return [1n, -1n].map((sign) => ({ coefficients: coefficients.map((e) => sign * e), constant: 0n, strict: false }))
}

function axis(i: number, sign: bigint): bigint[] {
  return [0, 1, 2].map((j) => (i === j ? sign : 0n))
}

/** x, s, t >= 0. */
const CONE: readonly Inequality[] = [0, 1, 2].map((i) => ({ coefficients: axis(i, -1n), constant: 0n, strict: false }))

/** From rays to sizes: n grows along two of them. */
function growthOf(exponents: readonly Fraction[], logPowers: readonly Fraction[] = []): Growth {
  const common = exponents.reduce((product, e) => product * e.d, 1n)
  const whole = exponents.map((e) => (e.s * e.n * common) / e.d)
  const divisor = whole.reduce(gcd, 0n) || 1n
  const [x = 0, s = 0, t = 0] = whole.map((e) => Number(e / divisor))
  const [logX = 0, logS = 0, logT = 0] = logPowers.map((e) => e.valueOf())
  const growth = { m: x, n: s + t, k: t }
  return logPowers.every((e) => e.n === 0n) ? growth : { ...growth, logs: { m: logX, n: logS + logT, k: logT } }
}
