/** Methods of the things of a loop. */
import type { Arguments } from './arguments.ts'
import { fromEnvironment } from './attributes.ts'
import { numbersIn } from './knowledge.ts'
import type { Reader } from './reader.ts'
import { appended } from './assign.ts'
import { deviceOf, moved, unknownCall } from './things.ts'
import type { Tree } from './tree.ts'
import { constantNumber, constantText, none, number, unknown, type Py, type Thing } from './values.ts'

export function method(reader: Reader, object: Py, name: string, args: Arguments, tree: Tree): Py {
  switch (object.kind) {
    case 'thing':
      return ofThing(reader, object, name, args, tree)
    case 'result':
      return /^(backward|item|mean|detach)$/.test(name)
        ? ofLoss(reader, object.loss, name, args, tree)
        : reader.notUnderstood(tree)
    case 'part':
      return ofPart(reader, object, name, args)
    case 'open':
      return ofOpen(reader, object, name, args, tree)
    case 'environment':
      return name === 'get' || name === 'setdefault'
        ? fromEnvironment(reader, args.text(0, 'key') ?? '', args.positional[1] ?? none)
        : unknown(tree.text)
    case 'text':
      return name === 'format'
        ? { kind: 'text', parts: [...object.parts, ...args.all.flatMap((value) => numbersIn(reader, value))] }
        : object
    case 'series':
      return ofSeries(reader, object.register, name, args, tree)
    case 'dict':
      return name === 'get' ? (object.entries.get(args.text(0, 'key') ?? '') ?? args.positional[1] ?? none) : unknown(tree.text)
    case 'arguments':
      return ofArguments(reader, object, name, args)
    case 'number':
      return /^(item|detach|cpu|float|to|numpy|clone|mean|cuda|double)$/.test(name) ? object : unknown(tree.text)
    case 'list':
    case 'none':
    case 'unknown':
      return args.all.some((value) => value.kind === 'thing') ? unknownCall(reader, args, tree) : unknown(tree.text)
    case 'criterion':
    case 'device':
      return object
    default:
      return unknownCall(reader, args, tree)
  }
}

function ofThing(reader: Reader, thing: Thing, name: string, args: Arguments, tree: Tree): Py {
  const { register } = thing
  switch (thing.of) {
    case 'model':
      return ofModel(reader, thing, name, args, tree)
    case 'outputs':
      return ofOutputs(reader, thing, name, args, tree)
    case 'loss':
      return ofLoss(reader, thing, name, args, tree)
    case 'optimizer':
      if (name === 'zero_grad') reader.emit({ do: 'zero grad', of: register })
      else if (name === 'step') reader.emit({ do: 'optimizer step', of: register })
      else return saved(reader, thing, name, args, tree)
      return none
    case 'scaler':
      return ofScaler(reader, thing, name, args, tree)
    case 'schedule':
      if (name === 'step') reader.emit({ do: 'schedule step', of: register })
      else if (name === 'get_last_lr') return { kind: 'list', items: [unknown(tree.text)] }
      else return saved(reader, thing, name, args, tree)
      return none
    case 'sampler': {
      if (name !== 'set_epoch') return reader.notUnderstood(tree)
      const epoch = args.value(reader, 0, 'epoch')
      if (register.startsWith('sampler of')) {
        reader.emit({ do: 'fail', kind: 'error', message: "AttributeError: 'RandomSampler' object has no attribute 'set_epoch'" })
      } else reader.emit({ do: 'set epoch', of: register, to: epoch ?? 0 })
      return none
    }
    default:
      return reader.notUnderstood(tree)
  }
}

