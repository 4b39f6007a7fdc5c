/** One step of training: forward, loss, backward, clip, and the optimizer's move. */
import { backward as backwardThrough, crossEntropy, forward as forwardThrough, norm, type Drawn } from './tiny-model.ts'
import { round } from './rounding.ts'
import { gatherParameters } from './model-steps.ts'
import type { Loss, Model, Outputs } from './things.ts'
import { Optimizer } from './optimizer.ts'
import { Scaler } from './scaler.ts'
import type { Rank } from './rank.ts'
import type { Running } from './world.ts'
import type { ClipAction, LossAction, Precision, Step } from '../vocabulary.ts'

type Of<D extends Step['do']> = Extract<Step, { do: D }>

/** The precision of the innermost autocast region that counts for a device, if it is on. */
function autocastOn(rank: Rank, device: string): Precision | undefined {
  const region = rank.autocast.findLast((each) => each.device === (device.startsWith('cuda') ? 'cuda' : 'cpu'))
  if (region === undefined || !region.enabled) return undefined
  if (region.dtype === undefined) rank.world.dependsOnDtype = true
  const dtype = region.dtype ?? rank.setting.dtype
  return dtype === 'float32' ? undefined : dtype
}

export function* forward(rank: Rank, action: Of<'forward'>): Running {
  const model = rank.get('model', action.of)
  const batch = rank.get('batch', action.on)
  yield* gatherParameters(rank, model)
  const { device } = model.core
  if (batch.device !== device && model.wrappedBy('dp', 'ddp') === undefined)
    rank.stop(
      `RuntimeError: Expected all tensors to be on the same device, but found at least two devices, ${device} and ${batch.device}!`,
    )
  const precision = autocastOn(rank, device) ?? 'float32'
  const weights = model.core.flat.slice()
  const activations = forwardThrough(weights, batch.examples, model.core.training, precision)
  const record = {
    at: rank.at,
    epoch: rank.epoch,
    examples: batch.examples,
    loader: batch.loader,
    dropout: model.core.training,
    precision,
    inRegion: rank.autocast.length > 0,
    trained: false,
  }
  rank.trace.forwards.push(record)
  rank.lastModel = model
  const outputs: Outputs = { kind: 'outputs', activations, model, record, differentiable: rank.gradients }
  rank.things.set(action.as ?? 'outputs', outputs)
}

export function loss(rank: Rank, action: LossAction): void {
  const outputs = rank.get('outputs', action.of)
  const { activations, model, record } = outputs
  const inAutocast = autocastOn(rank, model.core.device) !== undefined
  const precision: Precision = inAutocast || action.upcast === true ? 'float32' : activations.precision
  const reduction = action.reduction ?? 'mean'
  const entropy = crossEntropy(activations, precision, reduction)
  const rows = activations.examples.length
  record.loss = reduction === 'mean' ? entropy.value : entropy.value / rows
  record.lossPrecision = precision
  record.lossInFloat32 = () =>
    precision === 'float32' && reduction === 'mean' ? entropy.value : crossEntropy(activations, 'float32', 'mean').value
  record.lossAt = rank.at
  record.lossWithoutDropout = () => {
    if (!activations.dropout && reduction === 'mean') return entropy.value
    const sober = forwardThrough(activations.weights, activations.examples, false, activations.precision)
    return crossEntropy(sober, precision, 'mean').value
  }
  const isVector = action.inModel === true && model.wrappedBy('dp') !== undefined && rank.setting.ranks > 1
  rank.things.set(action.as ?? 'loss', { kind: 'loss', outputs, value: entropy.value, entropy, factors: [], precision, isVector })
}

/** Another loss: this one times a factor, in its own precision, or in float32 as a scaler does it. */
export function multiplied(of: Loss, by: number, precision: Precision = of.precision): Loss {
  return {
    ...of,
    value: round(of.value * by, precision),
    factors: [...of.factors, { by, precision: of.precision }],
    precision,
  }
}

export function divided(rank: Rank, { of, by, reduces }: Of<'divide loss'>): Loss {
  const whole = rank.get('loss', of)
  return { ...multiplied(whole, 1 / rank.number(by).value), isVector: whole.isVector && reduces !== true }
}

export function* backward(rank: Rank, action: Of<'backward'>): Running {
  const { outputs, entropy, factors, isVector } = rank.get('loss', action.of)
  const { record, model, activations, differentiable } = outputs
  if (isVector) rank.stop('RuntimeError: grad can be implicitly created only for scalar outputs')
  if (!differentiable) rank.stop('RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn')
  if (record.trained) rank.stop('RuntimeError: Trying to backward through the graph a second time')
  record.trained = true
  const ofLoss = factors.toReversed().reduce((gradient, { by, precision }) => round(gradient * by, precision), 1)
  const gradient = backwardThrough(activations, entropy.gradient(ofLoss))
  const isFirst = rank.fresh.length === 0
  const leftOver = isFirst && model.chain.some((each) => gradientOf(each)?.some((x) => x !== 0) === true)
  rank.fresh.push(...activations.examples)
  const shared = model.chain.every((each) => !rank.unsynchronised.has(each))
  rank.trace.backwards.push({
    at: rank.at,
    epoch: rank.epoch,
    factor: factors.reduce((product, { by }) => product * by, 1),
    leftOver,
    finite: gradient.every((x) => Number.isFinite(x)),
    exchanged: shared && model.wrappedBy('ddp', 'fsdp1', 'fsdp2') !== undefined,
  })
  const sharded = model.wrappedBy('fsdp1', 'fsdp2')
  if (sharded === undefined) {
    accumulate(model, gradient)
    const replicated = model.wrappedBy('ddp')
    if (replicated !== undefined && shared)
      accumulateInstead(model, yield* rank.collective('mean', gradientOf(model) ?? gradient))
    return
  }
  const pending = sharded.pending
  sharded.pending = pending === undefined ? gradient : gradient.map((x, i) => x + (pending[i] ?? 0))
  if (!shared) return
  const mean = yield* rank.collective('mean', sharded.pending)
  sharded.pending = undefined
  const size = mean.length / rank.world.size
  accumulate(sharded, mean.subarray(rank.index * size, (rank.index + 1) * size))
}

