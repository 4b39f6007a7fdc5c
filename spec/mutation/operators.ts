/** The small faults that are made, one at a time, in the JavaScript of a file: the usual operators of mutation testing. */
import { parse, type AnyNode, type Expression } from 'acorn'
import { ancestor } from 'acorn-walk'

/** One fault: the text from `start` to `end` becomes `becomes`. */
export interface Change {
  readonly operator: 'arithmetic' | 'boundary' | 'negated' | 'boolean' | 'constant' | 'removed' | 'rounding' | 'returned'
  readonly start: number
  readonly end: number
  readonly was: string
  readonly becomes: string
}

const OTHERS: Readonly<Record<string, readonly [Change['operator'], string]>> = {
  '+': ['arithmetic', '-'],
  '-': ['arithmetic', '+'],
  '*': ['arithmetic', '/'],
  '/': ['arithmetic', '*'],
  '%': ['arithmetic', '*'],
  '**': ['arithmetic', '*'],
  '+=': ['arithmetic', '-='],
  '-=': ['arithmetic', '+='],
  '*=': ['arithmetic', '/='],
  '/=': ['arithmetic', '*='],
  '<<': ['arithmetic', '>>'],
  '>>': ['arithmetic', '<<'],
  '>>>': ['arithmetic', '<<'],
  '&': ['arithmetic', '|'],
  '|': ['arithmetic', '&'],
  '^': ['arithmetic', '&'],
  '<': ['boundary', '<='],
  '<=': ['boundary', '<'],
  '>': ['boundary', '>='],
  '>=': ['boundary', '>'],
  '===': ['negated', '!=='],
  '!==': ['negated', '==='],
  '&&': ['boolean', '||'],
  '||': ['boolean', '&&'],
}

const SWAPPED: Readonly<Record<string, string>> = { min: 'max', max: 'min', floor: 'ceil', ceil: 'floor', round: 'floor' }

/**
 * Every change of a module, in the order of the text. Left alone: what an error says, what stands after `??` (it only tells the compiler
 * that an element is there), joined texts, and imports.
 * @throws SyntaxError if `code` is no module
 */
export function changesOf(code: string): readonly Change[] {
  const found: Change[] = []
  const text = ({ start, end }: { readonly start: number; readonly end: number }): string => code.slice(start, end)
  const replace = (operator: Change['operator'], node: AnyNode, becomes: string): void => {
    found.push({ operator, start: node.start, end: node.end, was: text(node), becomes })
  }
  const other = (node: AnyNode, operator: string, left: AnyNode, right: AnyNode): void => {
    const change = OTHERS[operator]
    if (change === undefined || (/^\+=?$/.test(operator) && (isText(left) || isText(right)))) return
    const at = code.indexOf(operator, left.end)
    replace(change[0], node, `${code.slice(node.start, at)}${change[1]}${code.slice(at + operator.length, node.end)}`)
  }
  const negate = (test: Expression): void => {
    if (!isNegatedAnyway(test)) replace('negated', test, `!(${text(test)})`)
  }
  const visit: Parameters<typeof ancestor>[1] = {
    BinaryExpression: (node) => other(node, node.operator, node.left, node.right),
    LogicalExpression: (node) => other(node, node.operator, node.left, node.right),
    AssignmentExpression: (node) => other(node, node.operator, node.left, node.right),
    UnaryExpression(node) {
      if (node.operator === '!') replace('boolean', node, text(node.argument))
      if (node.operator === '-' && node.argument.type !== 'Literal') replace('arithmetic', node, `(${text(node.argument)})`)
    },
    IfStatement(node) {
      negate(node.test)
      if (node.alternate == null) replace('removed', node, ';')
    },
    ConditionalExpression: (node) => negate(node.test),
    Literal(node) {
      if (typeof node.value === 'boolean') replace('boolean', node, String(!node.value))
      if (typeof node.value !== 'number') return
      for (const step of [1, -1]) replace('constant', node, `(${node.value + step})`)
    },
    ExpressionStatement(node) {
      if ('directive' in node && node.directive !== undefined) return
      replace('removed', node, ';')
    },
    ReturnStatement(node) {
      if (node.argument != null) replace('returned', node.argument, 'undefined')
    },
    ArrowFunctionExpression(node) {
      if (node.expression) replace('returned', node.body, '(undefined)')
    },
    CallExpression(node) {
      const { callee } = node
      if (callee.type !== 'MemberExpression' || text(callee.object) !== 'Math') return
      const swapped = SWAPPED[text(callee.property)]
      if (swapped !== undefined) replace('rounding', callee, `Math.${swapped}`)
    },
  }
  const kept: typeof visit = Object.fromEntries(
    Object.entries(visit).map(([type, change]) => [
      type,
      (node: AnyNode, state: unknown, ancestors: AnyNode[]) => {
        if (!leftAlone(node, ancestors))
          (change as (node: AnyNode, state: unknown, ancestors: AnyNode[]) => void)(node, state, ancestors)
      },
    ]),
  )
  ancestor(parse(code, { ecmaVersion: 'latest', sourceType: 'module' }), kept)
  // A step of -0 or of a number too large for it changes nothing.
  return found
    .filter(({ was, becomes }) => was !== becomes && Number(was) !== Number(becomes.replace(/^\((.*)\)$/, '$1')))
    .toSorted((a, b) => a.start - b.start || a.end - b.end || (a.becomes < b.becomes ? -1 : 1))
}

function leftAlone(node: AnyNode, ancestors: readonly AnyNode[]): boolean {
  return ancestors.some((above, i) => {
    const below = ancestors[i + 1] ?? node
    return (
      above.type === 'ThrowStatement' ||
      above.type === 'TemplateLiteral' ||
      above.type === 'ImportExpression' ||
      (above.type === 'LogicalExpression' && above.operator === '??' && above.right === below && above !== node)
    )
  })
}

function isText(node: AnyNode): boolean {
  if (node.type === 'TemplateLiteral') return true
  if (node.type === 'Literal') return typeof node.value === 'string'
  return node.type === 'BinaryExpression' && node.operator === '+' && (isText(node.left) || isText(node.right))
}

/** What another operator negates already. */
function isNegatedAnyway(test: Expression): boolean {
  return test.type === 'BinaryExpression'
    ? /^[!=]==$/.test(test.operator)
    : test.type === 'UnaryExpression' && test.operator === '!'
}
