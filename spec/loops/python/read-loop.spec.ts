/** Python loops: the submitted one with its figures, the correct one, and single lines of it changed. */
import { describe, expect, test } from 'vitest'
import { strategiesOf } from '../strategies.ts'
import { found, on, sourceOf } from './loop-under-test.ts'
import { readLoop } from './read-loop.ts'

describe('the submitted loop', () => {
  const loop = readLoop(sourceOf('sheets/submitted-loop.py'), 'submitted-loop.py')

  test('is understood line by line', () => {
    expect(loop.notesFor(on('fsdp', 2, 'float16'), 0)).toEqual([])
    expect(strategiesOf(loop)).toEqual(['single', 'ddp', 'fsdp'])
  })

  test('a float16 loss outside autocast overflows in every batch, and every parameter is NaN after the first', () => {
    const laws = found(loop, on('single', 1, 'float16'))
    expect(laws.get('loss-is-computed-in-float32')).toContain(
      'the scale 65536, of 24 (submitted-loop.py:53:16): expected 0, got 24',
    )
    expect(laws.get('one-update-a-gradient')).toContain('all parameters are NaN after update 1')
    expect(laws.get('one-update-a-gradient')).toContain(
      '(submitted-loop.py:61:16 and submitted-loop.py:63:19): expected 0, got 24',
    )
    expect(laws.get('scaler-steps-train')).toContain('got 0')
    expect(laws.get('scale-is-kept')).toContain('which left 32768 (submitted-loop.py:62:16): expected 32768, got 65536')
    expect(laws.get('clip-sees-the-true-norm')).toContain('no gradient is left')
  })

  test.each(['bfloat16', 'float32'] as const)('in %s every batch is stepped twice and the clip acts at 1/65536', (dtype) => {
    const laws = found(loop, on('single', 1, dtype))
    expect(laws.get('one-update-a-gradient')).toContain('expected 24, got 48')
    expect(laws.get('clip-sees-the-true-norm')).toMatch(/its threshold 1 acts at 0\.0000152\d/)
    expect(laws.get('one-scaler')).toContain(
      'as 24 scalers are made and each begins at 65536 (submitted-loop.py:56:16): expected 24, got 1',
    )
    expect(laws.has('loss-is-computed-in-float32')).toBe(dtype === 'bfloat16')
    expect(laws.has('gradients-stay-finite')).toBe(false)
  })

  test('on a CPU scaler and autocast turn themselves off; the second step stays', () => {
    const laws = found(loop, on('single', 1, 'float16', 'cpu'))
    expect(laws.get('autocast-works')).toContain('expected 24, got 0')
    expect(laws.get('one-update-a-gradient')).toContain('expected 24, got 48')
    expect(laws.has('clip-sees-the-true-norm')).toBe(false)
  })

  test('as two processes it exchanges nothing, draws everything twice, shares a GPU, and saves the wrapped names', () => {
    const laws = found(loop, on('ddp', 2, 'float32'))
    expect(laws.get('ranks-exchange-gradients')).toContain('(submitted-loop.py:19:13): expected at least 46, got 0')
    expect(laws.get('ranks-share-the-data')).toContain('expected 356, got 178')
    expect(laws.get('ranks-have-their-own-devices')).toContain('expected 2, got 1')
    expect(laws.get('saved-model-loads')).toContain('having "module.fc.weight"')
    expect(laws.get('one-rank-writes')).toContain('expected 1, got 2')
    expect(laws.get('one-rank-prints')).toContain('expected 1, got 2')
    expect(laws.get('imported-wrappers-are-used')).toContain('(submitted-loop.py:5:1)')
  })

  test('under FSDP it ends at the import and at the wrap, and before at names that are not defined', () => {
    const laws = found(loop, on('fsdp', 2, 'float32'))
    expect(laws.get('wraps-can-be-made')).toContain("No module named 'fsdp'")
    expect(laws.get('wraps-can-be-made')).toContain('Default process group has not been initialized')
    for (const name of ['GPT2', 'rDataset', 'fsdp_available', 'your_loss_function'])
      expect(laws.get('names-are-defined')).toContain(`name '${name}' is not defined`)
  })
})

