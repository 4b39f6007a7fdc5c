/** Calls of what PyTorch and other packages offer, by their last name and the package that they are from. */
import type { Arguments } from './arguments.ts'
import { fromEnvironment } from './attributes.ts'
import { printed } from './builtins.ts'
import { distributedCall } from './distributed-calls.ts'
import { makes } from './makers.ts'
import type { Reader } from './reader.ts'
import { deviceOf, lossOf, unknownCall, wrap } from './things.ts'
import type { Tree } from './tree.ts'
import { wrapperNamed } from './imports.ts'
import { constantNumber, constantText, none, number, unknown, type Py, type Region } from './values.ts'

export function packageCall(reader: Reader, path: string, args: Arguments, tree: Tree): Py {
  const name = path.split('.').at(-1) ?? ''
  const wrapper = wrapperNamed(name)
  if (wrapper !== undefined) return wrap(reader, wrapper, args, tree)
  const found = inTorch(path) ? torchCall(reader, path, name, args, tree) : elsewhere(reader, path, name, args, tree)
  return found ?? openOrUnknown(reader, path, args, tree)
}

function inTorch(path: string): boolean {
  return path === 'torch' || path.startsWith('torch.')
}

/** Something of a package that is not simulated: what it is shows where it is used. */
function openOrUnknown(reader: Reader, path: string, args: Arguments, tree: Tree): Py {
  if (args.all.some((value) => value.kind === 'thing' && value.of !== 'model' && value.of !== 'data set'))
    return unknownCall(reader, args, tree)
  if (args.all.some((value) => value.kind === 'thing')) reader.notUnderstood(tree)
  return { kind: 'open', name: path, at: tree.at, isPlaceholder: false, become: undefined }
}

function torchCall(reader: Reader, path: string, name: string, args: Arguments, tree: Tree): Py | undefined {
  if (/^torch\.distributed\.\w+$/.test(path)) {
    const found = distributedCall(reader, name, args)
    if (found !== undefined) return found
  }
  if (path.startsWith('torch.cuda.') && !/amp/.test(path)) return cudaCall(reader, name, args)
  const made = makes(reader, path, name, args, tree)
  if (made !== undefined) return made
  switch (name) {
    case 'device':
      return { kind: 'device', name: deviceOf(args.positional[0]) ?? 'cpu' }
    case 'manual_seed':
      reader.emit({ do: 'seed', value: args.value(reader, 0, 'seed') ?? 0 })
      return none
    case 'autocast':
      return { kind: 'region', region: autocast(reader, path, args) }
    case 'no_grad':
    case 'inference_mode':
    case 'set_grad_enabled':
      return {
        kind: 'region',
        region: { do: name === 'set_grad_enabled' && args.flag(0, 'mode') === true ? 'nothing' : 'no grad' },
      }
    case 'cross_entropy':
    case 'nll_loss':
    case 'mse_loss':
      return lossOf(reader, args.all, args.text(NaN, 'reduction') === 'sum' ? 'sum' : 'mean', tree)
    case 'clip_grad_norm_':
    case 'clip_grad_norm':
      return clip(reader, args, tree)
    case 'save':
      return save(reader, args, tree)
    case 'load': {
      const from = args.get(0, 'f')
      return from?.kind === 'text'
        ? { kind: 'file', path: from.parts, key: '' }
        : reader.notUnderstood(tree, 'the path is not known')
    }
    case 'spawn':
    case 'start_processes':
      return spawn(reader, args, tree)
    case 'compile':
      return args.positional[0] ?? unknown(tree.text)
    case 'random_split':
      return {
        kind: 'list',
        items: [0, 1, 2].map((i) => ({ kind: 'open', name: `part ${i}`, at: tree.at, isPlaceholder: false, become: undefined })),
      }
    case 'tensor':
    case 'as_tensor': {
      const numeric = reader.asNumber(args.positional[0])
      return numeric === undefined ? openTensor(tree) : number(numeric)
    }
    case 'exp':
    case 'sqrt': {
      const numeric = reader.asNumber(args.positional[0])
      return numeric === undefined ? unknown(tree.text) : number(reader.operation(name, numeric))
    }
    case 'zeros':
    case 'ones': {
      const [shape] = args.positional
      const isScalar = (shape?.kind === 'list' && shape.items.length === 0) || constantNumber(shape) === 1
      if (isScalar) return number(name === 'zeros' ? 0 : 1)
      // One number for each pass of a loop
      return name === 'zeros' && args.positional.length === 1 && shape?.kind === 'number' ? seriesOf(reader) : openTensor(tree)
    }
    case 'StateDictOptions':
      return { kind: 'dict', entries: args.named }
    case 'get_model_state_dict':
    case 'get_state_dict':
      return wholeState(reader, args, tree)
    case 'state_dict_type':
      return { kind: 'region', region: { do: 'nothing' } }
    case 'stack':
    case 'cat':
    case 'from_numpy':
    case 'randint':
    case 'randn':
      return openTensor(tree)
    case 'set_float32_matmul_precision':
    case 'use_deterministic_algorithms':
    case 'set_default_dtype':
    case 'get_rng_state':
      return none
    default:
      return undefined
  }
}

