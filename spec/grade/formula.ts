/** A formula of a sheet: a zod schema that reads it, and its value, exact wherever it has one. */
import { Fraction } from 'fraction.js'
import { z, type ZodType } from 'zod'
import { FormulaError, limits, parse, type FunctionName, type Operator, type Tree } from './formula-syntax.ts'
import { bitLength, fromLiteral, fromNumber, toNumber } from './rational.ts'

export interface Formula {
  /** As it stands in the sheet. */
  readonly text: string
  /** The variables that it mentions, in the order of the slot. */
  readonly variables: readonly string[]
  /** Variables that stand in an exponent: the formula has values only where these exponents are whole. */
  readonly inExponents: readonly string[]
  /** Whether it calls sqrt, log or exp: then it is computed in doubles, and `exact` has no value. */
  readonly approximate: boolean
  /**
   * The double nearest to the exact value, ±Infinity beyond the largest (a double stands for itself, 0.1 is not 1/10); undefined where there is none: division
   * by zero, an exponent that is not whole or beyond ±64, an argument that is not finite.
   * @throws RangeError if a variable of the formula has no value
   */
  evaluate(values: Readonly<Record<string, number>>): number | undefined
  /** The exact value; undefined where there is none. */
  exact(values: Readonly<Record<string, Fraction>>): Fraction | undefined
}

/** Numbers of bits and degrees beyond which nothing is computed: an honest formula stays far below. */
const sizeLimit = 1024
const bitLimit = 1 << 17

/** Reads a formula in `variables` (text, or a plain number). Only `functions` may be called. */
export function formula(
  variables: readonly string[],
  functions: readonly FunctionName[] = [],
): ZodType<Formula, string | number> {
  return z.union([z.string(), z.number()]).transform((input, context) => {
    try {
      return readFormula(String(input), variables, functions)
    } catch (error) {
      if (!(error instanceof FormulaError)) throw error
      const { column, expected, got, hint } = error
      context.issues.push({ code: 'custom', message: error.message, input, params: { column, expected, got, hint } })
      return z.NEVER
    }
  })
}

/** @throws FormulaError with the column of the first thing that is not in the grammar or beyond its bounds */
export function readFormula(text: string, variables: readonly string[], functions: readonly FunctionName[] = []): Formula {
  const tree = parse(text, { variables, functions })
  if (sizeOf(tree) > sizeLimit) throw new FormulaError(1, `a formula of degree at most ${sizeLimit}`, `degree ${sizeOf(tree)}`)
  const approximate = some(tree, (node) => node.kind === 'call')
  const exact = (values: Readonly<Record<string, Fraction>>): Fraction | undefined =>
    approximate ? undefined : fold(tree, rationals, (name) => valueOf(values, name, text))
  return {
    text,
    variables: variables.filter((name) => mentions(tree, name)),
    inExponents: variables.filter((name) => some(tree, (node) => isPower(node) && mentions(node.right, name))),
    approximate,
    exact,
    evaluate(values) {
      if (approximate) return defined(fold(tree, doubles, (name) => defined(valueOf(values, name, text))))
      const result = fold(tree, rationals, (name) => fromNumber(valueOf(values, name, text)))
      return result === undefined ? undefined : toNumber(result)
    },
  }
}

function valueOf<T>(values: Readonly<Record<string, T>>, name: string, text: string): T {
  const value = Object.hasOwn(values, name) ? values[name] : undefined
  if (value === undefined) throw new RangeError(`formula "${text}": expected a value for ${name}, got none`)
  return value
}

// Two arithmetics; `undefined` is "no value" and spreads

interface Arithmetic<T> {
  number(literal: string): T
  negate(a: T): T
  apply(operator: Operator, a: T, b: T): T | undefined
  call(name: FunctionName, a: T): T | undefined
}

const rationals: Arithmetic<Fraction> = {
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

/** a^0 = 1 for every a, 0 included: p^k is a polynomial in p. */
function wholePower(a: Fraction, exponent: number): Fraction | undefined {
  if (Math.abs(exponent) > limits.exponent || (a.n === 0n && exponent < 0)) return undefined
  const bits = Math.abs(exponent) * Math.max(bitLength(a.n), bitLength(a.d))
  if (bits > bitLimit) throw new RangeError(`formula: a value may have ${bitLimit} bits, got a power of ${bits} bits`)
  const [n, d] = [(a.s * a.n) ** BigInt(Math.abs(exponent)), a.d ** BigInt(Math.abs(exponent))]
  return exponent < 0 ? new Fraction(d, n) : new Fraction(n, d)
}

const doubles: Arithmetic<number> = {
  number: Number,
  negate: (a) => -a,
  apply(operator, a, b) {
    if (operator === '+') return defined(a + b)
    if (operator === '-') return defined(a - b)
    if (operator === '*') return defined(a * b)
    return operator === '/' ? defined(a / b) : defined(a ** b)
  },
  call: (name, a) => defined(Math[name](a)),
}

function defined(value: number | undefined): number | undefined {
  return Number.isFinite(value) ? value : undefined
}

function fold<T>(tree: Tree, arithmetic: Arithmetic<T>, variable: (name: string) => T | undefined): T | undefined {
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

// What is known of a tree before it has values

/** A bound on the digits of a value in terms of those of the variables; refuses constant exponents that are not whole within ±64. */
function sizeOf(tree: Tree): number {
  if (tree.kind === 'number') return tree.literal.length
  if (tree.kind === 'variable') return 1
  if (tree.kind !== 'operation') return sizeOf(tree.of)
  return isPower(tree) ? sizeOf(tree.left) * exponentBound(tree.right) : sizeOf(tree.left) + sizeOf(tree.right)
}

function exponentBound(exponent: Tree): number {
  const size = sizeOf(exponent)
  if (size > sizeLimit || some(exponent, (node) => node.kind === 'variable' || node.kind === 'call')) return limits.exponent
  const value = fold(exponent, rationals, () => undefined)
  const whole = value?.d === 1n && value.n <= BigInt(limits.exponent)
  if (whole) return Math.max(1, Number(value.n))
  const got = value === undefined ? 'no value' : value.d === 1n ? 'a larger one' : value.toFraction()
  throw new FormulaError(exponent.column, `a whole exponent within ±${limits.exponent}`, got)
}

function isPower(tree: Tree): tree is Tree & { kind: 'operation' } {
  return tree.kind === 'operation' && tree.operator === '^'
}

function mentions(tree: Tree, name: string): boolean {
  return some(tree, (node) => node.kind === 'variable' && node.name === name)
}

function some(tree: Tree, is: (node: Tree) => boolean): boolean {
  if (is(tree)) return true
  if (tree.kind === 'operation') return some(tree.left, is) || some(tree.right, is)
  return (tree.kind === 'negation' || tree.kind === 'call') && some(tree.of, is)
}
