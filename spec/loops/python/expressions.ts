/** Expressions of a Python loop. */
import { attribute, subscript } from './attributes.ts'
import { call } from './calls.ts'
import { inEnvironment, numbersIn, sameText, truthIn } from './knowledge.ts'
import type { Reader } from './reader.ts'
import { ofType, parts, type Tree } from './tree.ts'
import { knownOperations } from '../machine/evaluate.ts'
import type { Value } from '../vocabulary.ts'
import { constantText, none, number, text, truthOf, unknown, type Py } from './values.ts'

export function evaluate(reader: Reader, tree: Tree): Py {
  switch (tree.type) {
    case 'Number': {
      const value = Number(tree.text.replaceAll('_', ''))
      return Number.isNaN(value) ? unknown(tree.text) : number(value)
    }
    case 'Boolean':
      return number(tree.text === 'True')
    case 'None':
    case 'Ellipsis':
      return none
    case 'String':
    case 'ContinuedString':
      return tree.type === 'String' ? text(unquoted(tree.text)) : joined(reader, tree)
    case 'FormatString':
      return formatted(reader, tree)
    case 'VariableName':
      return reader.look(tree.text)
    case 'ParenthesizedExpression':
      return evaluate(reader, parts(tree)[0] ?? tree)
    case 'TupleExpression':
    case 'ArrayExpression':
    case 'SetExpression':
      return { kind: 'list', items: parts(tree).map((part) => evaluate(reader, part)) }
    case 'DictionaryExpression':
      return dictionary(reader, tree)
    case 'UnaryExpression':
      return unary(reader, tree)
    case 'BinaryExpression':
      return binary(reader, tree)
    case 'ConditionalExpression':
      return conditional(reader, tree)
    case 'CallExpression':
      return call(reader, tree)
    case 'MemberExpression':
      return tree.children.some(({ type }) => type === '[') ? subscript(reader, tree) : attribute(reader, tree)
    case 'LambdaExpression':
      return { kind: 'function', name: 'lambda', tree, scope: reader.scope, noGrad: false }
    case 'ArrayComprehensionExpression':
    case 'ComprehensionExpression':
    case 'DictionaryComprehensionExpression':
    case 'SetComprehensionExpression':
      return comprehension(reader, tree)
    case 'NamedExpression':
    case 'AwaitExpression':
    case 'YieldExpression':
      return reader.notUnderstood(tree)
    default:
      return unknown(tree.text)
  }
}

