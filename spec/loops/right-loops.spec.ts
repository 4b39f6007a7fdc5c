/** Right loops that differ from the correct one: no law complains about any of them. */
import { describe, expect, test } from 'vitest'
import { correctProgram, loopOf } from './correct.ts'
import { changed } from './edits.ts'
import { brokenBy } from './judge.ts'
import { run } from './run.ts'
import type { Setting } from './setting.ts'
import type { Program, Step } from './vocabulary.ts'

const each = (what: Step['do'], by: (step: Step) => readonly Step[]): Program =>
  changed(correctProgram, (step) => (step.do === what ? by(step) : undefined))

/** Name, loop, and where it is run. */
const right: readonly (readonly [string, Program, readonly Setting['strategy'][]])[] = [
  [
    'the optimizer is built before the DDP wrap, which keeps the parameters',
    changed(correctProgram, (step) =>
      step.do === 'optimizer' ? [] : step.do === 'move' ? [step, { do: 'optimizer', rule: 'adamw', rate: 0.01 }] : undefined,
    ),
    ['single', 'ddp'],
  ],
  [
    'FSDP1, with its own clip and a sharded scaler',
    changed(correctProgram, (step) => {
      if (step.do === 'wrap' && step.with === 'fsdp2') return [{ ...step, with: 'fsdp1' }]
      return step.do === 'clip' ? [{ ...step, by: 'model' }] : undefined
    }),
    ['fsdp'],
  ],
  [
    'FSDP1 that keeps the parameters of an optimizer that was built before',
    changed(correctProgram, (step) => {
      if (step.do === 'optimizer') return []
      if (step.do === 'move') return [step, { do: 'optimizer', rule: 'adamw', rate: 0.01 }]
      if (step.do === 'wrap' && step.with === 'fsdp2') return [{ ...step, with: 'fsdp1', keepsParameters: true }]
      return step.do === 'clip' ? [{ ...step, by: 'model' }] : undefined
    }),
    ['fsdp'],
  ],
  [
    'gradients are exchanged at every part',
    changed(correctProgram, (step) => (step.do === 'no sync' ? step.body : undefined)),
    ['ddp', 'fsdp'],
  ],
  ['no clip at all', each('clip', () => []), ['single', 'ddp', 'fsdp']],
  [
    'no scaler, in bfloat16',
    changed(correctProgram, (step) => {
      if (step.do === 'autocast') return [{ ...step, dtype: 'bfloat16' }]
      if (step.do === 'scaler' || step.do === 'scale' || step.do === 'unscale' || step.do === 'scaler update') return []
      if (step.do === 'backward') return [{ ...step, of: 'part' }]
      if (step.do === 'scaler step') return [{ do: 'optimizer step' }]
      return step.do === 'save'
        ? [{ ...step, what: { model: 'state', optimizer: 'optimizer', schedule: 'schedule', epoch: 'epoch' } }]
        : undefined
    }),
    ['single', 'ddp', 'fsdp'],
  ],
  [
    'SGD with momentum',
    each('optimizer', () => [{ do: 'optimizer', rule: 'sgd', rate: 0.1, momentum: 0.9 }]),
    ['single', 'ddp', 'fsdp'],
  ],
  [
    'the loss is summed up by batches of one size',
    changed(correctProgram, (step) => {
      if (step.do !== 'set' || step.to === 0) return undefined
      if (step.name === 'total') return [{ ...step, to: { op: '+', of: ['total', { op: 'item', of: ['loss'] }] } }]
      return step.name === 'rows' ? [{ ...step, to: { op: '+', of: ['rows', 1] } }] : undefined
    }),
    ['single', 'ddp', 'fsdp'],
  ],
]

describe.each(right)('%s', (_name, program, strategies) => {
  test.each(
    strategies.flatMap(
      (strategy) =>
        (strategy === 'single'
          ? [[strategy, 1]]
          : [
              [strategy, 2],
              [strategy, 4],
            ]) as [Setting['strategy'], number][],
    ),
  )('%s on %i ranks', (strategy, ranks) => {
    for (const dtype of ['float32', 'float16', 'bfloat16'] as const) {
      const loop = loopOf(program)
      const trace = run(loop, { strategy, ranks, device: 'gpu', dtype })
      expect(brokenBy(loop, trace).map(({ law, message }) => `${law.id}: ${message}`)).toEqual([])
      expect(trace.ranks[0]?.updates.length).toBeGreaterThan(0)
    }
  })
})
