/**
 * Matrix products in WebAssembly text: C = A B (+ bias), where either operand may lie transposed, as strides in bytes say.
 *
 * The operands are copied, block by block, into panels that the inner loop reads in order (Goto and van de Geijn, "Anatomy of
 * high-performance matrix multiplication", 2008): A in panels of 12 rows, B in panels of 12 columns, filled up with zeros. The
 * sums over K run in blocks of 256, each added to C in order, so an element depends on its row, its column and K alone.
 */
import { eachValue, localsOf } from './wat-dialect.ts'
import { add, both, count, equals, func, least, load4, mul, of, set, store4, sub, when } from './wat-instructions.ts'
import { packPanel, panelLines } from './wat-panel.ts'

/**
 * A tile of C: 3 rows, and 3 vectors of columns. Its 9 sums and the 6 vectors of a step are all that V8 has registers for (15). It also
 * moves the loads of a straight piece of code to its beginning: a loop over two steps would keep the sums in memory.
 */
const tileRows = 3
const tileVectors = panelLines / 4
/** Inner sizes of a block: a panel of each operand is 12 KiB, so that both stay in the first cache. */
const innerBlock = 256
/** Columns of a block of B: 1 MiB with its 256 rows, for the second cache. */
const columnBlock = 86 * panelLines
/** Rows of a block of A: 96 KiB. */
const rowBlock = 8 * panelLines

const panelsOfA = 4 * innerBlock * columnBlock
const edgeTile = panelsOfA + 4 * rowBlock * innerBlock
const edgeBias = edgeTile + 4 * tileRows * panelLines

/** Bytes of work space that a product needs. */
export const productScratchBytes = edgeBias + 4 * panelLines

/** sum + a b in each lane: one instruction and one rounding where the runtime has it, else two. */
type MultiplyAdd = (sum: string, a: string, b: string) => string

const multiplyAdd: Readonly<Record<'fused' | 'plain', MultiplyAdd>> = {
  fused: (sum, a, b) => set(sum, `(f32x4.relaxed_madd ${of(a)} ${of(b)} ${of(sum)})`),
  plain: (sum, a, b) => set(sum, `(f32x4.add ${of(sum)} (f32x4.mul ${of(a)} ${of(b)}))`),
}

const range = (length: number): number[] => Array.from({ length }, (_, i) => i)
const vectors = range(tileVectors)
const sums = range(tileRows).map((row) => vectors.map((vector) => `c${row}${vector}`))

/** One tile: the sums over `depth` of 3 rows of a panel of A times a panel of B, from the bias on if there is one, written to dst or added to it. */
function tile(accumulate: MultiplyAdd): string {
  const finished = (value: (sum: string, vector: number) => string): string[] =>
    sums.flatMap((row) => [
      ...row.map((sum, vector) => store4('dst', value(sum, vector), 16 * vector)),
      set('dst', add('dst', 'stride')),
    ])
  return func(
    'tile',
    ['a', 'b', 'depth', 'dst', 'stride', 'accumulate', 'bias'],
    { i32: ['end'], v128: ['s', ...vectors.map((vector) => `b${vector}`), ...sums.flat()] },
    when(
      of('bias'),
      sums.flatMap((row) => row.map((sum, vector) => set(sum, load4('bias', 16 * vector)))),
    ),
    set('end', add('b', mul(4 * panelLines, 'depth'))),
    '(loop $next',
    ...vectors.map((vector) => set(`b${vector}`, load4('b', 16 * vector))),
    ...sums.flatMap((row, i) => [
      set('s', `(v128.load32_splat offset=${4 * i} ${of('a')})`),
      ...row.map((sum, vector) => accumulate(sum, 's', `b${vector}`)),
    ]),
    set('a', add('a', 4 * panelLines)),
    set('b', add('b', 4 * panelLines)),
    `(br_if $next (i32.lt_u ${of('b')} ${of('end')})))`,
    when(
      of('accumulate'),
      finished((sum, vector) => `(f32x4.add ${load4('dst', 16 * vector)} ${of(sum)})`),
      finished(of),
    ),
  )
}

