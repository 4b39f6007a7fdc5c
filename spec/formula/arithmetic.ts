/** The value of a formula, in exact rationals or in doubles. */
import { Fraction } from 'fraction.js'
import type { Operator, Tree } from './formula-syntax.ts'
import { limits, type FunctionName } from './formula-tokens.ts'
import { bitLength, fromLiteral } from './rational.ts'

/** What a formula is computed in; `undefined` is "no value". */
export interface Arithmetic<T> {
  number(literal: string): T
  negate(a: T): T
  apply(operator: Operator, a: T, b: T): T | undefined
  call(name: FunctionName, a: T): T | undefined
}

export const rationals: Arithmetic<Fraction> = {
  number: fromLiteral,
  negate: (a) => a.neg(),
  apply(operator, a, b) {
    if (operator === '+') return a.add(b)
    if (operator === '-') return a.sub(b)
    if (operator === '*') return a.mul(b)
    if (operator === '/') return b.n === 0n ? undefined : a.div(b)
    return b.d === 1n ? wholePower(a, Number(b.s * b.n)) : undefined
  },
  call: () => undefined,
}

/** No honest value has as many bits. */
const bitLimit = 1 << 17

/** a^0 = 1 for every a, 0 included: p^k is a polynomial in p. */
function wholePower(a: Fraction, exponent: number): Fraction | undefined {
  if (Math.abs(exponent) > limits.exponent || (a.n === 0n && exponent < 0)) return undefined
  const bits = Math.abs(exponent) * Math.max(bitLength(a.n), bitLength(a.d))
  if (bits > bitLimit) throw new RangeError(`formula: a value may have ${bitLimit} bits, got a power of ${bits} bits`)
  const [n, d] = [(a.s * a.n) ** BigInt(Math.abs(exponent)), a.d ** BigInt(Math.abs(exponent))]
  return exponent < 0 ? new Fraction(d, n) : new Fraction(n, d)
}

export const doubles: Arithmetic<number> = {
  number: Number,
  negate: (a) => -a,
  apply(operator, a, b) {
    if (operator === '+') return finite(a + b)
    if (operator === '-') return finite(a - b)
    if (operator === '*') return finite(a * b)
    return operator === '/' ? finite(a / b) : finite(a ** b)
  },
  call: (name, a) => finite(Math[name](a)),
}

export function finite(value: number | undefined): number | undefined {
  return Number.isFinite(value) ? value : undefined
}

/** The value of a tree; none where any part of it has none. */
export function fold<T>(tree: Tree, arithmetic: Arithmetic<T>, variable: (name: string) => T | undefined): T | undefined {
  switch (tree.kind) {
    case 'number':
      return arithmetic.number(tree.literal)
    case 'variable':
      return variable(tree.name)
    case 'operation': {
      const left = fold(tree.left, arithmetic, variable)
      const right = fold(tree.right, arithmetic, variable)
      return left === undefined || right === undefined ? undefined : arithmetic.apply(tree.operator, left, right)
    }
    default: {
      const inner = fold(tree.of, arithmetic, variable)
      if (inner === undefined) return undefined
      return tree.kind === 'negation' ? arithmetic.negate(inner) : arithmetic.call(tree.name, inner)
    }
  }
}
