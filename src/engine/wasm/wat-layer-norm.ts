/** LayerNorm over rows of c values, and its gradient, in WebAssembly text. */
import { combined, eachValue, localsOf, rewind, spread, start } from './wat-dialect.ts'
import { count, func, of } from './wat-instructions.ts'

const epsilon = 1e-5

const reciprocalOfC = `(f32.div (f32.const 1) (f32.convert_i32_u ${of('c')}))`
const scaled = (sum: string): string => `(f32.mul ${sum} (local.get $share))`

/** Sets `mean` and `inverse`, 1 / sqrt(population variance + epsilon), for the row at x; x is left where it was. */
function statistics(): string {
  return [
    start('sum', 0),
    eachValue(['x'], 'c', ({ op, set, load }) => [set('sum', op('add', 'sum', load('x')))]),
    rewind('x', 'c'),
    spread('mean', scaled(combined('add', 'sum'))),
    start('sum', 0),
    eachValue(['x'], 'c', ({ op, set, load }) => [
      set('v', op('sub', load('x'), 'mean')),
      set('sum', op('add', 'sum', op('mul', 'v', 'v'))),
    ]),
    rewind('x', 'c'),
    spread('inverse', `(f32.div (f32.const 1) (f32.sqrt (f32.add ${scaled(combined('add', 'sum'))} (f32.const ${epsilon}))))`),
  ].join('\n')
}

function forward(): string {
  const { i32, v128, f32 } = localsOf(['sum', 'mean', 'v', 'inverse'])
  return func(
    'layerNorm',
    ['x', 'gain', 'bias', 'y', 'm', 'c'],
    { i32: [...i32, 'row'], v128, f32: [...f32, 'share'] },
    `(local.set $share ${reciprocalOfC})`,
    count(
      'row',
      0,
      'm',
      1,
      statistics(),
      eachValue(['x', 'gain', 'bias', 'y'], 'c', ({ op, set, load, store }) => [
        set('v', op('mul', op('sub', load('x'), 'mean'), 'inverse')),
        store('y', op('add', op('mul', 'v', load('gain')), load('bias'))),
      ]),
      rewind('gain', 'c'),
      rewind('bias', 'c'),
    ),
  )
}

/** With n = (x - mean) inverse and d = dy gain: dx = (d - mean(d) - n mean(d n)) inverse, dGain = sum dy n, dBias = sum dy. */
function backward(): string {
  const { i32, v128, f32 } = localsOf(['sum', 'mean', 'v', 'inverse', 'd', 'sumD', 'sumDN'])
  return func(
    'layerNormBackward',
    ['x', 'gain', 'dy', 'dx', 'dGain', 'dBias', 'm', 'c'],
    { i32: [...i32, 'row'], v128, f32: [...f32, 'share'] },
    `(local.set $share ${reciprocalOfC})`,
    `(memory.fill ${of('dGain')} (i32.const 0) (i32.mul (i32.const 4) ${of('c')}))`,
    `(memory.fill ${of('dBias')} (i32.const 0) (i32.mul (i32.const 4) ${of('c')}))`,
    count(
      'row',
      0,
      'm',
      1,
      statistics(),
      start('sumD', 0),
      start('sumDN', 0),
      eachValue(['x', 'gain', 'dy', 'dGain', 'dBias'], 'c', ({ op, set, load, store }) => [
        set('v', op('mul', op('sub', load('x'), 'mean'), 'inverse')),
        set('d', load('dy')),
        store('dGain', op('add', load('dGain'), op('mul', 'd', 'v'))),
        store('dBias', op('add', load('dBias'), 'd')),
        set('d', op('mul', 'd', load('gain'))),
        set('sumD', op('add', 'sumD', 'd')),
        set('sumDN', op('add', 'sumDN', op('mul', 'd', 'v'))),
      ]),
      ...['x', 'gain', 'dy', 'dGain', 'dBias'].map((pointer) => rewind(pointer, 'c')),
      spread('sumD', scaled(combined('add', 'sumD'))),
      spread('sumDN', scaled(combined('add', 'sumDN'))),
      eachValue(['x', 'gain', 'dy', 'dx'], 'c', ({ op, set, load, store }) => [
        set('v', op('mul', op('sub', load('x'), 'mean'), 'inverse')),
        set('d', op('mul', load('dy'), load('gain'))),
        set('d', op('sub', op('sub', 'd', 'sumD'), op('mul', 'v', 'sumDN'))),
        store('dx', op('mul', 'd', 'inverse')),
      ]),
      rewind('gain', 'c'),
    ),
  )
}

/** layerNorm(x, gain, bias, y, m, c) and layerNormBackward(x, gain, dy, dx, dGain, dBias, m, c). */
export const layerNormFunctions = (): string => [forward(), backward()].join('\n')