/** Copies or adds `height` x `width` values of an edge tile (rows of 12) to C. */
function edge(): string {
  const { i32, ...values } = localsOf([])
  return func(
    'edge',
    ['src', 'dst', 'stride', 'height', 'width', 'accumulate'],
    { i32: [...i32, 'i'], ...values },
    count(
      'i',
      0,
      'height',
      1,
      when(
        of('accumulate'),
        [eachValue(['src', 'dst'], 'width', ({ op, load, store }) => [store('dst', op('add', load('dst'), load('src')))])],
        [eachValue(['src', 'dst'], 'width', ({ load, store }) => [store('dst', load('src'))])],
      ),
      set('src', add('src', mul(4, sub(panelLines, 'width')))),
      set('dst', add('dst', sub('stride', mul(4, 'width')))),
    ),
  )
}

/** Copies the lines of a block, panel by panel. */
const pack = (line: string, lines: string, from: string, across: string, along: string, to: string): string =>
  count(
    line,
    0,
    lines,
    panelLines,
    `(call $pack ${add(from, mul(line, across))} ${of(across)} ${of(along)}
      ${least(panelLines, sub(lines, line))} ${of('kc')} ${add(to, mul(4, mul(line, 'kc')))})`,
  )

/** product(a, aRow, aColumn, b, bRow, bColumn, c, m, n, k, bias, scratch): bias 0 for none; C is row-major and close-packed. */
function product(): string {
  const integers = 'jc pc ic jr ir nc kc mc panel w h to add stride aPanels tileAt edgeBias offset from row'.split(' ')
  return func(
    'product',
    ['a', 'aRow', 'aColumn', 'b', 'bRow', 'bColumn', 'c', 'm', 'n', 'k', 'bias', 'scratch'],
    { i32: integers },
    set('stride', mul(4, 'n')),
    set('aPanels', add('scratch', panelsOfA)),
    set('tileAt', add('scratch', edgeTile)),
    set('edgeBias', add('scratch', edgeBias)),
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
        pack('jr', 'nc', add(add('b', mul('pc', 'bRow')), mul('jc', 'bColumn')), 'bColumn', 'bRow', 'scratch'),
        count(
          'ic',
          0,
          'm',
          rowBlock,
          set('mc', least(rowBlock, sub('m', 'ic'))),
          pack('ir', 'mc', add(add('a', mul('pc', 'aColumn')), mul('ic', 'aRow')), 'aRow', 'aColumn', 'aPanels'),
          count(
            'jr',
            0,
            'nc',
            panelLines,
            set('panel', add('scratch', mul(4, mul('jr', 'kc')))),
            set('w', least(panelLines, sub('nc', 'jr'))),
            set('offset', 0),
            // The first block along K begins with the bias.
            when(both(`(i32.ne ${of('bias')} (i32.const 0))`, equals('pc', 0)), [
              set('offset', add('bias', mul(4, add('jc', 'jr')))),
              when(`(i32.ne ${of('w')} (i32.const ${panelLines}))`, [
                `(memory.copy ${of('edgeBias')} ${of('offset')} ${mul(4, 'w')})`,
                set('offset', 'edgeBias'),
              ]),
            ]),
            count(
              'ir',
              0,
              'mc',
              tileRows,
              set('h', least(tileRows, sub('mc', 'ir'))),
              set('to', add(add('c', mul(add('ic', 'ir'), 'stride')), mul(4, add('jc', 'jr')))),
              // Row ir lies in panel floor(ir / 12), at 4 (ir mod 12) bytes.
              set('row', `(i32.rem_u ${of('ir')} (i32.const ${panelLines}))`),
              set('from', add(add('aPanels', mul(4, mul(sub('ir', 'row'), 'kc'))), mul(4, 'row'))),
              when(
                both(equals('w', panelLines), equals('h', tileRows)),
                [
                  `(call $tile ${of('from')} ${of('panel')} ${of('kc')} ${of('to')} ${of('stride')} ${of('add')} ${of('offset')})`,
                ],
                [
                  `(call $tile ${of('from')} ${of('panel')} ${of('kc')} ${of('tileAt')} (i32.const ${4 * panelLines}) (i32.const 0) ${of('offset')})`,
                  `(call $edge ${of('tileAt')} ${of('to')} ${of('stride')} ${of('h')} ${of('w')} ${of('add')})`,
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
  [packPanel('pack'), tile(multiplyAdd[form]), edge(), product(), products()].join('\n')