/** `mp.spawn(train, args=(a, b))` calls train(rank, a, b) in every process. */
function spawn(reader: Reader, args: Arguments, tree: Tree): Py {
  const target = args.get(0, 'fn')
  const given = args.get(1, 'args')
  if (target?.kind !== 'function') return reader.refuse(`${tree.text}: what each process runs is not known`)
  return reader.callFunction(target, [number(reader.rank), ...(given?.kind === 'list' ? given.items : [])])
}

function seriesOf(reader: Reader): Py {
  const register = reader.fresh('series')
  reader.emit({ do: 'set', name: `${register} sum`, to: 0 })
  reader.emit({ do: 'set', name: `${register} count`, to: 0 })
  return { kind: 'series', register }
}

/** The state dict without the names of wrappers; whole tensors if it is asked for them, or if nothing is sharded. */
function wholeState(reader: Reader, args: Arguments, tree: Tree): Py {
  const model = reader.as('model', args.get(0, 'model'))
  if (model === undefined) return reader.notUnderstood(tree, 'the state of something that is no model')
  const options = args.named.get('options')
  const isFull = options?.kind === 'dict' && constantNumber(options.entries.get('full_state_dict')) === 1
  const as = reader.fresh('state')
  reader.emit({ do: 'state dict', of: model.register, as, full: isFull || reader.setting.strategy !== 'fsdp' })
  return { kind: 'state', of: as }
}

function openTensor(tree: Tree): Py {
  return { kind: 'open', name: tree.text, at: tree.at, isPlaceholder: false, tensorOn: 'cpu', become: undefined }
}

function cudaCall(reader: Reader, name: string, args: Arguments): Py {
  const { device, ranks } = reader.setting
  switch (name) {
    case 'is_available':
      return number(device === 'gpu')
    case 'is_bf16_supported':
      return number(device === 'gpu')
    case 'device_count':
      return number(device === 'gpu' ? ranks : 0)
    case 'current_device':
      return number(0)
    case 'set_device': {
      const index = args.value(reader, 0, 'device') ?? Number(deviceOf(args.positional[0])?.split(':')[1] ?? 0)
      reader.emit({ do: 'set device', index })
      return none
    }
    case 'memory_allocated':
    case 'max_memory_allocated':
    case 'memory_reserved':
    case 'max_memory_reserved':
    case 'mem_get_info':
      reader.emit({ do: 'record', metric: 'memory' })
      return number(0)
    case 'utilization':
      reader.emit({ do: 'record', metric: 'utilisation' })
      return number(0)
    default:
      return none
  }
}

function autocast(reader: Reader, path: string, args: Arguments): Region {
  const isCpu = /cpu\.amp/.test(path)
  const named = deviceOf(args.get(path.includes('.amp.') && !path.startsWith('torch.amp') ? NaN : 0, 'device_type'))
  const device = isCpu || named?.startsWith('cpu') === true ? 'cpu' : 'cuda'
  const dtype = args.all.find((value) => value.kind === 'dtype')
  const enabled = args.named.has('enabled') ? (args.value(reader, NaN, 'enabled') ?? 1) : undefined
  return {
    do: 'autocast',
    device,
    ...(dtype === undefined ? {} : { dtype: dtype.name }),
    ...(enabled === undefined ? {} : { enabled }),
  }
}