function unquoted(literal: string): string {
  return literal.replace(/^[a-zA-Z]*("""|'''|"|')/, '').replace(/("""|'''|"|')$/, '')
}

function joined(reader: Reader, tree: Tree): Py {
  const all = tree.children.map((child) => evaluate(reader, child))
  return { kind: 'text', parts: all.flatMap((each) => (each.kind === 'text' ? each.parts : [])) }
}

function formatted(reader: Reader, tree: Tree): Py {
  const found: Value[] = []
  // The text between replacements is what is left of the literal
  let rest = unquoted(tree.text)
  for (const replacement of ofType(tree, 'FormatReplacement')) {
    const at = rest.indexOf(replacement.text)
    if (at > 0) found.push(rest.slice(0, at))
    rest = rest.slice(at + replacement.text.length)
    const inner = parts(replacement).find(({ type }) => type !== 'FormatSpec')
    const value = inner === undefined ? none : evaluate(reader, inner)
    const numeric = reader.asNumber(value)
    if (value.kind === 'text') found.push(...value.parts)
    else if (numeric !== undefined) found.push(typeof numeric === 'string' ? { op: '+', of: [numeric, 0] } : numeric)
  }
  if (rest !== '') found.push(rest)
  return { kind: 'text', parts: found }
}

function dictionary(reader: Reader, tree: Tree): Py {
  const entries = new Map<string, Py>()
  const items = parts(tree)
  // Keys and values alternate; `**other` adds the entries of another
  for (let i = 0; i < items.length; i += 2) {
    const [key, value] = [items[i], items[i + 1]]
    if (key === undefined || value === undefined) break
    const name = constantText(evaluate(reader, key))
    const got = evaluate(reader, value)
    if (name !== undefined) entries.set(name, got)
  }
  return { kind: 'dict', entries }
}

function unary(reader: Reader, tree: Tree): Py {
  const [operator, operand] = tree.children
  if (operator === undefined || operand === undefined) return unknown(tree.text)
  const value = evaluate(reader, operand)
  if (operator.text === 'not') {
    const truth = truthIn(reader, value)
    return truth === undefined ? unknown(tree.text) : number(reader.operation('not', truth))
  }
  const numeric = reader.asNumber(value)
  if (numeric === undefined) return unknown(tree.text)
  return operator.text === '-' ? number(reader.operation('-', numeric)) : number(numeric)
}

function binary(reader: Reader, tree: Tree): Py {
  const items = tree.children
  const [left] = items
  const right = items.at(-1)
  const operator = items
    .slice(1, -1)
    .map((item) => item.text)
    .join(' ')
  if (left === undefined || right === undefined) return unknown(tree.text)
  const a = evaluate(reader, left)
  if (operator === 'and' || operator === 'or') {
    const truth = truthIn(reader, a)
    // Python does not look at the right side where the left one decides
    if (typeof truth === 'number') return (truth !== 0) === (operator === 'and') ? evaluate(reader, right) : a
    const other = truthIn(reader, evaluate(reader, right))
    if (truth === undefined || other === undefined) return unknown(tree.text)
    return number(reader.operation(operator, truth, other))
  }
  const b = evaluate(reader, right)
  if (operator === 'is' || operator === 'is not') return identity(a, b, operator === 'is not', tree)
  if (operator === 'in' || operator === 'not in') return membership(reader, a, b, operator === 'not in', tree)
  if (operator === '==' || operator === '!=') {
    const same = sameText(reader, a, b)
    if (same !== undefined) return number(same === (operator === '=='))
  }
  if (operator === '%' && a.kind === 'text') return { kind: 'text', parts: [...a.parts, ...numbersIn(reader, b)] }
  if (operator === '+' && a.kind === 'text' && b.kind === 'text') return { kind: 'text', parts: [...a.parts, ...b.parts] }
  const loss = reader.as('loss', a)
  if (loss !== undefined && (operator === '/' || operator === '*')) {
    const factor = reader.asNumber(b)
    if (factor === undefined)
      return reader.refuse(`${tree.text}: what the loss is ${operator === '/' ? 'divided' : 'multiplied'} by is not known`)
    const as = reader.fresh('loss')
    reader.emit({ do: 'divide loss', of: loss.register, by: operator === '/' ? factor : reader.operation('/', 1, factor), as })
    return reader.thing('loss', as)
  }
  const [x, y] = [reader.asNumber(a), reader.asNumber(b)]
  if (x === undefined || y === undefined || !knownOperations.includes(operator)) return unknown(tree.text)
  return number(reader.operation(operator, x, y))
}

function identity(a: Py, b: Py, negated: boolean, tree: Tree): Py {
  if (a.kind === 'unknown') return unknown(tree.text)
  if (b.kind === 'none') return number((a.kind === 'none') !== negated)
  const [x, y] = [truthOf(a), truthOf(b)]
  if (a.kind === 'number' && b.kind === 'number' && typeof x === 'number') return number((x === y) !== negated)
  return unknown(tree.text)
}

function membership(reader: Reader, a: Py, b: Py, negated: boolean, tree: Tree): Py {
  const key = constantText(a)
  if (b.kind === 'environment' && key !== undefined) return number(inEnvironment(reader, key) !== negated)
  if (a.kind === 'mode' && b.kind === 'list') {
    return number(b.items.some((item) => sameText(reader, a, item) === true) !== negated)
  }
  const whole = b.kind === 'device' ? b.name : constantText(b)
  if (key !== undefined && whole !== undefined) return number(whole.includes(key) !== negated)
  if (key !== undefined && b.kind === 'dict') return number(b.entries.has(key) !== negated)
  if (key !== undefined && b.kind === 'list' && b.items.every((item) => constantText(item) !== undefined))
    return number(b.items.some((item) => constantText(item) === key) !== negated)
  return unknown(tree.text)
}

function conditional(reader: Reader, tree: Tree): Py {
  const [yes, , test, , no] = tree.children
  if (yes === undefined || test === undefined || no === undefined) return unknown(tree.text)
  const truth = truthIn(reader, evaluate(reader, test))
  if (typeof truth === 'number') return evaluate(reader, truth === 0 ? no : yes)
  const [a, b] = [evaluate(reader, yes), evaluate(reader, no)]
  if (truth === undefined) return reader.notUnderstood(tree, 'the condition is not known')
  if (a.kind === 'region' && b.kind === 'region') return eitherRegion(a, b, truth) ?? unknown(tree.text)
  const [x, y] = [reader.asNumber(a), reader.asNumber(b)]
  return x === undefined || y === undefined ? unknown(tree.text) : number({ op: 'if', of: [truth, x, y] })
}

/** `model.no_sync() if not last else nullcontext()` is one region that is on or off. */
function eitherRegion(a: Extract<Py, { kind: 'region' }>, b: Extract<Py, { kind: 'region' }>, test: Value): Py | undefined {
  const off: Value = { op: 'not', of: [test] }
  if (a.region.do === 'no sync' && b.region.do === 'nothing') return { kind: 'region', region: { ...a.region, unless: off } }
  if (a.region.do === 'nothing' && b.region.do === 'no sync') return { kind: 'region', region: { ...b.region, unless: test } }
  if (a.region.do === 'autocast' && b.region.do === 'nothing') return { kind: 'region', region: { ...a.region, enabled: test } }
  if (a.region.do === 'nothing' && b.region.do === 'autocast') return { kind: 'region', region: { ...b.region, enabled: off } }
  return undefined
}

/** Comprehensions over the parts of a batch, or over parameters; others are not followed. */
function comprehension(reader: Reader, tree: Tree): Py {
  const at = tree.children.findIndex(({ type }) => type === 'for')
  const into = tree.children.findIndex(({ type }) => type === 'in')
  const source = tree.children[into + 1]
  if (at < 0 || source === undefined) return unknown(tree.text)
  const over = evaluate(reader, source)
  if (over.kind === 'parameters') return over
  const batch = over.kind === 'part' ? over : undefined
  if (batch === undefined) return unknown(tree.text)
  const scope = reader.scope
  reader.scope = Object.assign(Object.create(scope) as typeof scope, { names: new Map(scope.names) })
  for (const name of tree.children.slice(at + 1, into).filter(({ type }) => type === 'VariableName'))
    reader.scope.names.set(name.text, batch)
  const element = tree.children.slice(1, at).findLast(({ type }) => type !== ':' && type !== ',')
  const moved = element === undefined ? batch : evaluate(reader, element)
  reader.scope = scope
  return moved.kind === 'part' ? { ...moved, which: 'all' } : batch
}