function ofModel(reader: Reader, model: Thing, name: string, args: Arguments, tree: Tree): Py {
  const of = model.register
  switch (name) {
    case 'to':
    case 'cuda':
    case 'cpu': {
      const device =
        name === 'to' ? deviceOf(args.get(0, 'device')) : name === 'cpu' ? 'cpu' : (deviceOf(args.get(0, 'device')) ?? 'cuda')
      if (device === undefined) return reader.notUnderstood(tree, 'the device is not known')
      reader.emit({ do: 'move', of, to: device })
      return model
    }
    case 'train':
    case 'eval': {
      const train = name === 'train' && args.flag(0, 'mode') !== false
      reader.emit({ do: train ? 'train mode' : 'eval mode', of })
      return model
    }
    case 'parameters':
    case 'named_parameters':
      return { kind: 'parameters', of }
    case 'zero_grad':
      reader.emit({ do: 'zero grad', of })
      return none
    case 'no_sync':
      return { kind: 'region', region: { do: 'no sync', of } }
    case 'set_requires_gradient_sync':
      reader.emit({ do: 'sync', of, on: args.value(reader, 0, 'requires_gradient_sync') ?? 1 })
      return none
    case 'clip_grad_norm_': {
      const maxNorm = args.value(reader, 0, 'max_norm')
      if (maxNorm === undefined) return reader.notUnderstood(tree)
      reader.emit({ do: 'clip', of, maxNorm, by: 'model' })
      return none
    }
    case 'configure_optimizers': {
      const optimizer = reader.thing('optimizer')
      reader.emit({ do: 'optimizer', rule: 'adamw', of, as: optimizer.register, rate: 3e-4 })
      reader.note(`${tree.text}: taken as AdamW over the model's parameters`, tree.at)
      return optimizer
    }
    case 'state_dict': {
      const as = reader.fresh('state')
      reader.emit({ do: 'state dict', of, as })
      return { kind: 'state', of: as }
    }
    case 'load_state_dict':
      return loaded(reader, of, args, tree)
    default:
      return reader.notUnderstood(tree)
  }
}

const shaping =
  /^(view|reshape|transpose|permute|flatten|contiguous|squeeze|unsqueeze|clone|to|cuda|view_as|detach|float|double|cpu|long|mean|logits)$/

function ofOutputs(reader: Reader, outputs: Thing, name: string, args: Arguments, tree: Tree): Py {
  const casts =
    name === 'float' || (name === 'to' && args.all.some((value) => value.kind === 'dtype' && value.name === 'float32'))
  if (!shaping.test(name)) return unknown(tree.text)
  if (!casts) return outputs
  reader.upcast.add(outputs.register)
  return outputs
}

function ofLoss(reader: Reader, loss: Thing, name: string, args: Arguments, tree: Tree): Py {
  switch (name) {
    case 'backward':
      reader.emit({ do: 'backward', of: loss.register })
      return none
    case 'item':
    case 'tolist':
      return number({ op: 'item', of: [loss.register] })
    case 'detach':
    case 'cpu':
    case 'numpy':
    case 'clone':
    case 'float':
    case 'to':
      return loss
    case 'mean': {
      const as = reader.fresh('loss')
      reader.emit({ do: 'divide loss', of: loss.register, by: 1, as, reduces: true })
      return reader.thing('loss', as)
    }
    default:
      return unknownCall(reader, args, tree, `${name} of a loss is not understood`)
  }
}

function ofScaler(reader: Reader, scaler: Thing, name: string, args: Arguments, tree: Tree): Py {
  const scaling = scaler.register
  const [first] = args.positional
  switch (name) {
    case 'scale': {
      const loss = reader.as('loss', first)
      if (loss === undefined) return reader.refuse(`${tree.text}: what is scaled is no loss that is known`)
      const as = reader.fresh('loss')
      reader.emit({ do: 'scale', of: loss.register, with: scaling, as })
      return reader.thing('loss', as)
    }
    case 'unscale_':
    case 'step': {
      const optimizer = reader.as('optimizer', first)
      if (optimizer === undefined) return reader.refuse(`${tree.text}: the optimizer is not known`)
      reader.emit({ do: name === 'step' ? 'scaler step' : 'unscale', with: scaling, of: optimizer.register })
      return none
    }
    case 'update':
      reader.emit({ do: 'scaler update', with: scaling })
      return none
    case 'get_scale':
      return number({ op: 'scale of', of: [scaling] })
    case 'is_enabled':
      return unknown(tree.text)
    default:
      return saved(reader, scaler, name, args, tree)
  }
}

function saved(reader: Reader, thing: Thing, name: string, args: Arguments, tree: Tree): Py {
  if (name === 'state_dict') return { kind: 'state', of: thing.register }
  return name === 'load_state_dict' ? loaded(reader, thing.register, args, tree) : unknown(tree.text)
}