const key = sourceOf('sheets/key-loop.py')

test.each([
  on('single', 1, 'float16'),
  on('single', 1, 'float16', 'cpu'),
  on('ddp', 2, 'float16'),
  on('ddp', 4, 'float16'),
  on('fsdp', 2, 'float16'),
  on('fsdp', 4, 'float16', 'cpu'),
])('the correct loop breaks no law: $strategy, $ranks ranks, $device', (setting) => {
  const loop = readLoop(key, 'key-loop.py')
  expect(loop.notesFor(setting, 0)).toEqual([])
  expect(Object.fromEntries(found(loop, setting))).toEqual({})
})

/** One line of the correct loop changed: what, from, to, where it shows, and the law. */
const slips = [
  ['set_epoch is dropped', '        train_sampler.set_epoch(epoch)\n', '', on('ddp', 2, 'float16'), 'order-changes-by-epoch'],
  [
    'the step is made twice',
    '                scaler.update()\n',
    '                scaler.update()\n                optimizer.step()\n',
    on('single', 1, 'float16'),
    'one-update-a-gradient',
  ],
  [
    'zero_grad is dropped',
    '                optimizer.zero_grad(set_to_none=True)\n',
    '',
    on('single', 1, 'float16'),
    'updates-follow-the-mean-gradient',
  ],
  [
    'the loss is not divided',
    'scaler.scale(loss / ACCUMULATE)',
    'scaler.scale(loss)',
    on('single', 1, 'float16'),
    'clip-sees-the-true-norm',
  ],
  ['eval() is dropped', '    model.eval()\n', '', on('single', 1, 'float16'), 'evaluates-in-evaluation-mode'],
  ['train() after evaluation is dropped', '    model.train()\n    return', '    return', on('single', 1, 'float16'), undefined],
  [
    'no_sync on every part',
    'if args.mode == "ddp" and not last else',
    'if args.mode == "ddp" else',
    on('ddp', 2, 'float16'),
    'ranks-agree',
  ],
  [
    'sums stay local',
    '            dist.all_reduce(rows)\n        validation',
    '        validation',
    on('ddp', 2, 'float16'),
    'printed-loss-is-the-mean',
  ],
  ['every rank saves', '        if rank == 0:\n', '        if True:\n', on('ddp', 2, 'float16'), 'one-rank-writes'],
  [
    'the wrapped state is saved',
    'state = get_model_state_dict(raw, options=StateDictOptions(full_state_dict=True, cpu_offload=True))',
    'state = model.state_dict()',
    on('ddp', 2, 'float16'),
    'saved-model-loads',
  ],
  [
    'rank 0 alone asks for the state',
    '        state = get_model_state_dict',
    '        if rank == 0: state = get_model_state_dict',
    on('fsdp', 2, 'float16'),
    'runs-to-its-end',
  ],
  [
    'the optimizer is made before the shards',
    '    if args.mode == "ddp":\n        model = DDP',
    '    optimizer = torch.optim.AdamW(model.parameters())\n    if args.mode == "ddp":\n        model = DDP',
    on('fsdp', 2, 'float16'),
    undefined,
  ],
  [
    'shuffle beside the sampler',
    'sampler=train_sampler, drop_last=True',
    'sampler=train_sampler, shuffle=True',
    on('ddp', 2, 'float16'),
    'runs-to-its-end',
  ],
  [
    'the schedule steps at every batch',
    '                schedule.step()\n',
    '            schedule.step()\n',
    on('single', 1, 'float16'),
    'rate-follows-the-schedule',
  ],
  ['the short batch is kept', ', drop_last=True', '', on('single', 1, 'float32'), 'updates-follow-the-mean-gradient'],
] as const

describe('one line of the correct loop changed', () => {
  test.each(slips)('%s', (_name, from, to, setting, law) => {
    expect(key.split(from)).toHaveLength(2)
    const laws = found(readLoop(key.replace(from, to), 'key-loop.py'), setting)
    if (law === undefined) expect(Object.fromEntries(laws)).toEqual({})
    else expect([...laws.keys()]).toContain(law)
  })
})
