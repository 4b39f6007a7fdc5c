/** Ten forms of real loops, each with all laws that it breaks; and what is refused. */
import { describe, expect, test } from 'vitest'
import { found, on, sourceOf } from './loop-under-test.ts'
import { readLoop } from './read-loop.ts'

/** Forms of real loops: file, setting, all laws that it breaks, and something that they say. */
const forms = [
  ['three-scripts-single', on('single', 1, 'float32'), ['luck-changes-nothing'], 'no seed is set'],
  [
    'ddp-no-sampler',
    on('ddp', 2, 'float32'),
    [
      'wraps-can-be-made',
      'ranks-have-their-own-devices',
      'ranks-share-the-data',
      'printed-loss-is-the-mean',
      'one-rank-prints',
      'saved-model-loads',
      'one-rank-writes',
      'runs-can-be-resumed',
    ],
    'Duplicate GPU detected',
  ],
  [
    'amp-without-scaler',
    on('single', 1, 'float16'),
    ['names-are-defined', 'printed-loss-is-the-mean'],
    "name 'scaler' is not defined",
  ],
  [
    'wrapped-and-forgotten',
    on('ddp', 2, 'float16'),
    [
      'wraps-can-be-made',
      'wrappers-stand-alone',
      'ranks-have-their-own-devices',
      'ranks-share-the-data',
      'every-rate-is-positive',
      'printed-loss-is-the-mean',
      'one-rank-prints',
      'saved-model-loads',
      'one-rank-writes',
      'runs-can-be-resumed',
    ],
    "No module named 'fsdp'",
  ],
  ['accumulating-trainer', on('ddp', 2, 'float16'), ['runs-can-be-resumed'], 'got ["scaler"]'],
  ['spawned', on('ddp', 2, 'float32'), ['order-changes-by-epoch', 'one-rank-prints'], 'spawned.py:34:9'],
  ['windows', on('single', 1, 'float32'), [], ''],
  [
    'local-mean',
    on('ddp', 2, 'float32'),
    ['order-changes-by-epoch', 'printed-loss-is-the-mean', 'one-rank-prints'],
    'expected 1.281, got 0.6487',
  ],
  [
    'one-class',
    on('fsdp', 2, 'float32'),
    [
      'optimizer-holds-the-model',
      'ranks-share-the-data',
      'clip-sees-the-true-norm',
      'one-update-a-gradient',
      'gradients-start-at-zero',
      'updates-follow-the-mean-gradient',
      'printed-loss-is-the-mean',
    ],
    'expected all, got not all',
  ],
  [
    'two-runs-in-one',
    on('ddp', 2, 'float32'),
    [
      'wraps-can-be-made',
      'ranks-exchange-gradients',
      'ranks-have-their-own-devices',
      'ranks-share-the-data',
      'evaluates-in-evaluation-mode',
      'printed-loss-is-the-mean',
      'one-rank-prints',
      'one-rank-writes',
    ],
    'expected 24, got 0',
  ],
] as const

describe('forms of real loops', () => {
  test.each(forms)('%s', (name, setting, laws, says) => {
    const broken = found(readLoop(sourceOf(`loops/fixtures/${name}.py`), `${name}.py`), setting)
    expect([...broken.keys()].toSorted()).toEqual([...laws].toSorted())
    expect([...broken.values()].join('\n')).toContain(says)
  })
})

describe('what cannot be known', () => {
  test('is refused, with its place', () => {
    const loop = readLoop(sourceOf('loops/fixtures/unknowable.py'), 'unknowable.py')
    expect(() => loop.programFor(on('single', 1, 'float16'), 0)).toThrow('line 10, column 41: accelerator.prepare')
  })

  test.each([
    ['no Python', 'for in range(3):', 'line 1, column 5: expected Python'],
    [
      'a condition',
      'import torch\nfrom a import flag, Net\nm = Net()\nif flag.x.y(3) > 2:\n    m.train()\n',
      'whether flag.x.y(3) > 2 cannot be known',
    ],
  ])('%s', (_name, source, says) => {
    expect(() => readLoop(source, 'x.py').programFor(on('single', 1, 'float16'), 0)).toThrow(says)
  })

  test('is told where nothing depends on it', () => {
    const source = 'import torch\nfrom a import Net, watch\nmodel = Net()\nmodel.train()\nwatch(model)\n'
    const notes = readLoop(source, 'x.py').notesFor(on('single', 1, 'float16'), 0)
    expect(notes.map(({ at, message }) => `${at.line}:${at.column} ${message}`)).toEqual([
      '5:1 watch(model): not understood, taken as changing nothing',
    ])
  })
})
