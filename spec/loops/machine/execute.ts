/** Runs a program on one rank, step by step. */
import { act, type Leave } from './actions.ts'
import { passOver } from './data.ts'
import { limits, kindOfRepeat } from './limits.ts'
import type { Rank } from './rank.ts'
import type { Running } from './world.ts'
import type { Block, Program } from '../vocabulary.ts'

export function* execute(rank: Rank, program: Program): Running<Leave> {
  for (const step of program) {
    rank.at = step.at ?? rank.at
    const leave = 'body' in step ? yield* block(rank, step) : yield* act(rank, step)
    if (leave !== undefined) return leave
  }
  return undefined
}

function* block(rank: Rank, step: Block): Running<Leave> {
  switch (step.do) {
    case 'repeat':
      return yield* repeat(rank, step)
    case 'while': {
      for (let pass = 0; pass < limits.iterations && rank.number(step.test).value !== 0; pass += 1) {
        rank.depth += 1
        const leave = yield* execute(rank, step.body)
        rank.depth -= 1
        if (leave === 'break') break
        if (leave === 'stop') return leave
      }
      return undefined
    }
    case 'when': {
      const body = rank.number(step.test).value === 0 ? (step.otherwise ?? []) : step.body
      return yield* execute(rank, body)
    }
    case 'batches':
      return yield* batches(rank, step)
    case 'micro steps':
      return yield* microSteps(rank, step)
    case 'autocast': {
      const enabled = step.enabled === undefined || rank.number(step.enabled).value !== 0
      rank.autocast.push({ device: step.device ?? 'cuda', dtype: step.dtype, enabled })
      const leave = yield* execute(rank, step.body)
      rank.autocast.pop()
      return leave
    }
    case 'no sync': {
      const model = rank.get('model', step.of)
      if (model.wrapper !== 'ddp' && model.wrapper !== 'fsdp1' && model.wrapper !== 'fsdp2')
        rank.stop(`AttributeError: '${model.wrapper === 'dp' ? 'DataParallel' : 'GPT2'}' object has no attribute 'no_sync'`)
      const off = step.unless === undefined || rank.number(step.unless).value === 0
      rank.synchronise(model, !off)
      const leave = yield* execute(rank, step.body)
      rank.synchronise(model, true)
      return leave
    }
    default: {
      const before = rank.gradients
      rank.gradients = false
      const leave = yield* execute(rank, step.body)
      rank.gradients = before
      return leave
    }
  }
}

function* repeat(rank: Rank, step: Extract<Block, { do: 'repeat' }>): Running<Leave> {
  const kind = kindOfRepeat(step)
  const from = rank.number(step.from ?? 0).value
  const until = Math.min(rank.number(step.until).value, limits[kind])
  for (let index = from; index < until; index += 1) {
    if (kind === 'epochs') {
      rank.epoch = index
      rank.trace.epochsBegun.push(index)
    }
    if (step.index !== undefined) rank.numbers.set(step.index, { value: index })
    if (kind === 'iterations') rank.depth += 1
    const leave = yield* execute(rank, step.body)
    if (kind === 'iterations') rank.depth -= 1
    if (leave === 'break') break
    if (leave === 'stop') return leave
  }
  return undefined
}

function* batches(rank: Rank, step: Extract<Block, { do: 'batches' }>): Running<Leave> {
  const loader = rank.get('loader', step.of)
  const shuffled = loader.sampler?.shuffle ?? loader.shuffle
  let number = 0
  for (const rows of passOver(rank, loader)) {
    rank.trace.draws.push({ at: rank.at, epoch: rank.epoch, loader: loader.name, shuffled, unseen: loader.unseen, rows })
    const examples = rows.map((row) => ({ row, epoch: rank.epoch }))
    rank.things.set(step.as ?? 'batch', { kind: 'batch', loader: loader.name, examples, device: 'cpu' })
    if (step.index !== undefined) rank.numbers.set(step.index, { value: number })
    rank.depth += 1
    const leave = yield* execute(rank, step.body)
    rank.depth -= 1
    number += 1
    if (leave === 'break') break
    if (leave === 'stop') return leave
  }
  return undefined
}

function* microSteps(rank: Rank, step: Extract<Block, { do: 'micro steps' }>): Running<Leave> {
  const batch = rank.get('batch', step.of)
  const parts = rank.number(step.parts).value
  const size = Math.ceil(batch.examples.length / parts)
  for (let part = 0; part * size < batch.examples.length; part += 1) {
    const examples = batch.examples.slice(part * size, (part + 1) * size)
    rank.things.set(step.as ?? 'micro', { ...batch, examples })
    if (step.index !== undefined) rank.numbers.set(step.index, { value: part })
    const leave = yield* execute(rank, step.body)
    if (leave === 'break') break
    if (leave === 'stop') return leave
  }
  return undefined
}
