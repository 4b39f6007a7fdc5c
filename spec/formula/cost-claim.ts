/**
 * The language of claimed costs: O(...) or Theta(...) of a sum of products in the sizes m, n, k and nnz = m*k.
 *
 *   O(m*k + n)    Theta(nnz)    O(m*log(n))    O(min(n, m*k))    O(m^2*k/n)    O(sqrt(m)*n)    O(1)
 *
 * Constant factors do not matter: O(2*m*k + 5) is O(m*k). `max` is read as a sum, which has the same order. A logarithm has any base.
 * Everything else is refused with its column: mn (is it one name or two?), differences, exponents that are not numbers, o(...), Omega(...).
 */
import { z, type ZodType } from 'zod'
import type { Cost, CostClaim } from '../../src/contract/complexity.ts'
import { least, logarithm, one, power, product, quotient, sum } from './cost-algebra.ts'
import { parseWithExtrema, type Extremum, type Tree } from './formula-syntax.ts'
import { FormulaError } from './formula-tokens.ts'

/** A claim, with the text that it was read from. */
export interface WrittenClaim extends CostClaim {
  readonly text: string
}

/** Reads a claim out of a sheet. */
export function costClaim(): ZodType<WrittenClaim, string> {
  const reads = z.string().transform((input, context) => {
    try {
      return readCostClaim(input)
    } catch (error) {
      if (!(error instanceof FormulaError)) throw error
      const { column, expected, got, hint } = error
      context.issues.push({ code: 'custom', message: error.message, input, params: { column, expected, got, hint } })
      return z.NEVER
    }
  })
  return reads.describe('O(...) or Theta(...)')
}

const bounds: Readonly<Record<string, CostClaim['bound']>> = { O: 'O', Theta: 'Theta', theta: 'Theta', Θ: 'Theta' }

/** @throws FormulaError with the column of the first thing that the language does not have */
export function readCostClaim(text: string): WrittenClaim {
  const { 0: head = '', groups: { word = '' } = {} } = /^\s*(?<word>[\p{L}~]*)\s*\(/u.exec(text) ?? {}
  const bound = bounds[word]
  if (bound === undefined) {
    const got = text.trim() === '' ? 'nothing' : `"${/\S+/u.exec(text)?.[0] ?? ''}"`
    throw new FormulaError(text.search(/\S|$/u) + 1, 'O(...) or Theta(...)', got, adviceOn[word] ?? 'write O(m*n), for instance')
  }
  const close = closing(text, head.length - 1)
  const after = text.slice(close + 1)
  if (after.trim() !== '') {
    const column = close + 2 + after.search(/\S/u)
    throw new FormulaError(column, 'the end', `"${after.trim().charAt(0)}"`, 'write one bound: O(a) + O(b) is O(a + b)')
  }
  // Blanks in place of O( and ) keep the columns of the sheet.
  const inside = ' '.repeat(head.length) + text.slice(head.length, close)
  if (inside.trim() === '') throw new FormulaError(close + 1, 'a cost', '")"')
  return { text: text.trim(), bound, cost: readCost(inside) }
}

const adviceOn: Readonly<Record<string, string>> = {
  o: 'write a capital O; little o says more than a cost needs',
  Omega: 'a lower bound does not say what a step costs: write O(...) or Theta(...)',
  Ω: 'a lower bound does not say what a step costs: write O(...) or Theta(...)',
  ω: 'a lower bound does not say what a step costs: write O(...) or Theta(...)',
  о: 'write a Latin O', // Cyrillic
  О: 'write a Latin O',
}

/** Index of the parenthesis that closes the one at `open`. */
function closing(text: string, open: number): number {
  let depth = 0
  for (let i = open; i < text.length; i += 1) {
    if (text.charAt(i) === '(') depth += 1
    if (text.charAt(i) === ')') depth -= 1
    if (depth === 0) return i
  }
  throw new FormulaError(text.length + 1, ') for an open (', 'the end')
}

const sizes: Readonly<Record<string, Cost>> = { m: [[{ m: 1 }]], n: [[{ n: 1 }]], k: [[{ k: 1 }]], nnz: [[{ m: 1, k: 1 }]] }

function readCost(text: string): Cost {
  return costOf(parseWithExtrema(text, { variables: Object.keys(sizes), functions: ['sqrt', 'log'], extrema: true }))
}

/** Distributing products over sums and minima must stay small. */
const LARGEST_COST = 64

function costOf(tree: Tree<Extremum>): Cost {
  const cost = unboundedCostOf(tree)
  if (cost.length > 8 || cost.flat().length > LARGEST_COST) {
    throw new FormulaError(tree.column, `a cost of at most ${LARGEST_COST} terms`, `${cost.flat().length}`)
  }
  return cost
}

function unboundedCostOf(tree: Tree<Extremum>): Cost {
  const refuse = (expected: string, got: string, hint?: string): FormulaError =>
    new FormulaError(tree.column, expected, got, hint)
  switch (tree.kind) {
    case 'number':
      if (Number(tree.literal) > 0) return one
      throw refuse('a positive number', tree.literal)
    case 'variable':
      return sizes[tree.name] ?? one
    case 'negation':
      throw refuse('a cost, which is positive', 'a minus', 'leave smaller terms out: m*n - m is of the order of m*n')
    case 'extremum':
      return tree.of.map((each) => costOf(each)).reduce(tree.name === 'min' ? least : sum)
    case 'call': {
      const inner = costOf(tree.of)
      const result = tree.name === 'sqrt' ? power(inner, 1 / 2) : logarithm(inner)
      if (result === undefined) throw refuse('the logarithm of a sum of products', 'a quotient or a logarithm in it')
      return result
    }
    default: {
      if (tree.operator === '-') {
        throw refuse('a sum', 'a difference', 'leave smaller terms out: m*n - m is of the order of m*n')
      }
      const left = costOf(tree.left)
      if (tree.operator === '^') return power(left, exponentOf(tree.right))
      const right = costOf(tree.right)
      if (tree.operator === '+') return sum(left, right)
      if (tree.operator === '*') return product(left, right)
      const result = quotient(left, right)
      if (result === undefined) throw new FormulaError(tree.right.column, 'one product to divide by', 'a sum or a min')
      return result
    }
  }
}

/** An exponent is a positive number or a quotient of two. */
function exponentOf(tree: Tree<Extremum>): number {
  const value =
    tree.kind === 'number'
      ? Number(tree.literal)
      : tree.kind === 'operation' && tree.operator === '/' && tree.left.kind === 'number' && tree.right.kind === 'number'
        ? Number(tree.left.literal) / Number(tree.right.literal)
        : NaN
  const twelfths = value * 12
  if (value > 0 && value <= 8 && Math.abs(twelfths - Math.round(twelfths)) < 1e-9) return value
  throw new FormulaError(
    tree.column,
    'a number in (0, 8] that is a multiple of 1/12',
    Number.isNaN(value) ? 'something else' : String(value),
  )
}
