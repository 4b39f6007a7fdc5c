/** Whether two formulas are the same function, decided exactly. */
import { Fraction } from 'fraction.js'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import type { Formula } from './formula.ts'
import { toNumber } from './rational.ts'

/** A point where two formulas differ, as fractions to print; a formula without a value there has none. */
export interface Difference {
  readonly values: Readonly<Record<string, string>>
  readonly a: string | undefined
  readonly b: string | undefined
}

export type Equality = { readonly equal: true; readonly points: number } | { readonly equal: false; readonly witness: Difference }

interface Point {
  readonly random: boolean
  readonly values: Readonly<Record<string, Fraction>>
}

/**
 * Compares at small whole points, then at `agreements` random rational ones. Equal formulas are never told apart. Different ones
 * agree at a random point only where the numerator of their difference is 0: a polynomial of degree at most 2048 with each variable
 * drawn from more than 10^5 rationals, so below 0.02 a point (Schwartz-Zippel) and 10^-13 in all. Variables in exponents are drawn from
 * 1..20, where the chance is larger; formulas with sqrt, log or exp are compared in doubles, to 1e-9 of their size.
 * Points where only one has a value are passed over ((x^2 - 1) / (x - 1) is x + 1), unless that is so everywhere.
 */
export function identical(a: Formula, b: Formula, seed: number, agreements = 8): Equality {
  const names = [...new Set([...a.mentions, ...b.mentions])]
  const whole = new Set([...a.inExponents, ...b.inExponents])
  const oneSided: Difference[] = []
  let points = 0
  for (const point of [...smallPoints(names), ...randomPoints(names, whole, seed, 50 * agreements)]) {
    const comparison = compare(a, b, point)
    if (comparison === 'same') points += point.random ? 1 : 0
    else if (comparison === 'no value') continue
    else if (comparison.a !== undefined && comparison.b !== undefined) return { equal: false, witness: comparison }
    else oneSided.push(comparison)
    if (points === agreements) break
  }
  if (points > 0) return { equal: true, points }
  return { equal: false, witness: oneSided[0] ?? { values: {}, a: undefined, b: undefined } }
}

function compare(a: Formula, b: Formula, point: Point): Difference | 'same' | 'no value' {
  const values = Object.fromEntries(Object.entries(point.values).map(([name, value]) => [name, value.toFraction()]))
  if (a.approximate || b.approximate) {
    const at = Object.fromEntries(Object.entries(point.values).map(([name, value]) => [name, toNumber(value)]))
    const [x, y] = [a.evaluate(at), b.evaluate(at)]
    if (x === undefined && y === undefined) return 'no value'
    if (x !== undefined && y !== undefined && Math.abs(x - y) <= 1e-9 * Math.max(1, Math.abs(x), Math.abs(y))) return 'same'
    return { values, a: x?.toString(), b: y?.toString() }
  }
  const [x, y] = [a.exact(point.values), b.exact(point.values)]
  if (x === undefined && y === undefined) return 'no value'
  return x !== undefined && y !== undefined && x.equals(y) ? 'same' : { values, a: x?.toFraction(), b: y?.toFraction() }
}

/** Whole points with coordinates 0..4, smallest sum first; at most 1024 of them. */
function smallPoints(names: readonly string[]): Point[] {
  const levels = names.length <= 4 ? [0, 1, 2, 3, 4] : names.length <= 10 ? [1, 2] : [1]
  let rows: number[][] = [[]]
  for (let i = 0; i < names.length; i += 1) rows = rows.flatMap((row) => levels.map((level) => [...row, level]))
  return rows
    .toSorted((first, second) => sum(first) - sum(second))
    .map((row) => ({ random: false, values: Object.fromEntries(names.map((name, i) => [name, new Fraction(row[i] ?? 1)])) }))
}

function sum(row: readonly number[]): number {
  return row.reduce((total, value) => total + value, 0)
}

function randomPoints(names: readonly string[], whole: ReadonlySet<string>, seed: number, count: number): Point[] {
  const generator = xoroshiro128plus(seed)
  const draw = (name: string): Fraction =>
    whole.has(name)
      ? new Fraction(uniformInt(generator, 1, 20))
      : new Fraction(uniformInt(generator, -999, 999), uniformInt(generator, 1, 499))
  return Array.from({ length: count }, () => ({
    random: true,
    values: Object.fromEntries(names.map((name) => [name, draw(name)])),
  }))
}
