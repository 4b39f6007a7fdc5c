/** The laws of loops on the correct loop, on every small edit of it, and on named faults: each with its number. */
import { describe, expect, test } from 'vitest'
import { correctProgram, loopOf } from './correct.ts'
import { changed, editsOf } from './edits.ts'
import { brokenBy } from './judge.ts'
import { intentOf } from './laws/intent.ts'
import { resultOf, sameResult } from './result.ts'
import { run } from './run.ts'
import type { Setting } from './setting.ts'
import { allSteps, type Program, type Step } from './vocabulary.ts'

const correct = loopOf(correctProgram)
const edits = editsOf(correctProgram)

const strategies = [
  ['single', 1],
  ['ddp', 2],
  ['ddp', 4],
  ['fsdp', 2],
  ['fsdp', 4],
] as const
const settings = strategies.flatMap(([strategy, ranks]) =>
  (['float32', 'float16', 'bfloat16'] as const).map((dtype): Setting => ({ strategy, ranks, device: 'gpu', dtype })),
)

describe('the correct loop', () => {
  test.each(settings)('breaks no law: $strategy, $ranks ranks, $dtype', (setting) => {
    const trace = run(correct, setting)
    expect(trace.faults).toEqual([])
    expect(brokenBy(correct, trace, intentOf(trace))).toEqual([])
    expect(trace.ranks[0]?.updates.length).toBe(8)
  })

  test('comes to the same parameters whether they are sharded or not', () => {
    for (const ranks of [2, 4]) {
      const [ddp, fsdp] = (['ddp', 'fsdp'] as const).map((strategy) =>
        run(correct, { strategy, ranks, device: 'gpu', dtype: 'float32' }),
      )
      const apart = ddp?.ranks[0]?.parameters.map((x, i) => Math.abs(x - (fsdp?.ranks[0]?.parameters[i] ?? NaN)))
      // sums over shards are taken in the same order
      expect(Math.max(...(apart ?? [NaN]))).toBeLessThan(1e-12)
    }
  })

  test('clips some gradients and leaves others, and its scale grows', () => {
    const { clips, scales } =
      run(correct, { strategy: 'single', ranks: 1, device: 'gpu', dtype: 'float16' }).ranks[0] ?? expect.fail()
    expect(clips.some(({ seen, maxNorm }) => seen > maxNorm)).toBe(true)
    expect(scales.at(-1)?.scale).toBe(4 * 65_536)
  })
})

describe.each([
  ['single', 1],
  ['ddp', 2],
  ['fsdp', 2],
] as const)('every deletion, doubling and swap of neighbours, %s on %i ranks', (strategy, ranks) => {
  // In float32, which stands for exact arithmetic: in half precision what is smaller than rounding cannot be told
  const setting: Setting = { strategy, ranks, device: 'gpu', dtype: 'float32' }
  const right = run(correct, setting)
  const [result, intent] = [resultOf(right), intentOf(right)]
  const judged = edits.map(({ name, program }) => {
    const loop = loopOf(program)
    const trace = run(loop, setting)
    return { name, changes: !sameResult(resultOf(trace), result), broken: brokenBy(loop, trace, intent) }
  })

  test('is found if it changes the result', () => {
    expect(judged.filter(({ changes, broken }) => changes && broken.length === 0).map(({ name }) => name)).toEqual([])
    expect(judged.filter(({ changes }) => changes).length).toBeGreaterThan(70)
  })

  test('is not complained about if it changes nothing', () => {
    expect(judged.filter(({ changes, broken }) => !changes && broken.length > 0).map(({ name }) => name)).toEqual([])
    expect(judged.filter(({ changes }) => !changes).length).toBeGreaterThan(50)
  })
})

test('in half precision no edit that changes nothing is complained about', () => {
  for (const dtype of ['float16', 'bfloat16'] as const) {
    const setting: Setting = { strategy: 'single', ranks: 1, device: 'gpu', dtype }
    const right = run(correct, setting)
    const [result, intent] = [resultOf(right), intentOf(right)]
    const alarms = edits.filter(({ program }) => {
      const loop = loopOf(program)
      const trace = run(loop, setting)
      return sameResult(resultOf(trace), result) && brokenBy(loop, trace, intent).length > 0
    })
    expect(alarms.map(({ name }) => name)).toEqual([])
  }
})

const without = (what: Step['do']) => changed(correctProgram, (step) => (step.do === what ? [] : undefined))
const replaced = (what: Step['do'], by: (step: Step) => readonly Step[]) =>
  changed(correctProgram, (step) => (step.do === what ? by(step) : undefined))

