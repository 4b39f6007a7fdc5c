/** The words and signs of formulas: everything that may stand in one, before its structure is looked at. */
import { closest } from './nearest.ts'

export const functionNames = ['sqrt', 'log', 'exp'] as const
export type FunctionName = (typeof functionNames)[number]

/** What a slot's formulas may speak of. */
export interface Vocabulary {
  readonly variables: readonly string[]
  readonly functions: readonly FunctionName[]
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

const token =
  /\s+|(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<name>[\p{L}_][\p{L}\p{Nd}_]*)|(?<symbol>\*\*|[-+*/^()])|(?<other>.)/gsu

const advice: Readonly<Record<string, string>> = {
  '**': 'write ^ for a power', '²': 'write ^2', '³': 'write ^3', '√': 'write sqrt( )', '×': 'write *', '·': 'write *', '÷': 'write /',
  '−': 'write the minus of the keyboard, -', '–': 'write the minus of the keyboard, -', ',': 'write a decimal point',
  '[': 'group with ( )', '{': 'group with ( )', '=': 'write the right-hand side alone', '.': 'there are no members here', '%': 'divide by 100',
} // prettier-ignore

/** @throws FormulaError at the first thing that no formula of this vocabulary has, and where two values stand side by side */
export function checkTokens(text: string, { variables, functions }: Vocabulary): void {
  const words = [...variables, ...functions]
  const isFunction = (word: string): boolean => functions.some((name) => name === word)
  let depth = 0
  let previous = ''
  for (const { 0: word, index, groups = {} } of text.matchAll(token)) {
    if (/^\s/u.test(word)) continue
    const refuse = (expected: string, hint?: string): FormulaError =>
      new FormulaError(index + 1, expected, JSON.stringify(word), hint)
    const { number, name } = groups
    if (groups['other'] !== undefined || word === '**') {
      throw refuse(`only numbers, ${words.join(', ')}${words.length > 0 ? ', ' : ''}+ - * / ^ and ( )`, advice[word])
    }
    if (name !== undefined && !words.includes(name)) {
      throw refuse(
        words.length === 0 ? 'a number' : `one of ${words.join(', ')}`,
        factors(name, variables) ?? closest(name, words),
      )
    }
    if (
      number !== undefined &&
      (word.length > limits.literalCharacters || Math.abs(Number(word.split(/e/iu)[1] ?? 0)) > limits.exponent)
    ) {
      throw refuse(`a number of at most ${limits.literalCharacters} characters and an exponent within ±${limits.exponent}`)
    }
    if (isFunction(previous) && word !== '(') throw refuse(`( after ${previous}`)
    if (word === ')' && previous === '(') throw refuse('a value after (')
    const startsValue = number !== undefined || name !== undefined || (word === '(' && !isFunction(previous))
    if (startsValue && /[\p{L}\p{Nd}_.)]$/u.test(previous)) {
      throw refuse(`an operator after ${previous}`, 'write * to multiply; variables are not functions')
    }
    depth += word === '(' ? 1 : word === ')' ? -1 : 0
    if (depth > limits.depth) throw refuse(`at most ${limits.depth} parentheses in each other`)
    previous = word
  }
  if (previous === '') throw new FormulaError(1, 'a formula', 'nothing')
  if (isFunction(previous)) throw new FormulaError(text.length + 1, `( after ${previous}`, 'the end')
}

/** `mk` reads as m*k when m and k are variables. */
function factors(name: string, variables: readonly string[]): string | undefined {
  const letters = Array.from(name)
  return letters.length > 1 && letters.every((letter) => variables.includes(letter)) ? `write ${letters.join('*')}` : undefined
}
