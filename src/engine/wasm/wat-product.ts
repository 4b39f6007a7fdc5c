/**
 * Matrix products in WebAssembly text: C = A B (+ bias), where either operand may lie transposed, as strides in bytes say.
 *
 * The operands are copied, block by block, into panels that the inner loop reads in order (Goto and van de Geijn, "Anatomy of
 * high-performance matrix multiplication", 2008): A in panels of 4 rows, B in panels of 8 columns, filled up with zeros. The
 * sums over K run in blocks of 256, each added to C in order, so a product depends on its operands and their shape alone.
 */
import { add, both, count, equals, func, least, load, load4, mul, of, set, store, store4, sub, when } from './wat-instructions.ts'
import { packPanel } from './wat-panel.ts'

/** Rows of a tile of C. */
const tileRows = 4
/** Columns of a tile of C: two vectors. */
const tileColumns = 8
/** Inner sizes of a block: a panel of B (8 KiB) and one of A (4 KiB) stay in the first cache. */
const innerBlock = 256
/** Columns of a block of B: 1 MiB with its 256 rows, for the second cache. */
const columnBlock = 1024
/** Rows of a block of A: 24 KiB, so that it shares the first cache with a panel of B. */
const rowBlock = 24

/** Bytes of work space that a product needs. */
export const productScratchBytes = 4 * (innerBlock * columnBlock + rowBlock * innerBlock + tileRows * tileColumns)

const panelsOfA = 4 * innerBlock * columnBlock
const edgeTile = panelsOfA + 4 * rowBlock * innerBlock

/** sum + a b in each lane: one instruction and one rounding where the runtime has it, else two. */
type MultiplyAdd = (sum: string, a: string, b: string) => string

const multiplyAdd: Readonly<Record<'fused' | 'plain', MultiplyAdd>> = {
  fused: (sum, a, b) => set(sum, `(f32x4.relaxed_madd ${of(a)} ${of(b)} ${of(sum)})`),
  plain: (sum, a, b) => set(sum, `(f32x4.add ${of(sum)} (f32x4.mul ${of(a)} ${of(b)}))`),
}

const accumulators = Array.from({ length: tileRows }, (_, row) => [`c${row}a`, `c${row}b`] as const)

/** One tile: the sums over `depth` of a panel of A times a panel of B, and the bias if there is one, written to dst or added to what is there. */
function tile(accumulate: MultiplyAdd): string {
  const step = (at: number): string[] => [
    set('b0', load4('b', 32 * at)),
    set('b1', load4('b', 32 * at + 16)),
    ...accumulators.flatMap(([left, right], row) => [
      set('s', `(v128.load32_splat offset=${16 * at + 4 * row} ${of('a')})`),
      accumulate(left, 's', 'b0'),
      accumulate(right, 's', 'b1'),
    ]),
  ]
  return func(
    'tile',
    ['a', 'b', 'depth', 'dst', 'stride', 'accumulate', 'bias'],
    { i32: ['p', 'pairs'], v128: ['b0', 'b1', 's', ...accumulators.flat()] },
    when(
      of('bias'),
      accumulators.flatMap(([left, right]) => [set(left, load4('bias')), set(right, load4('bias', 16))]),
    ),
    set('pairs', `(i32.and ${of('depth')} (i32.const -2))`),
    count('p', 0, 'pairs', 2, ...step(0), ...step(1), set('a', add('a', 32)), set('b', add('b', 64))),
    when(`(i32.and ${of('depth')} (i32.const 1))`, step(0)),
    when(
      of('accumulate'),
      accumulators.map(([left, right]) =>
        [
          store4('dst', `(f32x4.add ${load4('dst')} ${of(left)})`),
          store4('dst', `(f32x4.add ${load4('dst', 16)} ${of(right)})`, 16),
          set('dst', add('dst', 'stride')),
        ].join('\n'),
      ),
      accumulators.map(([left, right]) =>
        [store4('dst', left), store4('dst', right, 16), set('dst', add('dst', 'stride'))].join('\n'),
      ),
    ),
  )
}

/** Copies or adds `height` x `width` values of an edge tile (rows of 8) to C, and the bias if there is one. */
function edge(): string {
  return func(
    'edge',
    ['src', 'dst', 'stride', 'height', 'width', 'accumulate', 'bias'],
    { i32: ['i', 'j', 'to'] },
    count(
      'i',
      0,
      'height',
      1,
      set('to', add('dst', mul('i', 'stride'))),
      count(
        'j',
        0,
        'width',
        1,
        when(of('accumulate'), [store('to', `(f32.add ${load('to')} ${load('src')})`)], [store('to', load('src'))]),
        when(of('bias'), [store('to', `(f32.add ${load('to')} ${load(add('bias', mul(4, 'j')))})`)]),
        set('to', add('to', 4)),
        set('src', add('src', 4)),
      ),
      set('src', add('src', mul(4, sub(tileColumns, 'width')))),
    ),
  )
}