/** Named faults: what is wrong, the changed loop, where it shows, the law, and what the law says of it. */
const faults: readonly (readonly [string, Program, Setting['strategy'], string, string])[] = [
  ['set_epoch is dropped', without('set epoch'), 'ddp', 'loop.order-changes-by-epoch', 'of 96: expected "at most 48", got "96"'],
  [
    'no sampler',
    changed(correctProgram, (step) =>
      step.do === 'loader' && step.sampler === 'sampler'
        ? [{ do: 'loader', of: 'train', as: 'loader', batch: 8, shuffle: true, dropLast: true }]
        : undefined,
    ),
    'ddp',
    'loop.ranks-share-the-data',
    'among the 384 that 2 ranks draw in an epoch: expected 384, got 192',
  ],
  [
    'clip before unscale',
    changed(correctProgram, (step) => (step.do === 'unscale' ? [] : undefined)),
    'single',
    'loop.clip-sees-the-true-norm',
    'expected 1, got 65540',
  ],
  ['clip is forgotten', without('clip'), 'single', 'loop.updates-follow-the-mean-gradient', 'expected 0, got 0.1133'],
  [
    'a scaler for every update',
    changed(correctProgram, (step) => (step.do === 'train mode' ? [step, { do: 'scaler', growthInterval: 3 }] : undefined)),
    'single',
    'loop.one-scaler',
    'expected 262144, got 131072',
  ],
  [
    'the optimizer steps twice',
    replaced('scaler update', (step) => [step, { do: 'optimizer step' }]),
    'single',
    'loop.one-update-a-gradient',
    'expected 8, got 16',
  ],
  [
    'DataParallel for DDP',
    changed(correctProgram, (step) =>
      step.do === 'wrap' ? [{ ...step, with: 'dp' }] : step.do === 'no sync' ? step.body : undefined,
    ),
    'ddp',
    'loop.ranks-exchange-gradients',
    'expected "at least 8", got "0"',
  ],
  ['zero_grad is forgotten', without('zero grad'), 'ddp', 'loop.gradients-start-at-zero', 'expected 0, got 7'],
  [
    'the loss is not divided',
    changed(correctProgram, (step) => (step.do === 'divide loss' ? [{ ...step, by: 1 }] : undefined)),
    'single',
    'loop.clip-sees-the-true-norm',
    'expected 1, got 3',
  ],
  ['evaluation without eval()', without('eval mode'), 'single', 'loop.evaluates-in-evaluation-mode', 'expected 24, got 0'],
  ['training without train()', without('train mode'), 'single', 'loop.trains-in-training-mode', 'expected 24, got 12'],
  [
    'gradients are never exchanged',
    changed(correctProgram, (step) => (step.do === 'no sync' ? [{ ...step, unless: 0 }] : undefined)),
    'ddp',
    'loop.ranks-agree',
    'expected 0, got 1',
  ],
  [
    'every rank saves',
    changed(correctProgram, (step) =>
      step.do === 'when' && [...allSteps(step.body)].some(({ do: what }) => what === 'save') ? step.body : undefined,
    ),
    'ddp',
    'loop.one-rank-writes',
    'expected 1, got 2',
  ],
  [
    'the wrapped names are saved',
    replaced('state dict', (step) => [{ ...step, full: false } as Step]),
    'ddp',
    'loop.saved-model-loads',
    '"module.fc.weight"',
  ],
  [
    'shards are saved',
    replaced('state dict', (step) => [{ ...step, full: false } as Step]),
    'fsdp',
    'loop.saved-model-loads',
    "each rank's shards",
  ],
  ['no seed', without('seed'), 'single', 'loop.luck-changes-nothing', 'expected "at most 0", got "0.'],
  [
    'the optimizer is not saved',
    replaced('save', (step) => [
      { ...step, what: { model: 'state', scaler: 'scaler', schedule: 'schedule', epoch: 'epoch' } } as Step,
    ]),
    'single',
    'loop.runs-can-be-resumed',
    'got ["optimizer"]',
  ],
  [
    'the group is not made',
    without('init group'),
    'ddp',
    'loop.wraps-can-be-made',
    'Default process group has not been initialized',
  ],
  ['all ranks on one GPU', without('set device'), 'ddp', 'loop.ranks-have-their-own-devices', 'expected 2, got 1'],
  [
    'the model is moved after the wrap',
    changed(correctProgram, (step) =>
      step.do === 'move' ? [] : step.do === 'optimizer' ? [{ do: 'move', to: 'cuda' }, step] : undefined,
    ),
    'ddp',
    'loop.wraps-can-be-made',
    'No backend type associated with device type cpu',
  ],
  [
    'the optimizer is made before the FSDP wrap',
    changed(correctProgram, (step) =>
      step.do === 'optimizer' ? [] : step.do === 'move' ? [step, { do: 'optimizer', rule: 'adamw', rate: 0.01 }] : undefined,
    ),
    'fsdp',
    'loop.runs-to-its-end',
    'No inf checks were recorded for this optimizer',
  ],
  [
    'clip by shards',
    changed(correctProgram, (step) => (step.do === 'wrap' && step.with === 'fsdp2' ? [{ ...step, with: 'fsdp1' }] : undefined)),
    'fsdp',
    'loop.clip-sees-the-true-norm',
    'acts at',
  ],
  [
    'the last loss is printed',
    changed(correctProgram, (step) =>
      step.do === 'set' && step.name === 'rows' && step.to !== 0
        ? [
            { do: 'set', name: 'rows', to: 1 },
            { do: 'set', name: 'total', to: { op: 'item', of: ['loss'] } },
          ]
        : undefined,
    ),
    'single',
    'loop.printed-loss-is-the-mean',
    'loss printed for epoch 1',
  ],
  [
    'the last batch is short and weighs as much',
    changed(correctProgram, (step) =>
      step.do === 'loader' && step.dropLast === true ? [{ ...step, dropLast: false }] : undefined,
    ),
    'single',
    'loop.updates-follow-the-mean-gradient',
    'update 4, by 17 examples',
  ],
]

describe('named faults', () => {
  test.each(faults)('%s', (_name, program, strategy, law, says) => {
    const setting: Setting = { strategy, ranks: strategy === 'single' ? 1 : 2, device: 'gpu', dtype: 'float32' }
    const loop = loopOf(program)
    const trace = run(loop, setting)
    const found = brokenBy(loop, trace, intentOf(run(correct, setting)))
    expect(found.find((each) => each.law.id === law)?.message ?? found.map((each) => each.message).join('\n')).toContain(says)
  })
})
