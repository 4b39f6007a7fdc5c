/** Sums, products and copies of rows in WebAssembly text. */
import { eachValue, localsOf } from './wat-dialect.ts'
import { add, count, func, mul, of, set, sub } from './wat-instructions.ts'

const pairwise = (name: string, operation: 'add' | 'mul'): string =>
  func(
    name,
    ['a', 'b', 'y', 'n'],
    localsOf([]),
    eachValue(['a', 'b', 'y'], 'n', ({ op, load, store }) => [store('y', op(operation, load('a'), load('b')))]),
  )

/** y[j] = sum over the rows, the first to the last. */
function sumRows(): string {
  const { i32, v128, f32 } = localsOf([])
  return func(
    'sumRows',
    ['x', 'y', 'm', 'n'],
    { i32: [...i32, 'row'], v128, f32 },
    `(memory.fill ${of('y')} (i32.const 0) ${mul(4, 'n')})`,
    count(
      'row',
      0,
      'm',
      1,
      eachValue(['x', 'y'], 'n', ({ op, load, store }) => [store('y', op('add', load('y'), load('x')))]),
      set('y', sub('y', mul(4, 'n'))),
    ),
  )
}

/**
 * Copies `d` values for each of `heads` heads, `t` positions and `rows` rows between a part of a stream, whose positions are
 * `stride` bytes apart, and matrices (rows heads, t, d).
 */
function copyHeads(name: string, from: 'stream' | 'heads', to: 'stream' | 'heads'): string {
  const { i32, v128, f32 } = localsOf([])
  return func(
    name,
    ['stream', 'heads', 'rows', 't', 'count', 'd', 'stride'],
    { i32: [...i32, 'row', 'head', 'position', 'base'], v128, f32 },
    set('base', 'stream'),
    count(
      'row',
      0,
      'rows',
      1,
      count(
        'head',
        0,
        'count',
        1,
        count(
          'position',
          0,
          't',
          1,
          set('stream', add(add('base', mul('position', 'stride')), mul(4, mul('head', 'd')))),
          eachValue(['stream', 'heads'], 'd', ({ load, store }) => [store(to, load(from))]),
        ),
      ),
      set('base', add('base', mul('t', 'stride'))),
    ),
  )
}

/** add and multiply (a, b, y, n), sumRows(x, y, m, n), splitHeads and joinHeads (stream, heads, rows, t, count, d, stride). */
export const moveFunctions = (): string =>
  [
    pairwise('add', 'add'),
    pairwise('multiply', 'mul'),
    sumRows(),
    copyHeads('splitHeads', 'stream', 'heads'),
    copyHeads('joinHeads', 'heads', 'stream'),
  ].join('\n')
