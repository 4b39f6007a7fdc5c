/** Statements of a Python loop, in order. */
import { assignTo, augment } from './assign.ts'
import { importNames } from './imports.ts'
import { forLoop, whileLoop } from './loops.ts'
import { truthIn } from './knowledge.ts'
import type { Reader, Signal } from './reader.ts'
import { ofType, parts, type Tree } from './tree.ts'
import { mergeAfter } from './changing.ts'
import { none, number, unknown, type Py, type Region } from './values.ts'
import type { Program, Value } from '../vocabulary.ts'

export function execute(reader: Reader, trees: readonly Tree[]): Signal {
  for (const [i, tree] of trees.entries()) {
    reader.at = tree.at
    const signal = tree.type === 'IfStatement' ? branch(reader, tree, trees.slice(i + 1)) : statement(reader, tree)
    if (signal === 'continues') continue
    if (signal !== undefined) return signal
  }
  return undefined
}

function statement(reader: Reader, tree: Tree): Signal {
  switch (tree.type) {
    case 'ImportStatement':
      importNames(reader, tree)
      return undefined
    case 'AssignStatement':
      assign(reader, tree)
      return undefined
    case 'UpdateStatement':
      augment(reader, tree)
      return undefined
    case 'ExpressionStatement':
      for (const part of parts(tree)) reader.evaluate(part)
      return undefined
    case 'StatementGroup':
      return execute(reader, parts(tree))
    case 'FunctionDefinition':
    case 'ClassDefinition':
    case 'DecoratedStatement':
      define(reader, tree)
      return undefined
    case 'ReturnStatement': {
      const values = parts(tree).slice(1)
      const value: Py =
        values.length > 1
          ? { kind: 'list', items: values.map((each) => reader.evaluate(each)) }
          : reader.evaluate(values[0] ?? nothing(tree))
      return { returns: value }
    }
    case 'BreakStatement':
    case 'ContinueStatement':
      reader.emit({ do: tree.type === 'BreakStatement' ? 'break' : 'continue' })
      return 'leaves'
    case 'ForStatement':
      forLoop(reader, tree)
      return undefined
    case 'WhileStatement':
      whileLoop(reader, tree)
      return undefined
    case 'WithStatement':
      return within(reader, tree)
    case 'TryStatement':
      return attempt(reader, tree)
    case 'RaiseStatement':
      reader.emit({ do: 'fail', kind: 'error', message: tree.text })
      return { returns: none }
    case 'PassStatement':
    case 'ScopeStatement':
    case 'DeleteStatement':
    case 'AssertStatement':
      return undefined
    default:
      reader.notUnderstood(tree)
      return undefined
  }
}

function nothing({ at }: Tree): Tree {
  return { type: 'None', text: 'None', at, children: [] }
}

function assign(reader: Reader, tree: Tree): void {
  const operators = tree.children.filter(({ type }) => type === 'AssignOp')
  const last = tree.children.lastIndexOf(operators.at(-1) ?? tree)
  if (last < 0) return
  const right = tree.children.slice(last + 1).filter(({ type }) => type !== ',')
  const value: Py =
    right.length > 1
      ? { kind: 'list', items: right.map((each) => reader.evaluate(each)) }
      : reader.evaluate(right[0] ?? nothing(tree))
  let targets: Tree[] = []
  for (const child of tree.children.slice(0, last + 1)) {
    if (child.type === 'AssignOp') {
      assignTo(reader, targets, value)
      targets = []
    } else if (child.type !== ',' && child.type !== 'TypeDef') targets.push(child)
  }
}

function define(reader: Reader, tree: Tree): void {
  const target = tree.type === 'DecoratedStatement' ? tree.children.at(-1) : tree
  const decorators = ofType(tree, 'Decorator').map(({ text }) => text)
  const name = target?.children.find(({ type }) => type === 'VariableName')?.text
  if (target === undefined || name === undefined) return
  if (target.type === 'FunctionDefinition') {
    const noGrad = decorators.some((decorator) => /no_grad|inference_mode/.test(decorator))
    reader.scope.names.set(name, { kind: 'function', name, tree: target, scope: reader.scope, noGrad })
    return
  }
  const bases = ofType(target, 'ArgList')[0]?.text ?? ''
  const base = /Module\b|PreTrainedModel/.test(bases) ? 'model' : /Dataset\b/.test(bases) ? 'data set' : 'other'
  reader.scope.names.set(name, { kind: 'class', name, tree: target, scope: reader.scope, base })
}

/** `if`: at once where the test is known, else as a step of the program. */
function branch(reader: Reader, tree: Tree, rest: readonly Tree[]): Signal | 'continues' {
  const arms = armsOf(tree)
  for (const [i, { test, body }] of arms.entries()) {
    if (test === undefined) return execute(reader, body) ?? 'continues'
    const value = reader.evaluate(test)
    const truth = truthIn(reader, value)
    if (typeof truth === 'number') {
      if (truth === 0) continue
      return execute(reader, body) ?? 'continues'
    }
    const otherwise = arms.slice(i + 1)
    const restOfArms = (): Signal => {
      const next = otherwise.length === 0 ? undefined : branch(reader, { ...tree, children: childrenOf(tree, otherwise) }, [])
      return next === 'continues' ? undefined : next
    }
    if (truth === undefined) return undecided(reader, test, body, restOfArms)
    return decidedLater(reader, truth, () => execute(reader, body), restOfArms, rest)
  }
  return 'continues'
}

