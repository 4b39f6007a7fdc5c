/** A formula of a sheet: a zod schema that reads it, and its value, exact wherever it has one. */
import type { Fraction } from 'fraction.js'
import { z, type ZodType } from 'zod'
import { doubles, finite, fold, rationals } from './arithmetic.ts'
import { parse, type Tree } from './formula-syntax.ts'
import { FormulaError, limits, type FunctionName } from './formula-tokens.ts'
import { fromNumber, toNumber } from './rational.ts'

export interface Formula {
  /** As it stands in the sheet. */
  readonly text: string
  /** The variables that it may use. */
  readonly variables: readonly string[]
  /** Those that it does use, in the same order. */
  readonly mentions: readonly string[]
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

/** Whether a value of a sheet is a formula. */
export function isFormula(value: unknown): value is Formula {
  return typeof value === 'object' && value !== null && 'text' in value && 'exact' in value
}

/** Degrees beyond which nothing is computed: an honest formula stays far below. */
const sizeLimit = 128

/** Reads a formula in `variables`, or their `synonyms` (text, or a plain number). Only `functions` may be called. */
export function formula(
  variables: readonly string[],
  functions: readonly FunctionName[] = [],
  synonyms: Readonly<Record<string, string>> = {},
): ZodType<Formula, string | number> {
  const reads = z.union([z.string(), z.number()]).transform((input, context) => {
    try {
      return readFormula(String(input), variables, functions, synonyms)
    } catch (error) {
      if (!(error instanceof FormulaError)) throw error
      const { column, expected, got, hint } = error
      context.issues.push({ code: 'custom', message: error.message, input, params: { column, expected, got, hint } })
      return z.NEVER
    }
  })
  return reads.describe(`a formula in ${variables.join(', ')}`)
}

/** @throws FormulaError with the column of the first thing that is not in the grammar or beyond its bounds */
export function readFormula(
  text: string,
  variables: readonly string[],
  functions: readonly FunctionName[] = [],
  synonyms: Readonly<Record<string, string>> = {},
): Formula {
  const tree = parse(text, { variables, functions, synonyms })
  if (sizeOf(tree) > sizeLimit) throw new FormulaError(1, `a formula of degree at most ${sizeLimit}`, `degree ${sizeOf(tree)}`)
  const approximate = some(tree, (node) => node.kind === 'call')
  const exact = (values: Readonly<Record<string, Fraction>>): Fraction | undefined =>
    approximate ? undefined : fold(tree, rationals, (name) => valueOf(values, name, text))
  return {
    text,
    variables,
    mentions: variables.filter((name) => mentions(tree, name)),
    inExponents: variables.filter((name) => some(tree, (node) => isPower(node) && mentions(node.right, name))),
    approximate,
    exact,
    evaluate(values) {
      if (approximate) return finite(fold(tree, doubles, (name) => finite(valueOf(values, name, text))))
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