/** product(a, aRow, aColumn, b, bRow, bColumn, c, m, n, k, bias, scratch): bias 0 for none; C is row-major and close-packed. */
function product(): string {
  return func(
    'product',
    ['a', 'aRow', 'aColumn', 'b', 'bRow', 'bColumn', 'c', 'm', 'n', 'k', 'bias', 'scratch'],
    {
      i32: [
        'jc',
        'pc',
        'ic',
        'jr',
        'ir',
        'nc',
        'kc',
        'mc',
        'panel',
        'w',
        'h',
        'to',
        'add',
        'stride',
        'aPanels',
        'tileAt',
        'offset',
        'from',
      ],
    },
    set('stride', mul(4, 'n')),
    set('aPanels', add('scratch', panelsOfA)),
    set('tileAt', add('scratch', edgeTile)),
    count(
      'jc',
      0,
      'n',
      columnBlock,
      set('nc', least(columnBlock, sub('n', 'jc'))),
      count(
        'pc',
        0,
        'k',
        innerBlock,
        set('kc', least(innerBlock, sub('k', 'pc'))),
        set('add', `(i32.ne ${of('pc')} (i32.const 0))`),
        count(
          'jr',
          0,
          'nc',
          tileColumns,
          `(call $packColumns ${add(add('b', mul('pc', 'bRow')), mul(add('jc', 'jr'), 'bColumn'))} ${of('bColumn')} ${of('bRow')}
            ${least(tileColumns, sub('nc', 'jr'))} ${of('kc')} ${add('scratch', mul(4, mul('jr', 'kc')))})`,
        ),
        count(
          'ic',
          0,
          'm',
          rowBlock,
          set('mc', least(rowBlock, sub('m', 'ic'))),
          count(
            'ir',
            0,
            'mc',
            tileRows,
            `(call $packRows ${add(add('a', mul('pc', 'aColumn')), mul(add('ic', 'ir'), 'aRow'))} ${of('aRow')} ${of('aColumn')}
              ${least(tileRows, sub('mc', 'ir'))} ${of('kc')} ${add('aPanels', mul(4, mul('ir', 'kc')))})`,
          ),
          count(
            'jr',
            0,
            'nc',
            tileColumns,
            set('panel', add('scratch', mul(4, mul('jr', 'kc')))),
            set('w', least(tileColumns, sub('nc', 'jr'))),
            // The first block along K brings the bias.
            set(
              'offset',
              `(select ${add('bias', mul(4, add('jc', 'jr')))} (i32.const 0) ${both(`(i32.ne ${of('bias')} (i32.const 0))`, equals('pc', 0))})`,
            ),
            count(
              'ir',
              0,
              'mc',
              tileRows,
              set('h', least(tileRows, sub('mc', 'ir'))),
              set('to', add(add('c', mul(add('ic', 'ir'), 'stride')), mul(4, add('jc', 'jr')))),
              set('from', add('aPanels', mul(4, mul('ir', 'kc')))),
              when(
                both(equals('w', tileColumns), equals('h', tileRows)),
                [
                  `(call $tile ${of('from')} ${of('panel')} ${of('kc')} ${of('to')} ${of('stride')} ${of('add')} ${of('offset')})`,
                ],
                [
                  `(call $tile ${of('from')} ${of('panel')} ${of('kc')} ${of('tileAt')} (i32.const ${4 * tileColumns}) (i32.const 0) (i32.const 0))`,
                  `(call $edge ${of('tileAt')} ${of('to')} ${of('stride')} ${of('h')} ${of('w')} ${of('add')} ${of('offset')})`,
                ],
              ),
            ),
          ),
        ),
      ),
    ),
  )
}

/** Strided batch of products: count of them, `aNext`, `bNext`, `cNext` bytes apart. */
function products(): string {
  const passed = ['a', 'aRow', 'aColumn', 'b', 'bRow', 'bColumn', 'c', 'm', 'n', 'k', 'bias', 'scratch']
  return func(
    'products',
    [...passed, 'batch', 'aNext', 'bNext', 'cNext'],
    { i32: ['g'] },
    count(
      'g',
      0,
      'batch',
      1,
      `(call $product ${passed.map(of).join(' ')})`,
      set('a', add('a', 'aNext')),
      set('b', add('b', 'bNext')),
      set('c', add('c', 'cNext')),
    ),
    '',
  )
}

/** The functions of the module that compute products; `products` is the one to export. */
export const productFunctions = (form: 'fused' | 'plain'): string =>
  [
    packPanel('packRows', tileRows),
    packPanel('packColumns', tileColumns),
    tile(multiplyAdd[form]),
    edge(),
    product(),
    products(),
  ].join('\n')
