/** Softmax in WebAssembly text: over the columns up to the diagonal, its gradient, and the cross-entropy of rows of logits. */
import { combined, eachValue, localsOf, rewind, spread, start } from './wat-dialect.ts'
import { exponential, exponentialLocals } from './wat-exponential.ts'
import { add, count, func, load, mul, of, set, store, sub, when } from './wat-instructions.ts'

const lowest = -3.4028234663852886e38

/** Sets local `largest` to the largest of n values times `scale` at a pointer, which is left where it was. */
function largestOf(pointer: string, n: string): string {
  return [
    start('largest', lowest),
    eachValue([pointer], n, ({ op, set: write, load: read, unless }) => [
      write('v', op('mul', read(pointer), 'scale')),
      write('largest', unless('lt', 'largest', 'v')),
    ]),
    rewind(pointer, n),
    spread('largest', combined('max', 'largest')),
  ].join('\n')
}

/** Writes e^(scale x - largest) for n values from one pointer to another and sets both forms of `sum` to their sum; both are left where they were. */
function exponentials(from: string, to: string, n: string): string {
  return [
    start('sum', 0),
    eachValue([from, to], n, (form) => [
      ...exponential(form, 'v', form.op('sub', form.op('mul', form.load(from), 'scale'), 'largest')),
      form.store(to, 'v'),
      form.set('sum', form.op('add', 'sum', 'v')),
    ]),
    rewind(from, n),
    rewind(to, n),
    spread('sum', combined('add', 'sum')),
  ].join('\n')
}

const names = ['largest', 'sum', 'v', 'scale', ...exponentialLocals]

function causal(): string {
  const { i32, v128, f32 } = localsOf(names)
  return func(
    'causalSoftmax',
    ['s', 'p', 'g', 't', 'scale:f32'],
    { i32: [...i32, 'matrix', 'row', 'n'], v128, f32 },
    spread('scale', of('scale')),
    count(
      'matrix',
      0,
      'g',
      1,
      count(
        'row',
        0,
        't',
        1,
        set('n', add('row', 1)),
        largestOf('s', 'n'),
        exponentials('s', 'p', 'n'),
        eachValue(['p'], 'n', ({ op, load: read, store: write }) => [write('p', op('div', read('p'), 'sum'))]),
        // Beyond the diagonal.
        `(memory.fill ${of('p')} (i32.const 0) ${mul(4, sub('t', 'n'))})`,
        set('p', add('p', mul(4, sub('t', 'n')))),
        set('s', add('s', mul(4, 't'))),
      ),
    ),
  )
}

function causalBackward(): string {
  const { i32, v128, f32 } = localsOf(['sum', 'scale'])
  return func(
    'causalSoftmaxBackward',
    ['p', 'dp', 'ds', 'g', 't', 'scale:f32'],
    { i32: [...i32, 'matrix', 'row', 'n'], v128, f32 },
    spread('scale', of('scale')),
    count(
      'matrix',
      0,
      'g',
      1,
      count(
        'row',
        0,
        't',
        1,
        set('n', add('row', 1)),
        start('sum', 0),
        eachValue(['p', 'dp'], 'n', ({ op, set: write, load: read }) => [
          write('sum', op('add', 'sum', op('mul', read('p'), read('dp')))),
        ]),
        rewind('p', 'n'),
        rewind('dp', 'n'),
        spread('sum', combined('add', 'sum')),
        eachValue(['p', 'dp', 'ds'], 'n', ({ op, load: read, store: write }) => [
          write('ds', op('mul', op('mul', read('p'), op('sub', read('dp'), 'sum')), 'scale')),
        ]),
        `(memory.fill ${of('ds')} (i32.const 0) ${mul(4, sub('t', 'n'))})`,
        ...['p', 'dp', 'ds'].map((pointer) => set(pointer, add(pointer, mul(4, sub('t', 'n'))))),
      ),
    ),
  )
}

/**
 * Per row: the loss is largest + log(sum of e^(z - largest)) - z[target]; the gradient is the softmax, less 1 at the target,
 * times `factor`. `log` is the host's.
 */
function crossEntropy(): string {
  const { i32, v128, f32 } = localsOf(names)
  const atTarget = (pointer: string): string => add(pointer, mul(4, 'target'))
  return func(
    'crossEntropy',
    ['z', 'targets', 'losses', 'dz', 'm', 'v', 'factor:f32'],
    { i32: [...i32, 'row', 'target'], v128, f32 },
    spread('scale', '(f32.const 1)'),
    count(
      'row',
      0,
      'm',
      1,
      set('target', `(i32.load ${of('targets')})`),
      when(
        `(i32.lt_s ${of('target')} (i32.const 0))`,
        [
          store('losses', '(f32.const 0)'),
          `(memory.fill ${of('dz')} (i32.const 0) ${mul(4, 'v')})`,
          set('dz', add('dz', mul(4, 'v'))),
        ],
        [
          largestOf('z', 'v'),
          exponentials('z', 'dz', 'v'),
          store(
            'losses',
            `(f32.sub (f32.add (local.get $largest1) (f32.demote_f64 (call $log (f64.promote_f32 (local.get $sum1))))) ${load(atTarget('z'))})`,
          ),
          spread('sum', `(f32.div ${of('factor')} (local.get $sum1))`),
          eachValue(['dz'], 'v', ({ op, load: read, store: write }) => [write('dz', op('mul', read('dz'), 'sum'))]),
          store(atTarget(sub('dz', mul(4, 'v'))), `(f32.sub ${load(atTarget(sub('dz', mul(4, 'v'))))} ${of('factor')})`),
        ],
      ),
      set('z', add('z', mul(4, 'v'))),
      set('targets', add('targets', 4)),
      set('losses', add('losses', 4)),
    ),
  )
}

/** causalSoftmax(s, p, g, t, scale), causalSoftmaxBackward(p, dp, ds, g, t, scale), crossEntropy(z, targets, losses, dz, m, v, factor). */
export const softmaxFunctions = (): string => [causal(), causalBackward(), crossEntropy()].join('\n')
