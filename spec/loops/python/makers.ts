/** What makes optimizers, schedules, scalers, data sets, samplers, loaders and criteria. */
import type { Arguments } from './arguments.ts'
import type { Reader } from './reader.ts'
import type { Tree } from './tree.ts'
import type { OptimizerAction, Value } from '../vocabulary.ts'
import { deviceOf } from './things.ts'
import { constantNumber, number, type Py } from './values.ts'

export function makes(reader: Reader, path: string, name: string, args: Arguments, tree: Tree): Py | undefined {
  if (path.includes('.lr_scheduler.')) return schedule(reader, name, args, tree)
  if (/^torch\.optim\.(_multi_tensor\.)?\w+$/.test(path)) return optimizer(reader, name, args, tree)
  switch (name) {
    case 'GradScaler':
    case 'ShardedGradScaler':
      return scaler(reader, path, name, args)
    case 'DataLoader':
      return loader(reader, args, tree)
    case 'DistributedSampler':
      return sampler(reader, args)
    case 'RandomSampler':
    case 'SequentialSampler':
      return { kind: 'text', parts: [name] }
    case 'TensorDataset':
    case 'Subset':
    case 'ConcatDataset': {
      const made = reader.thing('data set')
      reader.emit({ do: 'data set', as: made.register })
      return made
    }
    case 'CrossEntropyLoss':
    case 'NLLLoss':
    case 'MSELoss':
    case 'BCEWithLogitsLoss': {
      const reduction = args.text(NaN, 'reduction')
      if (name !== 'CrossEntropyLoss') reader.note(`${tree.text}: judged as a cross entropy`, tree.at)
      return { kind: 'criterion', reduction: reduction === 'sum' || reduction === 'none' ? reduction : 'mean' }
    }
    default:
      return undefined
  }
}

/** The model whose parameters stand somewhere in a value. */
function modelIn(value: Py | undefined): string | undefined {
  if (value?.kind === 'parameters') return value.of
  const inner = value?.kind === 'list' ? value.items : value?.kind === 'dict' ? [...value.entries.values()] : []
  return inner.map((each) => modelIn(each)).find((each) => each !== undefined)
}

const rules: Readonly<Record<string, OptimizerAction['rule']>> = {
  AdamW: 'adamw',
  Adam: 'adam',
  SGD: 'sgd',
  NAdam: 'adam',
  RAdam: 'adam',
}

function optimizer(reader: Reader, name: string, args: Arguments, tree: Tree): Py {
  const given = args.get(0, 'params')
  const of = modelIn(given) ?? reader.lastModel
  if (of === undefined) return reader.refuse(`${tree.text}: whose parameters these are is not known`)
  if (modelIn(given) === undefined) reader.note(`${tree.text}: taken as over all parameters of the model`, tree.at)
  if (rules[name] === undefined) reader.note(`${tree.text}: judged as Adam`, tree.at)
  const optional = (key: string, value: Value | undefined) => (value === undefined ? {} : { [key]: value })
  const made = reader.thing('optimizer')
  reader.emit({
    do: 'optimizer',
    rule: rules[name] ?? 'adam',
    of,
    as: made.register,
    ...optional('rate', args.value(reader, 1, 'lr')),
    ...optional('weightDecay', args.value(reader, NaN, 'weight_decay')),
    ...optional('momentum', args.value(reader, NaN, 'momentum')),
  })
  return made
}

function schedule(reader: Reader, name: string, args: Arguments, tree: Tree): Py {
  const over = reader.as('optimizer', args.get(0, 'optimizer'))
  if (over === undefined) return reader.notUnderstood(tree, 'a schedule of something that is no optimizer')
  const factor = factorOf(reader, name, args)
  if (factor === undefined) reader.note(`${tree.text}: its rate is not simulated, only when it is stepped`, tree.at)
  const made = reader.thing('schedule')
  reader.emit({ do: 'schedule', of: over.register, as: made.register, factor: factor ?? 1 })
  return made
}

