/** One action of a program, done on one rank. */
import { firstRow, newLoader, newSampler } from './data.ts'
import { load, log, save, stateOf } from './file-steps.ts'
import { build, move, resolveDevice, unwrap, wrap } from './model-steps.ts'
import { Optimizer } from './optimizer.ts'
import { Random } from './random.ts'
import { Scaler } from './scaler.ts'
import { backward, clip, divided, forward, loss, multiplied, scalerStep, unscale, update } from './train-steps.ts'
import { Model, type Schedule } from './things.ts'
import type { Rank } from './rank.ts'
import type { Running } from './world.ts'
import type { Block, OptimizerAction, ScalerAction, ScheduleAction, Step } from '../vocabulary.ts'

/** What ends a program before its last step. */
export type Leave = 'break' | 'continue' | 'stop' | undefined

export function* act(rank: Rank, step: Exclude<Step, Block>): Running<Leave> {
  const { at } = rank
  const { epoch } = rank
  switch (step.do) {
    case 'seed':
      rank.seed = new Random(rank.number(step.value).value * 2_654_435 + 17).state
      break
    case 'init group':
      if (rank.hasGroup) rank.stop('ValueError: trying to initialize the default process group twice!')
      rank.hasGroup = true
      rank.backend = step.backend
      yield* rank.collective('init', new Float64Array(), false)
      break
    case 'destroy group':
      if (!rank.hasGroup) rank.stop('ValueError: Default process group has not been initialized')
      rank.hasGroup = false
      break
    case 'barrier':
      yield* rank.collective('barrier', new Float64Array(), false)
      break
    case 'set device':
      rank.device = rank.number(step.index).value
      resolveDevice(rank, `cuda:${rank.device}`)
      break
    case 'build':
      build(rank, step)
      break
    case 'move':
      move(rank, step)
      break
    case 'wrap':
      yield* wrap(rank, step)
      break
    case 'unwrap':
      unwrap(rank, step)
      break
    case 'train mode':
    case 'eval mode':
      rank.get('model', step.of).core.training = step.do === 'train mode'
      break
    case 'optimizer':
      rank.things.set(step.as ?? 'optimizer', optimizer(rank, step))
      rank.trace.optimizers.push({ at, epoch })
      break
    case 'schedule':
      rank.things.set(step.as ?? 'schedule', schedule(rank, step))
      break
    case 'schedule step': {
      const stepped = rank.get('schedule', step.of)
      stepped.count += 1
      rank.trace.scheduleSteps += 1
      setRate(rank, stepped)
      break
    }
    case 'set rate':
      rank.optimizer(step.of).rate = rank.number(step.to).value
      break
    case 'scaler':
      rank.things.set(step.as ?? 'scaler', scaler(rank, step))
      rank.scalersMade += 1
      break
    case 'data set': {
      const name = step.as ?? 'data set'
      rank.things.set(name, { kind: 'data set', name, first: firstRow(name) })
      break
    }
    case 'sampler':
      rank.things.set(step.as ?? 'sampler', newSampler(rank, step))
      break
    case 'loader':
      rank.things.set(step.as ?? 'loader', newLoader(rank, step))
      break
    case 'set epoch':
      rank.get('sampler', step.of).epoch = rank.number(step.to).value
      break
    case 'draw': {
      const { first } = rank.get('data set', step.of)
      const rows = Array.from({ length: rank.number(step.size ?? 8).value }, () => first + (rank.random.next() % 512))
      rank.trace.draws.push({ at, epoch, loader: step.of ?? 'data set', shuffled: true, unseen: false, rows })
      const examples = rows.map((row) => ({ row, epoch }))
      rank.things.set(step.as ?? 'batch', { kind: 'batch', loader: step.of ?? 'data set', examples, device: 'cpu' })
      break
    }
    case 'move batch':
      rank.get('batch', step.of).device = resolveDevice(rank, step.to)
      break
    case 'same': {
      const thing = rank.things.get(step.of)
      if (thing === undefined) rank.numbers.set(step.as, rank.number(step.of))
      else rank.things.set(step.as, thing)
      break
    }
    case 'sync':
      rank.synchronise(rank.get('model', step.of), rank.number(step.on).value !== 0)
      break
    case 'zero grad':
      zeroGradient(rank, step.of ?? 'optimizer')
      rank.trace.zeros.push({ at, epoch })
      break
    case 'forward':
      yield* forward(rank, step)
      break
    case 'loss':
      loss(rank, step)
      break
    case 'divide loss':
      rank.things.set(step.as ?? 'loss', divided(rank, step))
      break
    case 'scale': {
      const used = rank.scaler(step.with)
      const { enabled, growth, interval } = used
      rank.trace.scales.push({
        at,
        epoch,
        order: rank.tick(),
        scale: used.use(),
        growth,
        enabled,
        interval,
        made: rank.scalersMade,
      })
      const of = rank.get('loss', step.of)
      rank.things.set(step.as ?? 'scaled', enabled ? multiplied(of, used.scale, 'float32') : of)
      break
    }
    case 'backward':
      yield* backward(rank, step)
      break
    case 'unscale':
      yield* unscale(rank, step)
      break
    case 'clip':
      yield* clip(rank, step)
      break
    case 'optimizer step':
      update(rank, rank.optimizer(step.of), 'optimizer', false)
      break
    case 'scaler step':
      yield* scalerStep(rank, step)
      break
    case 'scaler update': {
      const updated = rank.scaler(step.with)
      rank.guarded(() => updated.update())
      const { scale, growth, enabled } = updated
      rank.trace.scalerUpdates.push({ at, epoch, order: rank.tick(), scale, growth, enabled })
      break
    }
    case 'set':
      rank.numbers.set(step.name, rank.number(step.to))
      break
    case 'all reduce': {
      const { value, ...rest } = rank.number(step.name)
      const [sum = NaN] = yield* rank.collective(step.by, Float64Array.of(value), false)
      rank.numbers.set(step.name, { ...rest, value: sum })
      break
    }
    case 'log':
      log(rank, step)
      break
    case 'record':
      rank.trace.metrics.push({ at, epoch, metric: step.metric })
      break
    case 'state dict':
      rank.things.set(step.as, yield* stateOf(rank, rank.get('model', step.of), step.full))
      break
    case 'save':
      yield* save(rank, step)
      break
    case 'load':
      load(rank, step)
      break
    case 'import':
      if (step.wraps !== undefined) rank.trace.imports.push({ wraps: step.wraps, at })
      break
    case 'fail':
      rank.fault(step.kind, step.message)
      break
    case 'break':
    case 'continue':
    case 'stop':
      return step.do
  }
  return undefined
}

