/** Loops of a Python file: over batches, over numbers, over what is listed. */
import { assignTo } from './assign.ts'
import { freeze, mergeAfter } from './changing.ts'
import { truthIn } from './knowledge.ts'
import { unseenLoader } from './makers.ts'
import type { Reader } from './reader.ts'
import { ofType, parts, type Tree } from './tree.ts'
import { allSteps, type Program, type Step } from '../vocabulary.ts'
import { number, unknown, type Py } from './values.ts'

export function forLoop(reader: Reader, tree: Tree): void {
  const into = tree.children.findIndex(({ type }) => type === 'in')
  const targets = tree.children.slice(1, into).filter(({ type }) => type !== ',')
  const over = tree.children[into + 1]
  const body = ofType(tree, 'Body')[0]
  if (over === undefined || body === undefined) return
  run(reader, targets, reader.evaluate(over), body, over)
}

function run(reader: Reader, targets: readonly Tree[], value: Py, body: Tree, over: Tree): void {
  const counted = value.kind === 'counted'
  const inner = value.kind === 'counted' ? value.over : value
  const source = inner.kind === 'open' && inner.become !== undefined ? inner.become : inner
  const loader = reader.as('loader', source)
  if (loader !== undefined) return overBatches(reader, targets, loader.register, counted, body)
  switch (source.kind) {
    case 'range':
      return overNumbers(reader, targets, source, body)
    case 'list':
      for (const [i, item] of source.items.entries()) {
        assignTo(reader, targets, counted ? { kind: 'list', items: [number(i), item] } : item)
        reader.execute(parts(body))
      }
      return undefined
    case 'groups':
      assignTo(reader, targets, source)
      reader.execute(parts(body))
      return undefined
    case 'part':
      return overParts(reader, targets, source, body, over)
    default:
      return overUnknown(reader, targets, source, counted, body, over)
  }
}

/** What the body does, with its names merged as one pass of a loop leaves them for the next. */
function bodyOf(reader: Reader, targets: readonly Tree[], item: Py, body: Tree): Program {
  freeze(reader, body)
  reader.depth += 1
  const { steps } = reader.apart(() => {
    assignItem(reader, targets, item)
    const before = new Map(reader.scope.names)
    mergeAfter(reader, before, () => {
      const signal = reader.execute(parts(body))
      if (typeof signal === 'object') reader.emit({ do: 'stop' })
      return undefined
    })
  })
  reader.depth -= 1
  return steps
}

/** Indices are numbers of the program already: they are not kept anew. */
function assignItem(reader: Reader, targets: readonly Tree[], item: Py): void {
  const depth = reader.depth
  reader.depth = 0
  const [first, second] = targets
  if (item.kind === 'list' && first?.type === 'VariableName' && second !== undefined) {
    const [index, rest] = item.items
    if (index !== undefined) reader.scope.names.set(first.text, index)
    if (rest !== undefined) assignTo(reader, [second], rest)
  } else if (item.kind === 'number' && first?.type === 'VariableName') reader.scope.names.set(first.text, item)
  else assignTo(reader, targets, item)
  reader.depth = depth
}

function overBatches(reader: Reader, targets: readonly Tree[], of: string, counted: boolean, body: Tree): void {
  const { at } = reader
  const batch = reader.fresh('batch')
  const index = reader.fresh('i')
  const part: Py = { kind: 'part', batch, which: 'all', device: 'cpu' }
  const steps = bodyOf(reader, targets, counted ? { kind: 'list', items: [number(index), part] } : part, body)
  reader.at = at
  reader.emit({ do: 'batches', of, as: batch, index, body: steps })
}

function overNumbers(
  reader: Reader,
  targets: readonly Tree[],
  { from, until }: Extract<Py, { kind: 'range' }>,
  body: Tree,
): void {
  const { at } = reader
  const index = reader.fresh('n')
  const steps = bodyOf(reader, targets, number(index), body)
  reader.at = at
  if (steps.length > 0) reader.emit({ do: 'repeat', from, until, index, body: steps })
}

/** Over the tensors of a batch, or over what is not followed: the body may do nothing to the loop. */
function overParts(reader: Reader, targets: readonly Tree[], item: Py, body: Tree, over: Tree): void {
  const { steps } = reader.apart(() => {
    assignTo(reader, targets, item)
    reader.execute(parts(body))
  })
  const acts = decisive(steps)
  if (acts !== undefined) reader.refuse(`what ${over.text} gives is not known, and "${acts.do}" is done for each`)
}

function overUnknown(reader: Reader, targets: readonly Tree[], source: Py, counted: boolean, body: Tree, over: Tree): void {
  if (source.kind === 'open') {
    const names = new Map(reader.scope.names)
    const tried = reader.apart(() => bodyOf(reader, targets, counted ? { kind: 'list', items: [number(0), probe] } : probe, body))
    for (const name of reader.scope.names.keys()) if (!names.has(name)) reader.scope.names.delete(name)
    for (const [name, known] of names) reader.scope.names.set(name, known)
    if ([...allSteps(tried.result)].some((step) => step.do === 'forward')) {
      const loader = unseenLoader(reader, over.text)
      source.become = loader
      return overBatches(reader, targets, loader.register, counted, body)
    }
  }
  overParts(reader, targets, unknown(over.text), body, over)
  return undefined
}

/** A batch to try a body with. */
const probe: Py = { kind: 'part', batch: 'probe', which: 'all', device: 'cpu' }

function decisive(steps: Program): Step | undefined {
  return [...allSteps(steps)].find(({ do: what }) => !/^(set|log|fail|set rate)$/.test(what))
}

export function whileLoop(reader: Reader, tree: Tree): void {
  const { at } = reader
  const test = tree.children[1]
  const body = ofType(tree, 'Body')[0]
  if (test === undefined || body === undefined) return
  freeze(reader, body)
  const truth = truthIn(reader, reader.evaluate(test))
  if (truth === undefined) reader.refuse(`while ${test.text}: for how long cannot be known`)
  const steps = bodyOf(reader, [], number(0), body)
  reader.at = at
  reader.emit({ do: 'while', test: truth ?? 0, body: steps })
}