function factorOf(reader: Reader, name: string, args: Arguments): Value | undefined {
  if (name === 'LambdaLR') {
    const rule = args.get(1, 'lr_lambda')
    if (rule?.kind !== 'function') return undefined
    const { steps, result } = reader.apart(() => reader.callFunction(rule, [number('count')]))
    return steps.length === 0 ? reader.asNumber(result) : undefined
  }
  const second = args.value(reader, 1, 'T_max', 'step_size', 'gamma')
  if (second === undefined) return undefined
  const gamma = args.value(reader, 2, 'gamma') ?? 0.1
  if (name === 'StepLR') return { op: '**', of: [gamma, { op: '//', of: ['count', second] }] }
  if (name === 'ExponentialLR') return { op: '**', of: [second, 'count'] }
  if (name !== 'CosineAnnealingLR') return undefined
  const angle: Value = { op: '/', of: [{ op: '*', of: [Math.PI, 'count'] }, second] }
  return { op: '/', of: [{ op: '+', of: [1, { op: 'cos', of: [angle] }] }, 2] }
}

function scaler(reader: Reader, path: string, name: string, args: Arguments): Py {
  const made = reader.thing('scaler')
  const device = deviceOf(args.get(path.startsWith('torch.cuda') ? NaN : 0, 'device'))
  const enabled = args.named.has('enabled') ? args.value(reader, NaN, 'enabled') : undefined
  const initial = constantNumber(args.named.get('init_scale'))
  const growthInterval = constantNumber(args.named.get('growth_interval'))
  reader.emit({
    do: 'scaler',
    as: made.register,
    ...(device?.startsWith('cpu') === true ? { device: 'cpu' } : {}),
    ...(enabled === undefined ? {} : { enabled }),
    ...(initial === undefined ? {} : { initial }),
    ...(growthInterval === undefined ? {} : { growthInterval }),
    ...(name === 'ShardedGradScaler' ? { sharded: true } : {}),
  })
  return made
}

function loader(reader: Reader, args: Arguments, tree: Tree): Py {
  const data = reader.as('data set', args.get(0, 'dataset')) ?? unseenData(reader)
  const batch = args.value(reader, 1, 'batch_size')
  const drawnBy = args.get(3, 'sampler')
  const own = reader.as('sampler', drawnBy)
  const shuffled = drawnBy?.kind === 'text' && drawnBy.parts[0] === 'RandomSampler'
  if (drawnBy?.kind === 'unknown') reader.note(`${tree.text}: its sampler is not known`, tree.at)
  const shuffle = args.flag(2, 'shuffle') ?? (shuffled ? true : undefined)
  const dropLast = args.flag(8, 'drop_last')
  const made = reader.thing('loader')
  if (own !== undefined) reader.samplers.set(made.register, own.register)
  reader.loaders.set(data.register, made.register)
  reader.dataOf.set(made.register, data.register)
  reader.emit({
    do: 'loader',
    of: data.register,
    as: made.register,
    ...(batch === undefined ? {} : { batch }),
    ...(shuffle === undefined ? {} : { shuffle }),
    ...(own === undefined ? {} : { sampler: own.register }),
    ...(dropLast === undefined ? {} : { dropLast }),
  })
  return made
}

function unseenData(reader: Reader) {
  const data = reader.thing('data set')
  reader.emit({ do: 'data set', as: data.register })
  return data
}

/** A loader that the file does not build: it shuffles and shares as it should, and the laws of data do not judge it. */
export function unseenLoader(reader: Reader, name: string): Extract<Py, { kind: 'thing' }> {
  reader.note(`${name} is built elsewhere: its batches are taken as right and are not judged`)
  const data = reader.thing('data set')
  reader.emitOnce({ do: 'data set', as: data.register })
  const register = reader.fresh('sampler')
  reader.emitOnce({ do: 'sampler', of: data.register, as: register, ranks: 'world', rank: 'rank' })
  const made = reader.thing('loader')
  reader.emitOnce({ do: 'loader', of: data.register, as: made.register, sampler: register, unseen: true })
  reader.samplers.set(made.register, register)
  reader.loaders.set(data.register, made.register)
  reader.dataOf.set(made.register, data.register)
  return made
}

function sampler(reader: Reader, args: Arguments): Py {
  const data = reader.as('data set', args.get(0, 'dataset')) ?? unseenData(reader)
  const made = reader.thing('sampler')
  const ranks = args.value(reader, 1, 'num_replicas')
  const rank = args.value(reader, 2, 'rank')
  const shuffle = args.flag(3, 'shuffle')
  const dropLast = args.flag(5, 'drop_last')
  reader.emit({
    do: 'sampler',
    of: data.register,
    as: made.register,
    ...(ranks === undefined ? {} : { ranks }),
    ...(rank === undefined ? {} : { rank }),
    ...(shuffle === undefined ? {} : { shuffle }),
    ...(dropLast === undefined ? {} : { dropLast }),
  })

  return made
}