function zeroGradient(rank: Rank, name: string): void {
  const thing = rank.things.get(name)
  if (thing instanceof Optimizer) thing.zeroGradient()
  else if (thing instanceof Model) for (const parameter of thing.parameters) parameter.gradient = undefined
  else rank.stop(`NameError: name '${name}' is not defined`)
}

function optimizer(rank: Rank, action: OptimizerAction): Optimizer {
  const model = rank.get('model', action.of)
  const number = (value: OptimizerAction['rate']): number | undefined =>
    value === undefined ? undefined : rank.number(value).value
  const numbers = { rate: number(action.rate), decay: number(action.weightDecay), momentum: number(action.momentum) ?? 0 }
  return new Optimizer(model.parameters, action.of ?? 'model', action, numbers)
}

function schedule(rank: Rank, action: ScheduleAction): Schedule {
  const made: Schedule = { kind: 'schedule', optimizer: rank.optimizer(action.of), factor: action.factor, count: 0 }
  setRate(rank, made)
  return made
}

function setRate(rank: Rank, { optimizer: of, factor, count }: Schedule): void {
  rank.numbers.set('count', { value: count })
  of.rate = of.baseRate * rank.number(factor).value
}

function scaler(rank: Rank, action: ScalerAction): Scaler {
  const runs = action.device === 'cpu' || rank.setting.device === 'gpu'
  return new Scaler({
    enabled: runs && (action.enabled === undefined || rank.number(action.enabled).value !== 0),
    initial: action.initial ?? 65_536,
    interval: action.growthInterval ?? 2000,
    sharded: action.sharded ?? false,
  })
}