function accumulate({ parameters }: Model, flat: Float64Array): void {
  let offset = 0
  for (const parameter of parameters) {
    const { value, gradient } = parameter
    const own = flat.slice(offset, offset + value.length)
    parameter.gradient = gradient === undefined ? own : own.map((x, i) => x + (gradient[i] ?? 0))
    offset += value.length
  }
}

function accumulateInstead(model: Model, flat: Float64Array): void {
  for (const parameter of model.parameters) parameter.gradient = undefined
  accumulate(model, flat)
}

/** All gradients in a row; nothing if no parameter has one. */
export function gradientOf({ parameters }: Pick<Model, 'parameters'>): Float64Array | undefined {
  if (parameters.every(({ gradient }) => gradient === undefined)) return undefined
  const all = new Float64Array(parameters.reduce((sum, { value }) => sum + value.length, 0))
  let offset = 0
  for (const { value, gradient } of parameters) {
    if (gradient !== undefined) all.set(gradient, offset)
    offset += value.length
  }
  return all
}

export function* clip(rank: Rank, action: ClipAction): Running {
  const model = rank.get('model', action.of)
  const sharded = model.wrappedBy('fsdp1', 'fsdp2')
  if (action.by === 'model' && model.wrapper !== 'fsdp1')
    rank.stop(
      `AttributeError: '${model.wrapper === 'ddp' ? 'DistributedDataParallel' : 'GPT2'}' object has no attribute 'clip_grad_norm_'`,
    )
  let seen = norm(gradientOf(model) ?? [])
  const sees = action.by === 'model' || sharded?.wrapper === 'fsdp2'
  if (sharded !== undefined && sees)
    seen = Math.sqrt((yield* rank.collective('sum', Float64Array.of(seen * seen), false))[0] ?? NaN)
  const maxNorm = rank.number(action.maxNorm).value
  const coefficient = maxNorm / (seen + 1e-6)
  const factor = coefficient > 1 ? 1 : coefficient
  for (const { gradient } of model.parameters) gradient?.forEach((x, i) => (gradient[i] = x * factor))
  rank.lastNorm = seen
  const { at, epoch } = rank
  const before = model.core.flat.slice()
  const unscaled = isUnscaled(rank)
  rank.trace.clips.push({
    at,
    epoch,
    seen,
    maxNorm,
    updates: rank.trace.updates.length,
    fresh: [...rank.fresh],
    before,
    unscaled,
  })
}

function isUnscaled({ things }: Rank): boolean {
  const all = [...things.values()]
  const optimizers = all.filter((thing) => thing instanceof Optimizer)
  return all.every((thing) => !(thing instanceof Scaler) || optimizers.every((optimizer) => !thing.needsUnscale(optimizer)))
}

export function* scalerStep(rank: Rank, action: Of<'scaler step'>): Running {
  const scaler = rank.scaler(action.with)
  const optimizer = rank.optimizer(action.of)
  if (scaler.needsUnscale(optimizer)) yield* unscale(rank, { do: 'unscale', ...keys(action) })
  const may = rank.guarded(() => scaler.mayStep(optimizer))
  update(rank, optimizer, 'scaler', !may)
}

function keys({ with: scaler, of }: Of<'scaler step'>) {
  return { ...(scaler === undefined ? {} : { with: scaler }), ...(of === undefined ? {} : { of }) }
}

export function* unscale(rank: Rank, action: Of<'unscale'>): Running {
  const scaler = rank.scaler(action.with)
  const optimizer = rank.optimizer(action.of)
  const found = rank.guarded(() => scaler.unscale(optimizer))
  const model = rank.lastModel
  // fsdp2's tensors share the flag by themselves; ddp's gradients are the same on all ranks
  if (!scaler.enabled || model?.wrappedBy('fsdp1', 'fsdp2') === undefined) return
  if (!scaler.sharded && model.wrappedBy('fsdp1') !== undefined) return
  const sum = yield* rank.collective('sum', Float64Array.of(found ? 1 : 0), false)
  scaler.share(optimizer, (sum[0] ?? 0) > 0)
}

/** The optimizer's move, and the record of it. */
export function update(rank: Rank, optimizer: Optimizer, by: 'optimizer' | 'scaler', skipped: boolean): void {
  const model = rank.lastModel
  const before = model?.core.flat.slice() ?? new Float64Array()
  const gradient = gradientOf(optimizer)
  if (!skipped) optimizer.step()
  const fresh: Drawn[] = rank.fresh
  rank.fresh = []
  const own = model?.wrappedBy('fsdp1', 'fsdp2') ?? model
  rank.trace.updates.push({
    at: rank.at,
    epoch: rank.epoch,
    by,
    skipped,
    counter: optimizer.counter,
    rate: optimizer.rate,
    fresh,
    before,
    gradient: gradient === undefined ? undefined : gradient.slice(),
    sharesParameters: own === undefined || own.parameters.every((each) => optimizer.parameters.includes(each)),
  })
}
