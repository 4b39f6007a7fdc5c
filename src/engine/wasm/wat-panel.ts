/** Copies lines of a matrix into panels that a product reads in order, in WebAssembly text. */
import {
  add,
  both,
  count,
  equals,
  func,
  load,
  load4,
  mul,
  of,
  set,
  store,
  store4,
  transpose4,
  transposeLocals,
  when,
} from './wat-instructions.ts'

/** Lines of a panel: three vectors. */
export const panelLines = 12

/**
 * Copies `width` (at most 12) lines of `depth` values into a panel: value p of line i goes to dst[12 p + i].
 * Line i begins at src + i * across; its values are `along` bytes apart.
 */
export function packPanel(name: string): string {
  const panel = panelLines
  const quads = [0, 1, 2]
  const quadAt = (quad: number): string => (quad === 0 ? of('src') : add('src', mul(4 * quad, 'across')))
  return func(
    name,
    ['src', 'across', 'along', 'width', 'depth', 'dst'],
    { i32: ['p', 'i', 'from', 'to', 'whole', 'line'], v128: transposeLocals },
    when(both(equals('width', panel), equals('across', 4)), [
      // The lines lie side by side: each step copies one value of every line.
      set('from', 'src'),
      set('to', 'dst'),
      count(
        'p',
        0,
        'depth',
        1,
        ...quads.map((quad) => store4('to', load4('from', 16 * quad), 16 * quad)),
        set('from', add('from', 'along')),
        set('to', add('to', 4 * panel)),
      ),
      '(return)',
    ]),
    set('whole', 0),
    when(both(equals('width', panel), equals('along', 4)), [
      // Each line is contiguous: four values of four lines are turned at a time.
      set('whole', `(i32.and ${of('depth')} (i32.const -4))`),
      ...quads.map((quad) =>
        [
          set('line', quadAt(quad)),
          set('to', add('dst', 16 * quad)),
          count(
            'p',
            0,
            'whole',
            4,
            ...[0, 1, 2, 3].map((row) => set(`r${row}`, load4(add(add('line', mul(row, 'across')), mul(4, 'p'))))),
            transpose4(),
            ...[0, 1, 2, 3].map((row) => store4('to', `r${row}`, 4 * panel * row)),
            set('to', add('to', 16 * panel)),
          ),
        ].join('\n'),
      ),
    ]),
    count(
      'i',
      0,
      panel,
      1,
      set('from', add(add('src', mul('i', 'across')), mul('whole', 'along'))),
      set('to', add('dst', mul(4, add('i', mul('whole', panel))))),
      count(
        'p',
        'whole',
        'depth',
        1,
        when(`(i32.lt_u ${of('i')} ${of('width')})`, [store('to', load('from'))], [store('to', '(f32.const 0)')]),
        set('from', add('from', 'along')),
        set('to', add('to', 4 * panel)),
      ),
    ),
  )
}
