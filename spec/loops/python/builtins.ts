/** Python's own functions. */
import type { Arguments } from './arguments.ts'
import { numbersIn, truthIn } from './knowledge.ts'
import { attributeOf, unwrapped } from './attributes.ts'
import type { Reader } from './reader.ts'
import { unknownCall } from './things.ts'
import type { Tree } from './tree.ts'
import type { Value } from '../vocabulary.ts'
import { constantText, none, number, unknown, type Py } from './values.ts'

export const builtinNames = new Set(
  'abs all any bool dict enumerate filter float getattr hasattr id input int isinstance issubclass iter len list map max min next object open print range reversed round set setattr sorted str sum super tuple type vars zip Exception ValueError RuntimeError KeyError ImportError ModuleNotFoundError NotImplementedError AssertionError KeyboardInterrupt StopIteration NotImplemented property staticmethod classmethod exit quit globals locals repr'.split(
    ' ',
  ),
)

export function builtin(reader: Reader, name: string, args: Arguments, tree: Tree, other: (value: Py) => Py): Py {
  const [first = none] = args.positional
  switch (name) {
    case 'range':
      return rangeOf(reader, args, tree)
    case 'enumerate':
      return { kind: 'counted', over: first }
    case 'iter':
    case 'list':
    case 'tuple':
    case 'reversed':
    case 'sorted':
    case 'filter':
      return name === 'filter' ? (args.positional[1] ?? none) : first
    case 'print':
      return printed(reader, args)
    case 'len':
      return lengthOf(reader, first, tree)
    case 'int':
    case 'float':
    case 'round':
    case 'abs':
    case 'bool':
      return converted(reader, name, first, tree)
    case 'str':
      return first.kind === 'text' ? first : { kind: 'text', parts: textOf(reader, first) }
    case 'min':
    case 'max':
    case 'sum':
      return reduced(reader, name, args, tree)
    case 'getattr':
      return got(reader, args, tree)
    case 'hasattr':
      return has(reader, args, tree)
    case 'isinstance':
    case 'type':
      return unknown(tree.text)
    case 'next':
      return nextOf(reader, first, tree)
    case 'open':
    case 'super':
    case 'zip':
    case 'set':
    case 'dict':
      return unknown(tree.text)
    case 'exit':
    case 'quit':
      reader.emit({ do: 'stop' })
      return none
    default:
      return args.all.length > 0 && first.kind === 'function' ? other(first) : unknownCall(reader, args, tree)
  }
}

function textOf(reader: Reader, value: Py): Value[] {
  const numeric = reader.asNumber(value)
  return numeric === undefined ? [] : [typeof numeric === 'string' ? { op: '+', of: [numeric, 0] } : numeric]
}

function rangeOf(reader: Reader, args: Arguments, tree: Tree): Py {
  const numbers = args.positional.map((each) => reader.asNumber(each))
  const [a, b] = numbers
  const until = numbers.length === 1 ? a : b
  const from = numbers.length === 1 ? 0 : a
  // What is not known, such as the rows of a batch or a number of epochs that is configured elsewhere, is many
  if (from === undefined || until === undefined) {
    reader.note(`${tree.text}: how often is not known, taken as often`, tree.at)
    return { kind: 'range', from: from ?? 0, until: until ?? 1e6 }
  }
  return { kind: 'range', from, until }
}

/** A line that tells numbers. */
export function printed(reader: Reader, args: Arguments): Py {
  const values = args.all.flatMap((value) => numbersIn(reader, value)).filter((value) => typeof value !== 'number')
  if (values.length > 0) reader.emit({ do: 'log', values })
  return none
}

function lengthOf(reader: Reader, value: Py, tree: Tree): Py {
  if (value.kind === 'part') return number({ op: 'rows', of: [value.batch] })
  if (value.kind === 'series') return number(`${value.register} count`)
  if (value.kind === 'list') return number(value.items.length)
  const loader = reader.as('loader', value)
  // `loader.dataset` is the loader itself here: its length is told apart by the source
  if (loader !== undefined) return number({ op: tree.text.endsWith('.dataset)') ? 'examples' : 'batches', of: [loader.register] })
  const data = reader.as('data set', value)
  const over = data === undefined ? undefined : reader.loaders.get(data.register)
  return over === undefined ? unknown(tree.text) : number({ op: 'examples', of: [over] })
}

function converted(reader: Reader, name: string, value: Py, tree: Tree): Py {
  if (name === 'bool') {
    const truth = truthIn(reader, value)
    return truth === undefined ? unknown(tree.text) : number(truth)
  }
  const written = constantText(value)
  if (written !== undefined && written.trim() !== '' && Number.isFinite(Number(written))) return number(Number(written))
  const numeric = reader.asNumber(value)
  if (numeric === undefined) return unknown(tree.text)
  return number(name === 'int' || name === 'abs' ? reader.operation(name, numeric) : numeric)
}

function reduced(reader: Reader, name: string, args: Arguments, tree: Tree): Py {
  const [first = none] = args.positional
  if (first.kind === 'series') return name === 'sum' ? number(`${first.register} sum`) : unknown(tree.text)
  const items = first.kind === 'list' ? first.items : args.positional
  const numbers = items.map((item) => reader.asNumber(item))
  if (numbers.length === 0 || !numbers.every((each) => each !== undefined)) return unknown(tree.text)
  if (name === 'sum') return number(numbers.reduce((a, b) => reader.operation('+', a, b)))
  return number(reader.operation(name, ...numbers))
}

/** `getattr(model, 'module', model)`. */
function got(reader: Reader, args: Arguments, tree: Tree): Py {
  const [object = none, key, otherwise] = args.positional
  const name = constantText(key) ?? ''
  const model = reader.as('model', object)
  if (model !== undefined && name === 'module')
    return reader.wrapped.get(model.register) === true ? unwrapped(reader, model.register) : (otherwise ?? unknown(tree.text))
  const found = attributeOf(reader, object, name, tree)
  return found.kind === 'unknown' && otherwise !== undefined ? otherwise : found
}

function has(reader: Reader, args: Arguments, tree: Tree): Py {
  const [object = none, key] = args.positional
  const model = reader.as('model', object)
  if (model !== undefined && constantText(key) === 'module') return number(reader.wrapped.get(model.register) === true)
  return unknown(tree.text)
}

/** `next(iterator)`: a batch, drawn. */
function nextOf(reader: Reader, value: Py, tree: Tree): Py {
  const loader = reader.as('loader', value)
  const data = loader === undefined ? undefined : reader.dataOf.get(loader.register)
  if (data === undefined) return reader.notUnderstood(tree)
  const batch = reader.fresh('batch')
  reader.emit({ do: 'draw', of: data, as: batch })
  return { kind: 'part', batch, which: 'all', device: 'cpu' }
}
