/** The words and signs of formulas: everything that may stand in one, before its structure is looked at. */
import { closest } from './nearest.ts'

const functionNames = ['sqrt', 'log', 'exp'] as const
export type FunctionName = (typeof functionNames)[number]

const extremumNames = ['min', 'max'] as const
export type ExtremumName = (typeof extremumNames)[number]

/** What a slot's formulas may be about. */
export interface Vocabulary {
  readonly variables: readonly string[]
  readonly functions: readonly FunctionName[]
  /** Whether there are min(a, b, ...) and max(a, b, ...), and with them commas. */
  readonly extrema?: boolean
  /** Other words for variables, such as heads for k. */
  readonly synonyms?: Readonly<Record<string, string>>
}

/** A text that is not a formula of the grammar. */
export class FormulaError extends Error {
  readonly column: number
  readonly expected: string
  readonly got: string
  readonly hint: string | undefined

  constructor(column: number, expected: string, got: string, hint?: string) {
    super(`column ${column}: expected ${expected}, got ${got}${hint === undefined ? '' : ` (${hint})`}`)
    this.name = 'FormulaError'
    this.column = column
    this.expected = expected
    this.got = got
    this.hint = hint
  }
}

/** Bounds that keep reading fast and shallow, whatever the text. */
export const limits = { characters: 400, depth: 64, literalCharacters: 40, exponent: 64 } as const

export type Sign = '+' | '-' | '*' | '/' | '^' | '(' | ')' | ','

/** A word or sign of a formula. `column` counts from 1 in the text. */
export type Token =
  | { readonly kind: 'number'; readonly literal: string; readonly column: number }
  /** A fraction written as one sign, such as ½. */
  | { readonly kind: 'fraction'; readonly parts: readonly [over: string, under: string]; readonly column: number }
  | { readonly kind: 'variable'; readonly name: string; readonly column: number }
  | { readonly kind: 'function'; readonly name: FunctionName; readonly column: number }
  | { readonly kind: 'extremum'; readonly name: ExtremumName; readonly column: number }
  | { readonly kind: 'sign'; readonly sign: Sign; readonly column: number }
  /** A raised whole number, such as ². */
  | { readonly kind: 'raised'; readonly literal: string; readonly column: number }

const token =
  /[\s\p{Z}\u{FEFF}]+|(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<raised>[⁰¹²³⁴-⁹]+)|(?<name>[\p{L}_][\p{L}\p{Nd}_₀-₉ₐ-ₜ]*)|(?<other>\*\*|.)/gsu

/** What word processors and other keyboards make of the signs. */
const signs: Readonly<Record<string, Sign>> = {
  '+': '+', '-': '-', '−': '-', '–': '-', '*': '*', '×': '*', '·': '*', '⋅': '*', '∗': '*', '∙': '*', '/': '/', '÷': '/', '∕': '/', '⁄': '/',
  '^': '^', '**': '^', '(': '(', ')': ')',
} // prettier-ignore

const fractions: Readonly<Record<string, readonly [string, string]>> = {
  '½': ['1', '2'], '⅓': ['1', '3'], '⅔': ['2', '3'], '¼': ['1', '4'], '¾': ['3', '4'], '⅕': ['1', '5'], '⅙': ['1', '6'], '⅛': ['1', '8'],
} // prettier-ignore

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹'
const LOWERED: Readonly<Record<string, string>> = {
  ₐ: 'a', ₑ: 'e', ᵢ: 'i', ⱼ: 'j', ₖ: 'k', ₗ: 'l', ₘ: 'm', ₙ: 'n', ₒ: 'o', ₚ: 'p', ₛ: 's', ₜ: 't',
  '₀': '0', '₁': '1', '₂': '2', '₃': '3', '₄': '4', '₅': '5', '₆': '6', '₇': '7', '₈': '8', '₉': '9',
} // prettier-ignore

const advice: Readonly<Record<string, string>> = {
  '√': 'write sqrt( )', ',': 'write a decimal point', '[': 'group with ( )', '{': 'group with ( )', '=': 'write the right-hand side alone',
  "'": 'write the right-hand side alone, without primes', '’': 'write the right-hand side alone, without primes', '.': 'there are no members here',
  '%': 'divide by 100',
} // prettier-ignore

/** @throws FormulaError at the first thing that no formula of this vocabulary has */
export function tokensOf(text: string, vocabulary: Vocabulary): Token[] {
  if (text.length > limits.characters) {
    throw new FormulaError(limits.characters + 1, `at most ${limits.characters} characters`, `${text.length}`)
  }
  return Array.from(text.matchAll(token)).flatMap((match): Token[] => {
    const { 0: word, index } = match
    const { number, raised, name, other } = match.groups ?? {}
    const column = index + 1
    if (number !== undefined) return [{ kind: 'number', literal: checkedLiteral(number, column), column }]
    if (raised !== undefined) {
      const literal = Array.from(raised, (digit) => RAISED.indexOf(digit)).join('')
      return [{ kind: 'raised', literal, column }]
    }
    if (name !== undefined) return namesIn(name, column, vocabulary)
    if (other === undefined) return []
    const [sign, fraction] = [vocabulary.extrema === true && word === ',' ? ',' : signs[word], fractions[word]]
    if (sign !== undefined) return [{ kind: 'sign', sign, column }]
    if (fraction !== undefined) return [{ kind: 'fraction', parts: fraction, column }]
    const words = [...vocabulary.variables, ...vocabulary.functions].map((each) => `${each}, `).join('')
    throw new FormulaError(column, `only numbers, ${words}+ - * / ^ and ( )`, JSON.stringify(word), advice[word])
  })
}

function checkedLiteral(literal: string, column: number): string {
  if (literal.length <= limits.literalCharacters && Math.abs(Number(literal.split(/e/iu)[1] ?? 0)) <= limits.exponent)
    return literal
  throw new FormulaError(
    column,
    `a number of at most ${limits.literalCharacters} characters and an exponent within ±${limits.exponent}`,
    JSON.stringify(literal),
  )
}

/** A word is a variable, a function, or, as `mk`, a product of variables of one letter. */
function namesIn(written: string, column: number, { variables, functions, extrema, synonyms = {} }: Vocabulary): Token[] {
  const plain = written.replaceAll(
    /_?([₀-₉ₐ-ₜᵢⱼ]+)/gu,
    (_, low: string) => `_${Array.from(low, (letter) => LOWERED[letter] ?? letter).join('')}`,
  )
  const name = (Object.hasOwn(synonyms, plain) ? synonyms[plain] : undefined) ?? plain
  if (variables.includes(name)) return [{ kind: 'variable', name, column }]
  const called = functions.find((each) => each === name)
  if (called !== undefined) return [{ kind: 'function', name: called, column }]
  const extremum = extrema === true ? extremumNames.find((each) => each === name) : undefined
  if (extremum !== undefined) return [{ kind: 'extremum', name: extremum, column }]
  const letters = Array.from(name)
  if (letters.length > 1 && letters.every((letter) => variables.includes(letter)))
    return letters.map((letter, i) => ({ kind: 'variable', name: letter, column: column + i }))
  const words = [...variables, ...functions]
  throw new FormulaError(
    column,
    words.length === 0 ? 'a number' : `one of ${words.join(', ')}`,
    JSON.stringify(written),
    closest(name, [...words, ...Object.keys(synonyms)]),
  )
}