interface Arm {
  readonly test: Tree | undefined
  readonly body: readonly Tree[]
}

function armsOf(tree: Tree): Arm[] {
  const arms: Arm[] = []
  tree.children.forEach((child, i) => {
    if (child.type !== 'Body') return
    const before = tree.children[i - 1]
    arms.push({ test: before?.type === 'else' ? undefined : before, body: parts(child) })
  })
  return arms
}

function childrenOf(tree: Tree, arms: readonly Arm[]): Tree[] {
  const first = tree.children.findIndex((child) => child === arms[0]?.test)
  const at = first >= 0 ? first : tree.children.findIndex(({ type }) => type === 'else') + 1
  return tree.children.slice(at - 1)
}

/** A test that nothing is known of: harmless if neither arm does anything to the loop. */
function undecided(reader: Reader, test: Tree, body: readonly Tree[], otherwise: () => Signal): Signal | 'continues' {
  const names = new Map(reader.scope.names)
  const one = reader.apart(() => execute(reader, body))
  const other = reader.apart(() => otherwise())
  const acts = [...one.steps, ...other.steps].find((step) => step.do !== 'set' && step.do !== 'log' && step.do !== 'fail')
  if (acts !== undefined || one.result !== undefined || other.result !== undefined) {
    reader.at = test.at
    reader.refuse(`whether ${test.text} cannot be known, and ${acts === undefined ? 'the rest' : `"${acts.do}"`} depends on it`)
  }
  for (const [name, value] of reader.scope.names) if (names.get(name) !== value) reader.scope.names.set(name, unknown(name))
  reader.note(`if ${test.text}: not known; nothing of the loop depends on it`, test.at)
  return 'continues'
}

function decidedLater(
  reader: Reader,
  test: Value,
  body: () => Signal,
  otherwise: () => Signal,
  rest: readonly Tree[],
): Signal | 'continues' {
  const { at } = reader
  const before = new Map(reader.scope.names)
  reader.depth += 1
  const one = reader.apart(() => mergeAfter(reader, before, body))
  const other = reader.apart(() => mergeAfter(reader, before, otherwise))
  reader.depth -= 1
  const [yes, no] = [one.result, other.result]
  if (typeof yes === 'object' || typeof no === 'object') return returned(reader, test, one, other, rest)
  reader.at = at
  emitWhen(reader, test, one.steps, other.steps)
  return 'continues'
}

function emitWhen(reader: Reader, test: Value, body: Program, otherwise: Program): void {
  if (body.length === 0 && otherwise.length === 0) return
  reader.emit({ do: 'when', test, body, ...(otherwise.length === 0 ? {} : { otherwise }) })
}

type Read = { readonly steps: Program; readonly result: Signal }

/** A function that returns numbers under conditions: its value is one number with an `if` in it. */
function returned(reader: Reader, test: Value, one: Read, other: Read, rest: readonly Tree[]): Signal {
  if (one.steps.length > 0 || other.steps.length > 0)
    reader.refuse('a function returns early under a condition that is known only when the loop runs')
  const after = typeof one.result === 'object' && typeof other.result === 'object' ? undefined : execute(reader, rest)
  const valueOf = (signal: Signal): Py =>
    typeof signal === 'object' ? signal.returns : typeof after === 'object' ? after.returns : none
  const [x, y] = [reader.asNumber(valueOf(one.result)), reader.asNumber(valueOf(other.result))]
  if (x === undefined || y === undefined)
    return reader.refuse('what a function returns depends on a condition that is known only when the loop runs')
  return { returns: number({ op: 'if', of: [test, x, y] }) }
}

function within(reader: Reader, tree: Tree): Signal {
  const regions: Region[] = []
  const body = ofType(tree, 'Body')[0]
  const heads = tree.children.slice(
    1,
    tree.children.findIndex(({ type }) => type === 'Body'),
  )
  heads.forEach((head, i) => {
    if (head.type === ',' || head.type === 'as' || heads[i - 1]?.type === 'as') return
    const value = reader.evaluate(head)
    if (value.kind === 'region') regions.push(value.region)
    else if (value.kind !== 'open' || /autocast|no_grad|no_sync/.test(head.text))
      reader.notUnderstood(head, 'with: not understood, taken as changing nothing')
    const name = heads[i + 1]?.type === 'as' ? heads[i + 2] : undefined
    if (name !== undefined) assignTo(reader, [name], value)
  })
  const { at } = reader
  const { steps, result } = reader.apart(() => execute(reader, parts(body ?? tree)))
  reader.at = at
  const wrapped = regions
    .toReversed()
    .reduce<Program>((inner, region) => (region.do === 'nothing' ? inner : [{ ...region, body: inner, at }]), steps)
  for (const step of wrapped) {
    reader.at = step.at ?? at
    reader.emit(step)
  }
  reader.at = at
  return result
}

/** `try`: what is tried is taken to succeed, unless it fails by what is known. */
function attempt(reader: Reader, tree: Tree): Signal {
  const [tried, ...others] = ofType(tree, 'Body')
  const words = tree.children.map(({ type }) => type)
  const signal = execute(reader, parts(tried ?? tree))
  if (words.includes('finally')) execute(reader, parts(others.at(-1) ?? tree))
  return signal
}
