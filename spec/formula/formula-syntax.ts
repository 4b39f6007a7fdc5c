/**
 * The grammar of formulas: numbers, the variables of the slot, + - * / ^, unary minus, parentheses, and the functions that a
 * slot allows. Values side by side are multiplied, as on paper: 2k, mk, 3(k + 1). Text becomes a tree of these and of nothing else; what
 * is outside is refused with its column. Read by precedence (Pratt 1973).
 */
import {
  FormulaError,
  limits,
  tokensOf,
  type ExtremumName,
  type FunctionName,
  type Token,
  type Vocabulary,
} from './formula-tokens.ts'

export type Operator = '+' | '-' | '*' | '/' | '^'

/** A formula, read, with `More` kinds of nodes. `column` counts from 1 in the text; that of an operation is the one of its first operand. */
export type Tree<More = never> =
  | { readonly kind: 'number'; readonly literal: string; readonly column: number }
  | { readonly kind: 'variable'; readonly name: string; readonly column: number }
  | { readonly kind: 'negation'; readonly of: Tree<More>; readonly column: number }
  | {
      readonly kind: 'operation'
      readonly operator: Operator
      readonly left: Tree<More>
      readonly right: Tree<More>
      readonly column: number
    }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly of: Tree<More>; readonly column: number }
  | More

/** The smallest or largest of two values or more. */
export interface Extremum {
  readonly kind: 'extremum'
  readonly name: ExtremumName
  readonly of: readonly Tree<Extremum>[]
  readonly column: number
}

/** @throws FormulaError at the first thing that the grammar does not have */
export function parse(text: string, vocabulary: Omit<Vocabulary, 'extrema'>): Tree {
  return parseWithExtrema(text, { ...vocabulary, extrema: false }) as Tree
}

/** The same, with min and max where the vocabulary has them. */
export function parseWithExtrema(text: string, vocabulary: Vocabulary): Tree<Extremum> {
  const tokens = tokensOf(text, vocabulary)
  if (tokens.length === 0) throw new FormulaError(1, 'a formula', 'nothing')
  return new Parser(text, tokens).formula()
}

/** How strongly an operator binds; a sign in front binds between * and ^, so -p^2 is -(p^2). */
const STRENGTH = { '+': 1, '-': 1, '*': 2, '/': 2, '^': 4 } as const
const OF_A_SIGN = 3

class Parser {
  readonly #text: string
  readonly #tokens: readonly Token[]
  #at = 0
  #depth = 0

  constructor(text: string, tokens: readonly Token[]) {
    this.#text = text
    this.#tokens = tokens
  }

  formula(): Tree<Extremum> {
    const tree = this.#expression(0)
    const rest = this.#tokens[this.#at]
    if (rest !== undefined) throw this.#refuse('an operator or the end')
    return tree
  }

