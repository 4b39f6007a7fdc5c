/** Systems of linear inequalities over the rationals, decided exactly by Fourier-Motzkin elimination. Meant for a few unknowns. */
import { Fraction } from 'fraction.js'

/** coefficients · x + constant < 0, or <= 0 where `strict` is false. */
export interface Inequality {
  readonly coefficients: readonly bigint[]
  readonly constant: bigint
  readonly strict: boolean
}

/**
 * A rational point that satisfies every inequality, or `undefined` if there is none.
 * @param unknowns number of coefficients of every inequality
 * @see Schrijver 1986, Theory of Linear and Integer Programming, section 12.2
 */
export function feasiblePoint(unknowns: number, inequalities: readonly Inequality[]): Fraction[] | undefined {
  const systems = [inequalities]
  for (let last = unknowns - 1; last >= 0; last -= 1) {
    systems.unshift(eliminate(last, systems[0] ?? []))
  }
  const [constants = [], ...rest] = systems
  if (!constants.every(({ constant, strict }) => (strict ? constant < 0n : constant <= 0n))) return undefined
  const point: Fraction[] = []
  for (const system of rest) point.push(between(system, point))
  return point
}

/** The shadow of a system: what it says about the unknowns before `last`. */
function eliminate(last: number, system: readonly Inequality[]): Inequality[] {
  const of = (row: Inequality): bigint => row.coefficients[last] ?? 0n
  const shadow = system.filter((row) => of(row) === 0n)
  for (const above of system.filter((row) => of(row) > 0n)) {
    for (const below of system.filter((row) => of(row) < 0n)) {
      const combine = (a: bigint, b: bigint): bigint => a * -of(below) + b * of(above)
      shadow.push({
        coefficients: above.coefficients.map((a, j) => combine(a, below.coefficients[j] ?? 0n)),
        constant: combine(above.constant, below.constant),
        strict: above.strict || below.strict,
      })
    }
  }
  return distinct(shadow.map((row) => ({ ...row, coefficients: row.coefficients.slice(0, last) })))
}

/** Rows that differ by a positive factor are one row; without this the shadows grow beyond need. */
function distinct(system: readonly Inequality[]): Inequality[] {
  const rows = new Map<string, Inequality>()
  for (const { coefficients, constant, strict } of system) {
    const divisor = [...coefficients, constant].reduce(gcd, 0n) || 1n
    const row = { coefficients: coefficients.map((a) => a / divisor), constant: constant / divisor, strict }
    rows.set(`${row.coefficients.join()};${row.constant};${strict}`, row)
  }
  return [...rows.values()]
}

/** Never negative; gcd(0, 0) = 0. */
export function gcd(a: bigint, b: bigint): bigint {
  return b === 0n ? (a < 0n ? -a : a) : gcd(b, a % b)
}

/** A value of the next unknown that the system allows, given the unknowns before it: the nearest to 0 among a few simple ones. */
function between(system: readonly Inequality[], point: readonly Fraction[]): Fraction {
  let low: Fraction | undefined
  let high: Fraction | undefined
  for (const { coefficients, constant } of system) {
    const factor = coefficients[point.length] ?? 0n
    if (factor === 0n) continue
    const rest = point.reduce((sum, x, j) => sum.add(x.mul(new Fraction(coefficients[j] ?? 0n))), new Fraction(constant))
    const limit = rest.neg().div(new Fraction(factor))
    if (factor > 0n && (high === undefined || limit.lt(high))) high = limit
    if (factor < 0n && (low === undefined || limit.gt(low))) low = limit
  }
  if (low === undefined && high === undefined) return new Fraction(0)
  if (low === undefined) return high?.gt(0) ? new Fraction(0) : (high ?? new Fraction(0)).sub(1)
  if (high === undefined) return low.lt(0) ? new Fraction(0) : low.add(1)
  return low.add(high).div(2)
}
