/** Arithmetic of symbolic costs up to constant factors: a cost is the least of several sums of monomials. */
import type { Cost, Monomial } from '../../src/contract/complexity.ts'

export const one: Cost = [[{}]]

const exponents = ['m', 'n', 'k', 'logM', 'logN', 'logK'] as const

/** a + b, which is also of the order of the larger of the two. */
export function sum(a: Cost, b: Cost): Cost {
  return tidy(a.flatMap((x) => b.map((y) => [...x, ...y])))
}

export function product(a: Cost, b: Cost): Cost {
  return tidy(a.flatMap((x) => b.map((y) => x.flatMap((s) => y.map((t) => times(s, t, 1))))))
}

/** min(a, b). */
export function least(a: Cost, b: Cost): Cost {
  return tidy([...a, ...b])
}

/** The cost where n is at most `of`: n^a becomes min(n^a, of^a). `undefined` where n is divided by, or in a logarithm. */
export function withAtMost(a: Cost, of: Cost): Cost | undefined {
  if (a.flat().some(({ n = 0, logN = 0 }) => n < 0 || logN !== 0)) return undefined
  const capped = ({ n = 0, ...others }: Monomial): Cost => {
    const rest: Cost = [[others]]
    return n === 0 ? rest : product(rest, least([[{ n }]], power(of, n)))
  }
  return a.map((x) => x.map(capped).reduce(sum)).reduce(least)
}

/** a^exponent for a positive exponent: up to constants, the power of a sum is the sum of the powers. */
export function power(a: Cost, exponent: number): Cost {
  return a.map((x) => x.map((s) => times({}, s, exponent)))
}

/** a / b, where b is one monomial; `undefined` otherwise. */
export function quotient(a: Cost, b: Cost): Cost | undefined {
  const [[divisor, ...more] = [], ...others] = b
  if (divisor === undefined || more.length + others.length > 0) return undefined
  return a.map((x) => x.map((s) => times(s, divisor, -1)))
}

/**
 * log(a): up to constants, the logarithm of a sum is the sum of the logarithms, and that of a product too.
 * `undefined` where a letter is divided by, or a logarithm already.
 */
export function logarithm(a: Cost): Cost | undefined {
  const monomials = a.flat()
  if (monomials.some((s) => exponents.some((name, i) => (i < 3 ? (s[name] ?? 0) < 0 : (s[name] ?? 0) !== 0)))) return undefined
  return tidy(a.map((x) => x.flatMap(logarithms)))
}

/** Of each letter, and 1. */
function logarithms(s: Monomial): Monomial[] {
  return [
    {},
    ...(s.m === undefined ? [] : [{ logM: 1 }]),
    ...(s.n === undefined ? [] : [{ logN: 1 }]),
    ...(s.k === undefined ? [] : [{ logK: 1 }]),
  ]
}

/** s t^exponent, without exponents that are 0. */
function times(s: Monomial, t: Monomial, exponent: number): Monomial {
  const total = (name: (typeof exponents)[number]): number => (s[name] ?? 0) + exponent * (t[name] ?? 0)
  return Object.fromEntries(exponents.map((name) => [name, total(name)] as const).filter(([, value]) => value !== 0))
}

/** Without repeated monomials, and without the constant in a sum where something is at least 1 anyhow. */
function tidy(cost: readonly (readonly Monomial[])[]): Cost {
  const sums = cost.map((x) => [...new Map(x.map((s) => [JSON.stringify(s), s])).values()])
  return [...new Map(sums.map((x) => [JSON.stringify(x), x])).values()].map((x) =>
    x.some(isLarge) ? x.filter((s) => Object.keys(s).length > 0) : x,
  )
}

/** A monomial that is never below a constant, and not the constant itself. */
function isLarge(s: Monomial): boolean {
  const values = Object.values(s)
  return values.length > 0 && values.every((exponent) => exponent > 0)
}

/** As one would write it: `m*k + n`, `min(n, m*k)`, `m*log(n)`. */
export function costText(cost: Cost): string {
  const [first, ...rest] = cost.map((x) => x.map(monomialText).join(' + '))
  return rest.reduce((text, next) => `min(${text}, ${next})`, first ?? '')
}

function monomialText(s: Monomial): string {
  const letters = { m: 'm', k: 'k', n: 'n', logM: 'log(m)', logN: 'log(n)', logK: 'log(k)' } as const
  // m*k rather than k*m, but m*n*k
  const names = s.n !== undefined && s.k !== undefined ? exponents : (Object.keys(letters) as (keyof typeof letters)[])
  const factors = (sign: 1 | -1): string =>
    names
      .filter((name) => Math.sign(s[name] ?? 0) === sign)
      .map((name) => letters[name] + (Math.abs(s[name] ?? 0) === 1 ? '' : `^${exponentText(Math.abs(s[name] ?? 0))}`))
      .join('*')
  const [over, under] = [factors(1), factors(-1)]
  if (under === '') return over === '' ? '1' : over
  return `${over === '' ? '1' : over}/${under.includes('*') ? `(${under})` : under}`
}

function exponentText(exponent: number): string {
  for (const denominator of [1, 2, 3, 4, 6, 12]) {
    const numerator = exponent * denominator
    if (Math.abs(numerator - Math.round(numerator)) < 1e-9) {
      return denominator === 1 ? `${Math.round(numerator)}` : `(${Math.round(numerator)}/${denominator})`
    }
  }
  return String(exponent)
}
