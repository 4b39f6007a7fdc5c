/** `a.b` and `a[b]`, where they are not called. */
import type { Reader } from './reader.ts'
import { descendants, type Tree } from './tree.ts'
import { flagFor, inEnvironment } from './knowledge.ts'
import { constantNumber, constantText, none, number, unknown, type Py } from './values.ts'

export function attribute(reader: Reader, tree: Tree): Py {
  const [object] = tree.children
  const name = tree.children.at(-1)?.text ?? ''
  return object === undefined ? unknown(tree.text) : attributeOf(reader, reader.evaluate(object), name, tree)
}

const dtypes = { float16: 'float16', half: 'float16', bfloat16: 'bfloat16', float32: 'float32', float: 'float32' } as const

export function attributeOf(reader: Reader, object: Py, name: string, tree: Tree): Py {
  switch (object.kind) {
    case 'name':
      return ofName(object.path, name)
    case 'open':
      return object.become === undefined ? ofOpen(reader, object, name) : attributeOf(reader, object.become, name, tree)
    case 'result':
      return name === 'loss' ? object.loss : name === 'logits' ? object.outputs : unknown(tree.text)
    case 'instance':
      return ofInstance(object, name) ?? unknown(tree.text)
    case 'class':
      return methodOf(object, name) ?? unknown(tree.text)
    case 'arguments':
      return object.values.get(name) ?? unknown(tree.text)
    case 'thing':
      return ofThing(reader, object, name, tree)
    case 'part':
      return name === 'device' ? { kind: 'device', name: object.device } : unknown(tree.text)
    case 'device':
      return name === 'type' ? { kind: 'text', parts: [object.name.split(':')[0] ?? ''] } : unknown(tree.text)
    default:
      return unknown(tree.text)
  }
}

function ofName(path: string, name: string): Py {
  if (path === 'torch' && name in dtypes) return { kind: 'dtype', name: dtypes[name as keyof typeof dtypes] }
  if (path === 'os' && name === 'environ') return { kind: 'environment' }
  if (path === 'math' && name === 'pi') return number(Math.PI)
  if ((path === 'math' || path === 'numpy') && name === 'inf') return number(Infinity)
  return { kind: 'name', path: `${path}.${name}` }
}

/** An attribute of something that the file does not define, such as a configuration: a flag if it is named like one. */
function ofOpen(reader: Reader, { name: owner, at }: Extract<Py, { kind: 'open' }>, name: string): Py {
  if (/^(mode|strategy|parallel(ism)?|backend_mode)$/.test(name)) return { kind: 'mode' }
  const flag = flagFor(reader, name)
  if (flag !== undefined) return number(flag)
  return { kind: 'open', name: `${owner}.${name}`, at, isPlaceholder: false, become: undefined }
}

function ofInstance(object: Extract<Py, { kind: 'instance' }>, name: string): Py | undefined {
  return object.fields.get(name) ?? methodOf(object.of, name, object)
}

/** A method, or what a class statement assigns. */
export function methodOf(owner: Extract<Py, { kind: 'class' }>, name: string, self?: Py): Py | undefined {
  for (const tree of descendants(owner.tree)) {
    if (tree.type !== 'FunctionDefinition' || tree.children.find(({ type }) => type === 'VariableName')?.text !== name) continue
    return { kind: 'function', name, tree, scope: owner.scope, noGrad: false, ...(self === undefined ? {} : { self }) }
  }
  return undefined
}

function ofThing(reader: Reader, { of, register }: Extract<Py, { kind: 'thing' }>, name: string, tree: Tree): Py {
  if (of === 'model' && name === 'module') return unwrapped(reader, register)
  if (of === 'model' && name === 'training') return unknown(tree.text)
  if (of === 'optimizer' && name === 'param_groups') return { kind: 'groups', of: register }
  if (of === 'loader' && name === 'sampler') {
    const sampler = reader.samplers.get(register)
    return sampler === undefined
      ? { kind: 'thing', of: 'sampler', register: `sampler of ${register}` }
      : reader.thing('sampler', sampler)
  }
  if (of === 'loader' && name === 'dataset') return { kind: 'thing', of: 'loader', register }
  return unknown(tree.text)
}

/** `model.module`. */
export function unwrapped(reader: Reader, register: string): Py {
  const as = reader.fresh('model')
  reader.emit({ do: 'unwrap', of: register, as })
  reader.wrapped.set(as, false)
  const { lastModel } = reader
  const inner = reader.thing('model', as)
  reader.lastModel = lastModel
  return inner
}

export function subscript(reader: Reader, tree: Tree): Py {
  const [object] = tree.children
  const open = tree.children.findIndex(({ type }) => type === '[')
  const inside = tree.children.slice(open + 1, -1)
  if (object === undefined) return unknown(tree.text)
  const value = reader.evaluate(object)
  const isSlice = inside.some(({ type }) => type === ':')
  if (value.kind === 'open' && value.become !== undefined) return value.become
  if (value.kind === 'part') return isSlice ? sliced(value, tree) : partNamed(reader, value, inside[0])
  if (value.kind === 'thing' && value.of === 'outputs') return value
  if (isSlice || inside.length !== 1) return value.kind === 'list' || value.kind === 'text' ? value : unknown(tree.text)
  const key = inside[0] === undefined ? none : reader.evaluate(inside[0])
  const name = constantText(key)
  if (value.kind === 'environment') return name === undefined ? unknown(tree.text) : fromEnvironment(reader, name)
  if (value.kind === 'dict') return (name === undefined ? undefined : value.entries.get(name)) ?? unknown(tree.text)
  if (value.kind === 'list') return value.items.at(constantNumber(key) ?? NaN) ?? unknown(tree.text)
  if (value.kind === 'file') return { ...value, key: name ?? '' }
  if (value.kind === 'groups') return name === 'lr' ? number({ op: 'rate', of: [value.of] }) : value
  if (value.kind === 'result') return constantNumber(key) === 0 ? value.loss : value.outputs
  return unknown(tree.text)
}

/** `batch[:, 1:]` are the targets of `batch[:, :-1]`. */
function sliced(part: Extract<Py, { kind: 'part' }>, { text }: Tree): Py {
  if (/\[:, *1:\]|\[\.\.\., *1:\]/.test(text)) return { ...part, which: 'targets' }
  return /:-1\]/.test(text) ? { ...part, which: 'inputs' } : part
}

function partNamed(reader: Reader, part: Extract<Py, { kind: 'part' }>, index: Tree | undefined): Py {
  const key = index === undefined ? none : reader.evaluate(index)
  const name = constantText(key)
  if (name !== undefined) return { ...part, which: /label|target|^y$/.test(name) ? 'targets' : 'inputs' }
  const position = constantNumber(key)
  return position === 0 ? { ...part, which: 'inputs' } : position === 1 ? { ...part, which: 'targets' } : part
}

/** What a launcher sets, or the code itself. */
export function fromEnvironment(reader: Reader, name: string, otherwise?: Py): Py {
  const own = reader.environment.get(name)
  if (own !== undefined) return own
  if (!inEnvironment(reader, name)) {
    if (otherwise !== undefined) return otherwise
    reader.emit({ do: 'fail', kind: 'error', message: `KeyError: '${name}' (no launcher has set it)` })
    return unknown(name)
  }
  if (name === 'RANK' || name === 'LOCAL_RANK') return number(reader.rank)
  return /WORLD_SIZE/.test(name) ? number(reader.setting.ranks) : { kind: 'text', parts: [name.toLowerCase()] }
}