  /** Reads on while operators bind more strongly than `strength`. */
  #expression(strength: number): Tree<Extremum> {
    let left = this.#value()
    let afterDivision = false
    for (;;) {
      const next = this.#tokens[this.#at]
      if (next?.kind === 'raised') {
        if (strength >= STRENGTH['^']) return left
        this.#at += 1
        left = operation('^', left, { kind: 'number', literal: next.literal, column: next.column })
        continue
      }
      const besides = this.#startsValue(next, left)
      const operator = besides ? '*' : operatorOf(next)
      if (operator === undefined || STRENGTH[operator] <= strength) return left
      if (besides && afterDivision) throw this.#refuse('* or parentheses', 'a/2k can be read in two ways: write a/(2*k) or a/2*k')
      if (!besides) this.#at += 1
      // Powers are read from the right: 2^3^2 is 2^(3^2)
      const right = this.#expression(operator === '^' ? STRENGTH['^'] - 1 : STRENGTH[operator])
      left = operation(operator, left, right)
      afterDivision = operator === '/'
    }
  }

  /** Whether a value follows without an operator; a variable in front of ( would look like a function. */
  #startsValue(next: Token | undefined, left: Tree<Extremum>): boolean {
    if (next === undefined) return false
    const previous = this.#tokens[this.#at - 1]
    if (next.kind === 'number' || next.kind === 'fraction')
      throw this.#refuse(`an operator after ${this.#textOf(previous)}`, 'write * to multiply')
    if (next.kind === 'sign' && next.sign === '(' && previous?.kind === 'variable')
      throw this.#refuse(
        `an operator after ${left.kind === 'variable' ? left.name : previous.name}`,
        'write * to multiply; variables are not functions',
      )
    return (
      next.kind === 'variable' ||
      next.kind === 'function' ||
      next.kind === 'extremum' ||
      (next.kind === 'sign' && next.sign === '(')
    )
  }

  #value(): Tree<Extremum> {
    const next = this.#tokens[this.#at]
    if (next === undefined) throw this.#refuse(`a value after ${this.#textOf(this.#tokens[this.#at - 1])}`)
    const { column } = next
    this.#at += 1
    switch (next.kind) {
      case 'number':
        return next
      case 'fraction':
        return operation(
          '/',
          { kind: 'number', literal: next.parts[0], column },
          { kind: 'number', literal: next.parts[1], column },
        )
      case 'variable':
        return next
      case 'function': {
        if (!this.#isNext('(')) throw this.#refuse(`( after ${next.name}`)
        return { kind: 'call', name: next.name, of: this.#value(), column }
      }
      case 'extremum':
        return { kind: 'extremum', name: next.name, of: this.#list(next.name), column }
      case 'sign':
        if (next.sign === '(') return this.#group()
        if (next.sign === '-' || next.sign === '+') {
          this.#deepen(column)
          const of = this.#expression(OF_A_SIGN)
          this.#depth -= 1
          return next.sign === '-' ? { kind: 'negation', of, column } : of
        }
        break
      case 'raised':
        break
    }
    this.#at -= 1
    const before = this.#tokens[this.#at - 1]
    throw this.#refuse(before === undefined ? 'a value' : `a value after ${this.#textOf(before)}`)
  }

  /** What stands between ( and ). */
  #group(): Tree<Extremum> {
    this.#deepen(this.#tokens[this.#at - 1]?.column ?? 1)
    const tree = this.#expression(0)
    this.#close('an operator or )')
    return tree
  }

  /** Two values or more between ( and ), with commas between. */
  #list(name: string): Tree<Extremum>[] {
    if (!this.#isNext('(')) throw this.#refuse(`( after ${name}`)
    this.#at += 1
    this.#deepen(this.#tokens[this.#at - 1]?.column ?? 1)
    const values = [this.#expression(0)]
    while (this.#isNext(',')) {
      this.#at += 1
      values.push(this.#expression(0))
    }
    if (values.length < 2) throw this.#refuse(`two or more values in ${name}`)
    this.#close('an operator, a comma or )')
    return values
  }

  #close(expected: string): void {
    if (this.#tokens[this.#at] === undefined) throw this.#refuse(') for an open (')
    if (!this.#isNext(')')) throw this.#refuse(expected)
    this.#at += 1
    this.#depth -= 1
  }

  #isNext(sign: '(' | ')' | ','): boolean {
    const next = this.#tokens[this.#at]
    return next?.kind === 'sign' && next.sign === sign
  }

  #deepen(column: number): void {
    this.#depth += 1
    if (this.#depth > limits.depth) throw new FormulaError(column, `at most ${limits.depth} parentheses in each other`, 'more')
  }

  #refuse(expected: string, hint?: string): FormulaError {
    const next = this.#tokens[this.#at]
    return new FormulaError(
      next?.column ?? this.#text.length + 1,
      expected,
      next === undefined ? 'the end' : JSON.stringify(this.#textOf(next)),
      hint,
    )
  }

  /** A token as it stands in the text. */
  #textOf(which: Token | undefined): string {
    if (which === undefined) return 'the start'
    if (which.kind === 'sign') return which.sign
    return which.kind === 'variable' || which.kind === 'function' || which.kind === 'extremum'
      ? which.name
      : which.kind === 'fraction'
        ? which.parts.join('/')
        : which.literal
  }
}

function operatorOf(next: Token | undefined): Operator | undefined {
  return next?.kind === 'sign' && next.sign !== '(' && next.sign !== ')' && next.sign !== ',' ? next.sign : undefined
}

function operation(operator: Operator, left: Tree<Extremum>, right: Tree<Extremum>): Tree<Extremum> {
  return { kind: 'operation', operator, left, right, column: left.column }
}
