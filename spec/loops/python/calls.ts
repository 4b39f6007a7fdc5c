/** Calls: of methods, of functions of the file, of its classes, of what packages offer. */
import { Arguments } from './arguments.ts'
import { attributeOf, methodOf } from './attributes.ts'
import { builtin } from './builtins.ts'
import { method } from './methods.ts'
import { packageCall } from './package-calls.ts'
import type { Reader } from './reader.ts'
import { forward, lossOf, unknownCall } from './things.ts'
import { ofType, parts, type Tree } from './tree.ts'
import { none, Scope, unknown, type Open, type Py } from './values.ts'

export function call(reader: Reader, tree: Tree): Py {
  const [callee] = tree.children
  if (callee === undefined) return unknown(tree.text)
  const { at } = reader
  reader.at = tree.at
  const result = called(reader, callee, tree)
  reader.at = at
  return result
}

function called(reader: Reader, callee: Tree, tree: Tree): Py {
  const list = ofType(tree, 'ArgList').at(-1)
  if (callee.type === 'MemberExpression' && !callee.children.some(({ type }) => type === '[')) {
    const [owner] = callee.children
    const name = callee.children.at(-1)?.text ?? ''
    if (owner === undefined) return unknown(tree.text)
    const object = owner.text === 'super()' ? none : reader.evaluate(owner)
    if (object.kind === 'name') return packageCall(reader, `${object.path}.${name}`, new Arguments(reader, list), tree)
    reader.at = callee.children.at(-1)?.at ?? tree.at
    if (object.kind === 'instance' || object.kind === 'class') {
      const found = attributeOf(reader, object, name, callee)
      return found.kind === 'unknown' ? reader.notUnderstood(tree) : apply(reader, found, new Arguments(reader, list), tree)
    }
    return method(reader, object, name, new Arguments(reader, list), tree)
  }
  return apply(reader, reader.evaluate(callee), new Arguments(reader, list), tree)
}

function apply(reader: Reader, callee: Py, args: Arguments, tree: Tree): Py {
  switch (callee.kind) {
    case 'name':
      return callee.path.startsWith('builtins.')
        ? builtin(reader, callee.path.slice(9), args, tree, (value) => spawn(reader, value, tree))
        : packageCall(reader, callee.path, args, tree)
    case 'function':
      return callFunction(reader, callee, args, tree)
    case 'class':
      return construct(reader, callee, args, tree)
    case 'criterion':
      return lossOf(reader, args.positional, callee.reduction, tree)
    case 'thing':
      return callee.of === 'model' ? forward(reader, callee, args, tree) : reader.notUnderstood(tree)
    case 'open':
      return callOpen(reader, callee, args, tree)
    case 'instance': {
      const own = methodOf(callee.of, '__call__', callee) ?? methodOf(callee.of, 'forward', callee)
      return own === undefined ? reader.notUnderstood(tree) : apply(reader, own, args, tree)
    }
    default:
      return unknownCall(reader, args, tree)
  }
}

function spawn(reader: Reader, target: Py, tree: Tree): Py {
  return reader.notUnderstood(tree, `${target.kind} is not called`)
}

/** A call of what the file does not define: a model, if it is given a batch; a loss, if it is given outputs; else something new. */
function callOpen(reader: Reader, callee: Open, args: Arguments, tree: Tree): Py {
  if (callee.become !== undefined) return apply(reader, callee.become, args, tree)
  if (args.all.some((value) => reader.as('outputs', value) !== undefined)) return lossOf(reader, args.all, 'mean', tree)
  if (args.all.some(({ kind }) => kind === 'part')) {
    const model = reader.as('model', callee)
    if (model !== undefined) return forward(reader, model, args, tree)
  }
  const { name } = callee
  const made: Open = { kind: 'open', name: `${name}()`, at: tree.at, isPlaceholder: callee.isPlaceholder, become: undefined }
  if (
    args.all.some((value) => value.kind === 'thing' && value.of !== 'model' && value.of !== 'data set' && value.of !== 'loader')
  )
    return unknownCall(reader, args, tree)
  return made
}

/** How deep functions may call each other. */
const DEEPEST = 30

export function callFunction(reader: Reader, called_: Extract<Py, { kind: 'function' }>, args: Arguments, tree: Tree): Py {
  if (reader.calls > DEEPEST) reader.refuse(`${called_.name} calls itself without an end that is known`)
  reader.calls += 1
  const outer = reader.scope
  const inner = new Scope(reader.fresh(`${called_.name}.`), called_.scope)
  bind(reader, called_, args, inner)
  reader.scope = inner
  const body = ofType(called_.tree, 'Body')[0]
  const run = (): Py => {
    if (body === undefined) {
      const result = called_.tree.children.at(-1)
      return result === undefined ? none : reader.evaluate(result)
    }
    const signal = reader.execute(parts(body))
    return typeof signal === 'object' ? signal.returns : none
  }
  try {
    if (!called_.noGrad) return run()
    const { steps, result } = reader.apart(run)
    reader.emit({ do: 'no grad', body: steps })
    return result
  } finally {
    reader.calls -= 1
    reader.scope = outer
    void tree
  }
}

function bind(reader: Reader, { tree, self }: Extract<Py, { kind: 'function' }>, args: Arguments, scope: Scope): void {
  const list = ofType(tree, 'ParamList')[0]
  const children = list?.children ?? []
  const positional = self === undefined ? args.positional : [self, ...args.positional]
  let position = 0
  children.forEach((child, i) => {
    if (child.type !== 'VariableName') return
    const before = children[i - 1]?.type
    if (before === 'AssignOp') return
    if (before === '*') scope.names.set(child.text, { kind: 'list', items: positional.slice(position) })
    else if (before === '**') scope.names.set(child.text, { kind: 'dict', entries: new Map(args.named) })
    else {
      const following = children.slice(i + 1, i + 4)
      const at = following.findIndex(({ type }) => type === 'AssignOp')
      const end = following.findIndex(({ type }) => type === ',')
      const fallback = at >= 0 && (end < 0 || at < end) ? following[at + 1] : undefined
      const given = args.named.get(child.text) ?? positional[position]
      scope.names.set(child.text, given ?? (fallback === undefined ? unknown(child.text) : reader.evaluate(fallback)))
      position += 1
    }
  })
}

/** A model and a data set of the file are not looked into; other classes are followed. */
function construct(reader: Reader, of: Extract<Py, { kind: 'class' }>, args: Arguments, tree: Tree): Py {
  if (of.base === 'model' || of.base === 'data set') {
    const thing = reader.thing(of.base)
    reader.emit(of.base === 'model' ? { do: 'build', as: thing.register } : { do: 'data set', as: thing.register })
    return thing
  }
  const made: Py = { kind: 'instance', of, fields: new Map() }
  for (const statement of parts(ofType(of.tree, 'Body')[0] ?? of.tree)) {
    if (statement.type !== 'AssignStatement') continue
    const [target] = statement.children
    const value = statement.children.at(-1)
    if (target?.type === 'VariableName' && value !== undefined && value !== target)
      made.fields.set(target.text, reader.evaluate(value))
  }
  const init = methodOf(of, '__init__', made)
  if (init?.kind === 'function') callFunction(reader, init, args, tree)
  else for (const [name, value] of args.named) made.fields.set(name, value)
  return made
}