function clip(reader: Reader, args: Arguments, tree: Tree): Py {
  const parameters = args.get(0, 'parameters')
  const maxNorm = args.value(reader, 1, 'max_norm')
  const of = parameters?.kind === 'parameters' ? parameters.of : reader.lastModel
  if (of === undefined || maxNorm === undefined)
    return reader.notUnderstood(tree, 'what is clipped, or to which norm, is not known')
  if (parameters?.kind !== 'parameters') reader.note(`${tree.text}: taken as all parameters of the model`, tree.at)
  reader.emit({ do: 'clip', of, maxNorm })
  return number({ op: 'norm', of: [of] })
}

function save(reader: Reader, args: Arguments, tree: Tree): Py {
  const [object = none] = args.positional
  const path = args.get(1, 'f')
  const to = path?.kind === 'text' ? path.parts : [tree.text]
  if (path?.kind !== 'text') reader.note(`${tree.text}: the path is not known`, tree.at)
  const what: Record<string, string> = {}
  const add = (key: string, value: Py): void => {
    const model = reader.as('model', value)
    const numeric = reader.asNumber(value)
    if (value.kind === 'state') what[key] = value.of
    else if (model !== undefined) what[key] = model.register
    else if (numeric !== undefined) {
      const name = reader.fresh('saved')
      reader.emit({ do: 'set', name, to: numeric })
      what[key] = name
    }
  }
  if (object.kind === 'dict') for (const [key, value] of object.entries) add(key, value)
  else add('', object)
  reader.emit({ do: 'save', what, to })
  return none
}

function elsewhere(reader: Reader, path: string, name: string, args: Arguments, tree: Tree): Py | undefined {
  switch (path) {
    case 'os.getenv':
      return fromEnvironment(reader, args.text(0, 'key') ?? '', args.positional[1] ?? none)
    case 'os.path.exists':
    case 'os.path.isfile': {
      const file = constantText(args.positional[0])
      return file === undefined ? number(0) : number({ op: 'exists', of: [file] })
    }
    case 'os.path.join':
      return {
        kind: 'text',
        parts: args.positional.flatMap((part, i) => (part.kind === 'text' ? [...(i > 0 ? ['/'] : []), ...part.parts] : [])),
      }
    case 'argparse.ArgumentParser':
      return { kind: 'arguments', values: new Map() }
    case 'contextlib.nullcontext':
      return { kind: 'region', region: { do: 'nothing' } }
    case 'math.exp':
    case 'math.cos':
    case 'math.sqrt':
    case 'numpy.exp':
    case 'math.log': {
      const numeric = reader.asNumber(args.positional[0])
      return numeric === undefined ? unknown(tree.text) : number(reader.operation(name, numeric))
    }
    case 'numpy.mean':
    case 'statistics.mean': {
      const [series] = args.positional
      return series?.kind === 'series'
        ? number({ op: '/', of: [`${series.register} sum`, `${series.register} count`] })
        : unknown(tree.text)
    }
    default:
      break
  }
  if (/^(tqdm|trange)$/.test(name))
    return name === 'tqdm'
      ? (args.get(0, 'iterable') ?? none)
      : { kind: 'range', from: 0, until: args.value(reader, 0, 'n') ?? 1e6 }
  if (/^(logging|logger|loguru)\b.*\.(info|debug|warning|print)$/.test(path)) return printed(reader, args)
  if (/^wandb\.log$/.test(path)) return printed(reader, args)
  if (/^(time|random|numpy|os|sys|warnings|gc|json|datetime|logging|pathlib|shutil|math|wandb)\b/.test(path))
    return quiet(path, tree)
  return undefined
}

function quiet(path: string, tree: Tree): Py {
  return path.startsWith('time.') ? number(0) : unknown(tree.text)
}
