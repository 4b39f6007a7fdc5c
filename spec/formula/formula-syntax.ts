/**
 * The grammar of formulas: numbers, the variables of the slot, + - * / ^, unary minus, parentheses, and the functions that a
 * slot allows. Text becomes a tree of these and of nothing else; what is outside is refused with its column.
 */
import jsep from 'jsep'
import { checkTokens, FormulaError, limits, type FunctionName, type Vocabulary } from './formula-tokens.ts'

export type Operator = '+' | '-' | '*' | '/' | '^'

/** A formula, read. `column` counts from 1 in the text. */
export type Tree =
  | { readonly kind: 'number'; readonly literal: string; readonly column: number }
  | { readonly kind: 'variable'; readonly name: string; readonly column: number }
  | { readonly kind: 'negation'; readonly of: Tree; readonly column: number }
  | {
      readonly kind: 'operation'
      readonly operator: Operator
      readonly left: Tree
      readonly right: Tree
      readonly column: number
    }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly of: Tree; readonly column: number }

/** @throws FormulaError at the first thing that the grammar does not have */
export function parse(text: string, vocabulary: Vocabulary): Tree {
  if (text.length > limits.characters) {
    throw new FormulaError(limits.characters + 1, `at most ${limits.characters} characters`, `${text.length}`)
  }
  checkTokens(text, vocabulary)
  let expression: unknown
  try {
    expression = jsep(text)
  } catch (error) {
    if (!(error instanceof Error && 'index' in error && 'description' in error)) throw error
    throw incomplete(text, Number(error.index), String(error.description))
  }
  return treeOf(expression as Node)
}

/** jsep's syntax errors, in our terms. */
function incomplete(text: string, index: number, description: string): FormulaError {
  const rest = text.slice(index).trimStart()
  const got = rest === '' ? 'the end' : `"${rest.charAt(0)}"`
  const column = rest === '' ? text.length + 1 : text.length - rest.length + 1
  const after = /^Expected expression (after .+)$/u.exec(description)?.[1]
  if (after !== undefined) return new FormulaError(column, `a value ${after}`, got)
  return new FormulaError(column, description === 'Unclosed (' ? ') for an open (' : 'an operator or the end', got)
}

// Structure: jsep knows precedence; groups and columns are kept by our own hook, so that -p^2 and (-p)^2 stay apart

jsep.removeAllBinaryOps()
jsep.removeAllUnaryOps()
for (const [operator, precedence] of [['+', 1], ['-', 1], ['*', 2], ['/', 2]] as const) jsep.addBinaryOp(operator, precedence) // prettier-ignore
jsep.addBinaryOp('^', 3, true)

/** What jsep builds with our hook. */
type Node =
  | { readonly type: 'Leaf'; readonly tree: Tree }
  | { readonly type: 'Group'; readonly of: Node }
  | { readonly type: 'Sign'; readonly sign: string; readonly of: Node; readonly column: number }
  | { readonly type: 'Call'; readonly name: FunctionName; readonly of: Node; readonly column: number }
  | { readonly type: 'BinaryExpression'; readonly operator: Operator; readonly left: Node; readonly right: Node }

jsep.hooks.add('gobble-token', function (environment) {
  const column = this.index + 1
  const sign = this.char
  if (/[\d.]/u.test(sign)) {
    const { raw } = this.gobbleNumericLiteral() as jsep.Literal
    environment.node = { type: 'Leaf', tree: { kind: 'number', literal: raw, column } }
  } else if (sign === '(') {
    environment.node = { type: 'Group', of: this.gobbleGroup() || this.throwError('Expected expression after (') }
  } else if (sign === '-' || sign === '+') {
    this.index += 1
    environment.node = {
      type: 'Sign',
      sign,
      of: this.gobbleToken() || this.throwError(`Expected expression after ${sign}`),
      column,
    }
  } else if (/[\p{L}_]/u.test(sign)) {
    const { name } = this.gobbleIdentifier() as jsep.Identifier
    this.gobbleSpaces()
    const of = this.char === '(' ? this.gobbleToken() : undefined
    environment.node =
      of === undefined ? { type: 'Leaf', tree: { kind: 'variable', name, column } } : { type: 'Call', name, of, column }
  }
})

function treeOf(node: Node): Tree {
  switch (node.type) {
    case 'Leaf':
      return node.tree
    case 'Group':
      return treeOf(node.of)
    case 'Call':
      return { kind: 'call', name: node.name, of: treeOf(node.of), column: node.column }
    case 'Sign':
      return node.sign === '-' ? { kind: 'negation', of: treeOf(node.of), column: node.column } : treeOf(node.of)
    case 'BinaryExpression':
      return node.operator === '^' ? power(node.left, node.right) : operation(node.operator, node.left, node.right)
    default:
      throw new FormulaError(1, 'a formula', `"${String(Reflect.get(node, 'type'))}"`)
  }
}

/** A column of an operation is that of its first operand. */
function operation(operator: Operator, first: Node, second: Node): Tree {
  const [left, right] = [treeOf(first), treeOf(second)]
  return { kind: 'operation', operator, left, right, column: left.column }
}

/** A sign in front of a power applies to the power: -p^2 = -(p^2). */
function power(base: Node, exponent: Node): Tree {
  if (base.type !== 'Sign') return operation('^', base, exponent)
  const of = power(base.of, exponent)
  return base.sign === '-' ? { kind: 'negation', of, column: base.column } : of
}