function loaded(reader: Reader, of: string, args: Arguments, tree: Tree): Py {
  const [file] = args.positional
  if (file?.kind !== 'file') return reader.notUnderstood(tree, 'what is loaded is not known')
  reader.emit({ do: 'load', of, from: file.path, key: file.key })
  return none
}

function ofPart(reader: Reader, part: Extract<Py, { kind: 'part' }>, name: string, args: Arguments): Py {
  if (name === 'to' || name === 'cuda') {
    const device = deviceOf(args.get(0, 'device')) ?? (name === 'cuda' ? 'cuda' : undefined)
    return device === undefined ? part : moved(reader, part, device)
  }
  if (name === 'cpu') return moved(reader, part, 'cpu')
  if (name === 'size') {
    return constantNumber(args.positional[0]) === 0 ? number({ op: 'rows', of: [part.batch] }) : unknown('size')
  }
  return name === 'numel' || name === 'sum' || name === 'ne' ? unknown(name) : part
}

const ofModels =
  /^(to|cuda|train|eval|parameters|named_parameters|state_dict|zero_grad|no_sync|load_state_dict|configure_optimizers)$/

function ofOpen(reader: Reader, open: Extract<Py, { kind: 'open' }>, name: string, args: Arguments, tree: Tree): Py {
  if (open.become !== undefined) return method(reader, open.become, name, args, tree)
  if (open.tensorOn !== undefined) {
    const device =
      name === 'to' || name === 'cuda' ? (deviceOf(args.get(0, 'device')) ?? (name === 'cuda' ? 'cuda' : undefined)) : undefined
    return device === undefined ? open : { ...open, tensorOn: device }
  }
  if (open.isPlaceholder && /^(scale|unscale_|update)$/.test(name)) {
    // A scaler that is nowhere made: the name is missing, the rest is judged as if it were there
    const scaler = reader.thing('scaler')
    reader.emitOnce({ do: 'scaler', as: scaler.register })
    open.become = scaler
    return method(reader, scaler, name, args, tree)
  }
  if (!ofModels.test(name) || (name === 'to' && deviceOf(args.positional[0]) === undefined)) {
    if (args.all.some((value) => value.kind === 'thing' && value.of !== 'model')) return unknownCall(reader, args, tree)
    return { kind: 'open', name: `${open.name}.${name}()`, at: tree.at, isPlaceholder: false, become: undefined }
  }
  const model = reader.as('model', open)
  return model === undefined ? unknown(tree.text) : ofModel(reader, model, name, args, tree)
}

function ofSeries(reader: Reader, register: string, name: string, args: Arguments, tree: Tree): Py {
  if (name === 'sum') return number(`${register} sum`)
  if (name === 'mean') return number({ op: '/', of: [`${register} sum`, `${register} count`] })
  const value = reader.asNumber(args.positional[0])
  if (value === undefined || name !== 'append') return unknown(tree.text)
  appended(reader, register, value)
  return none
}

function ofArguments(reader: Reader, object: Extract<Py, { kind: 'arguments' }>, name: string, args: Arguments): Py {
  if (name === 'parse_args' || name === 'parse_known_args') return object
  const flag = constantText(args.positional[0])
  if (name !== 'add_argument' || flag === undefined) return none
  const key = flag.replace(/^-+/, '').replaceAll('-', '_')
  const fallback = args.named.get('default') ?? (args.text(NaN, 'action') === 'store_true' ? number(0) : unknown(flag))
  const { strategy } = reader.setting
  const isMode = /^(mode|strategy|parallel(ism)?|dist(ributed)?_?(mode|type)?)$/.test(key) && fallback.kind !== 'number'
  const named = isMode
    ? undefined
    : /fsdp/i.test(key)
      ? strategy === 'fsdp'
      : /ddp|distributed/i.test(key)
        ? strategy !== 'single' && !/ddp/.test(key)
          ? true
          : strategy === 'ddp'
        : undefined
  object.values.set(key, isMode ? { kind: 'mode' } : named === undefined ? fallback : number(named))
  return none
}
