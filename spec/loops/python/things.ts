/** What is done with the things of a loop: forward passes, losses, wraps, devices. */
import type { Arguments } from './arguments.ts'
import type { Reader } from './reader.ts'
import type { Tree } from './tree.ts'
import type { Wrapper } from '../vocabulary.ts'
import { constantText, type Py, type Thing } from './values.ts'

type Part = Extract<Py, { kind: 'part' }>

/** `model(x)`, `model(x, targets)`, `model(**batch)`. */
export function forward(reader: Reader, model: Thing, args: Arguments, tree: Tree): Py {
  const tensors = partsOf(reader, args.all)
  const inputs = tensors.find(({ which }) => which !== 'targets') ?? tensors[0]
  if (inputs === undefined) return reader.notUnderstood(tree, 'a forward pass over something that is no batch')
  const outputs = reader.thing('outputs')
  reader.emit({ do: 'forward', of: model.register, on: inputs.batch, as: outputs.register })
  const takesTargets =
    tensors.some(({ which }, i) => which === 'targets' || (which === 'all' && i > 0)) ||
    args.spread.length > 0 ||
    args.named.has('labels')
  if (!takesTargets) return outputs
  const loss = reader.thing('loss')
  reader.emit({ do: 'loss', of: outputs.register, as: loss.register, inModel: true })
  return { kind: 'result', outputs, loss }
}

/** The parts of batches among what a model is given. Tensors that come from elsewhere are a batch that is drawn anew in each pass. */
function partsOf(reader: Reader, given: readonly Py[]): Part[] {
  const known = given.filter((value): value is Part => value.kind === 'part')
  const open = given.filter((value) => value.kind === 'open' && value.become === undefined)
  const [first] = open
  if (known.length > 0 || first?.kind !== 'open') return known
  const batch = reader.fresh('batch')
  const data = reader.thing('data set')
  reader.emitOnce({ do: 'data set', as: data.register })
  reader.emit({ do: 'draw', of: data.register, as: batch })
  const device = first.tensorOn ?? 'cpu'
  if (device !== 'cpu') reader.emit({ do: 'move batch', of: batch, to: device })
  return open.map((_, i): Part => ({ kind: 'part', batch, which: i === 0 ? 'inputs' : 'targets', device }))
}

/** A loss of outputs and targets; `outputs` are found among what it is given. */
export function lossOf(reader: Reader, given: readonly Py[], reduction: 'mean' | 'sum' | 'none', tree: Tree): Py {
  const outputs = given.map((value) => reader.as('outputs', value)).find((value) => value !== undefined)
  if (outputs === undefined) return reader.notUnderstood(tree, 'a loss of something that no model gave')
  const targets = given.find((value): value is Part => value.kind === 'part')
  if (
    targets !== undefined &&
    targets.device === 'cpu' &&
    reader.movedBatches.has(targets.batch) &&
    targets.which === 'targets'
  ) {
    const message =
      'RuntimeError: Expected all tensors to be on the same device, but found at least two devices (the targets were not moved)'
    reader.emit({ do: 'fail', kind: 'error', message })
  }
  const loss = reader.thing('loss')
  const upcast = reader.upcast.has(outputs.register)
  reader.emit({
    do: 'loss',
    of: outputs.register,
    as: loss.register,
    ...(reduction === 'sum' ? { reduction } : {}),
    ...(upcast ? { upcast } : {}),
  })
  return loss
}

/** `x.to(device)` of a batch or a part of it. */
export function moved(reader: Reader, part: Part, device: string): Py {
  if (part.which !== 'targets' && device !== part.device) {
    reader.emit({ do: 'move batch', of: part.batch, to: device })
    if (device !== 'cpu') reader.movedBatches.add(part.batch)
  }
  return { ...part, device }
}

/** The device that an argument names. */
export function deviceOf(value: Py | undefined): string | undefined {
  if (value === undefined) return undefined
  if (value.kind === 'device') return value.name
  if (value.kind === 'number' && typeof value.value === 'number') return `cuda:${value.value}`
  const name = constantText(value)
  if (name !== undefined && /^(cuda|cpu)/.test(name)) return name
  return value.kind === 'open' && value.become !== undefined ? deviceOf(value.become) : undefined
}

export function wrap(reader: Reader, wrapper: Wrapper, args: Arguments, tree: Tree): Py {
  const model = reader.as('model', args.get(0, 'module', 'model'))
  if (model === undefined) return reader.notUnderstood(tree, 'a wrap of something that is no model')
  const inPlace = wrapper === 'fsdp2'
  const as = inPlace ? model.register : reader.fresh('model')
  const keeps = args.flag(NaN, 'use_orig_params')
  reader.emit({ do: 'wrap', with: wrapper, of: model.register, as, ...(keeps === undefined ? {} : { keepsParameters: keeps }) })
  reader.wrapped.set(as, true)
  return reader.thing('model', as)
}

/** A call that is given a loss or an optimizer and nothing is known of: the order of the loop cannot be known. */
export function unknownCall(reader: Reader, args: Arguments, tree: Tree, what?: string): Py {
  const touched = args.all.map((value) => (value.kind === 'thing' ? value.of : value.kind === 'result' ? 'loss' : undefined))
  const decisive = touched.find((of) => of === 'loss' || of === 'optimizer' || of === 'scaler')
  if (decisive !== undefined) {
    const line = tree.text.replaceAll(/\s+/g, ' ').slice(0, 70)
    reader.refuse(`${line} is given the ${decisive}, and what it does with it is not known`)
  }
  return what === undefined ? reader.notUnderstood(tree) : reader.notUnderstood(tree, what)
}
