/** Assignments. */
import type { Reader } from './reader.ts'
import { parts, type Tree } from './tree.ts'
import { knownOperations } from '../machine/evaluate.ts'
import type { Value } from '../vocabulary.ts'
import { constantText, unknown, type Py } from './values.ts'

export function assignTo(reader: Reader, targets: readonly Tree[], value: Py): void {
  const [first] = targets
  if (targets.length === 1 && first !== undefined) {
    if (first.type === 'TupleExpression' || first.type === 'ArrayExpression') assignTo(reader, parts(first), value)
    else if (first.type === 'VariableName') setName(reader, first.text, value)
    else if (first.type === 'ParenthesizedExpression') assignTo(reader, parts(first), value)
    else if (first.type === 'MemberExpression') setMember(reader, first, value)
    return
  }
  const items = unpacked(reader, value, targets.length)
  targets.forEach((target, i) => assignTo(reader, [target], items[i] ?? unknown(target.text)))
}

/** A batch into inputs and targets, a result into outputs and loss. */
function unpacked(reader: Reader, value: Py, count: number): readonly Py[] {
  if (value.kind === 'list') return value.items
  if (value.kind === 'part') {
    const last = count - 1
    return Array.from({ length: count }, (_, i): Py => ({ ...value, which: i === last && count > 1 ? 'targets' : 'inputs' }))
  }
  if (value.kind === 'result') return [value.outputs, value.loss]
  if (value.kind === 'open' && value.become === undefined) {
    // What comes in two from elsewhere, such as get_batch(): decided by what it is used for
    const isBatch = /batch|next/i.test(value.name)
    if (isBatch) {
      const batch = reader.fresh('batch')
      const data = reader.thing('data set')
      reader.emit({ do: 'data set', as: data.register })
      reader.emit({ do: 'draw', of: data.register, as: batch })
      return unpacked(reader, { kind: 'part', batch, which: 'all', device: 'cpu' }, count)
    }
    return Array.from({ length: count }, (_, i): Py => ({ ...value, name: `${value.name}[${i}]`, become: undefined }))
  }
  return []
}

function setName(reader: Reader, name: string, value: Py): void {
  const scope = reader.scope
  const register = scope.prefix + name
  if (value.kind === 'number' && (reader.depth > 0 || !reader.isConstant(value.value)))
    scope.names.set(name, reader.keep(register, value.value))
  else if (value.kind === 'list' && value.items.length === 0) {
    reader.emit({ do: 'set', name: `${register} sum`, to: 0 })
    reader.emit({ do: 'set', name: `${register} count`, to: 0 })
    scope.names.set(name, { kind: 'series', register })
  } else scope.names.set(name, value)
}

function setMember(reader: Reader, target: Tree, value: Py): void {
  const [object] = target.children
  if (object === undefined) return
  const owner = reader.evaluate(object)
  const name = target.children.at(-1)?.type === ']' ? undefined : (target.children.at(-1)?.text ?? '')
  const key = name ?? constantText(reader.evaluate(target.children.at(-2) ?? target))
  const numeric = reader.asNumber(value)
  if (owner.kind === 'series' && numeric !== undefined) appended(reader, owner.register, numeric)
  if (key === undefined) return
  if (owner.kind === 'instance') {
    const register = `${owner.of.name}.${key}`
    const kept = numeric !== undefined && value.kind === 'number' && (reader.depth > 0 || !reader.isConstant(numeric))
    owner.fields.set(key, kept ? reader.keep(register, numeric) : value)
  } else if (owner.kind === 'environment') reader.environment.set(key, value)
  else if (owner.kind === 'dict') owner.entries.set(key, value)
  else if (owner.kind === 'arguments') owner.values.set(key, value)
  else if (owner.kind === 'groups' && key === 'lr' && numeric !== undefined)
    reader.emit({ do: 'set rate', of: owner.of, to: numeric })
  else if (owner.kind === 'thing' && key === 'require_backward_grad_sync' && numeric !== undefined)
    reader.emit({ do: 'sync', of: owner.register, on: numeric })
  else if (owner.kind === 'thing') reader.notUnderstood(target)
}

/** One more number of a series. */
export function appended(reader: Reader, register: string, value: Value): void {
  reader.emit({ do: 'set', name: `${register} sum`, to: { op: '+', of: [`${register} sum`, value] } })
  reader.emit({ do: 'set', name: `${register} count`, to: { op: '+', of: [`${register} count`, 1] } })
}

/** `a += b`. */
export function augment(reader: Reader, tree: Tree): void {
  const [target] = tree.children
  const operator = tree.children[1]?.text.slice(0, -1) ?? '+'
  const right = tree.children.at(-1)
  if (target === undefined || right === undefined) return
  const old = reader.evaluate(target)
  const loss = reader.as('loss', old)
  const by = reader.asNumber(reader.evaluate(right))
  if (loss !== undefined && by !== undefined && (operator === '/' || operator === '*')) {
    const as = reader.fresh('loss')
    reader.emit({ do: 'divide loss', of: loss.register, by: operator === '/' ? by : reader.operation('/', 1, by), as })
    assignTo(reader, [target], reader.thing('loss', as))
    return
  }
  const before = reader.asNumber(old)
  if (before === undefined || by === undefined || !knownOperations.includes(operator)) {
    if (old.kind === 'number') assignTo(reader, [target], unknown(tree.text))
    return
  }
  assignTo(reader, [target], { kind: 'number', value: reader.operation(operator, before, by) })
}
