/** The LibSVM text format: what is written reads back, and what is wrong is found where it stands. */
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import type { Csr, Entry } from '../../../src/contract/sparse.ts'
import { law, once, table, type Spec } from '../../judge/spec.ts'

const value = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.integer().map((k) => k / 1000),
)
const example = fc.record({
  label: fc.oneof(fc.constantFrom(-1, -0, 0, 1), value),
  query: fc.integer({ min: -1, max: 5 }),
  entries: fc.array(fc.tuple(fc.nat(30), value)),
})
const bytes = (text: string) => new TextEncoder().encode(text)

const broken: readonly (readonly [text: string, place: string, mention: string])[] = [
  ['x 1:2', 'line 1, column 1', 'a number'],
  ['1 1:1\n-1 5 2:3', 'line 2, column 4', 'column:value'],
  ['1 2:x', 'line 1, column 5', 'a number'],
  ['1 2:1/5', 'line 1, column 5', 'a number'],
  ['1 2:+', 'line 1, column 5', 'a number'],
  ['1 2:.', 'line 1, column 5', 'a number'],
  ['- 2:1', 'line 1, column 1', 'a number'],
  ['1/5 2:1', 'line 1, column 1', 'a number'],
  [`1 ${'1:1.5 '.repeat(40)}1:1/5 ${'1:1 '.repeat(40)}`, 'line 1, column 245', 'a number'],
  ['1 1:1 2:1.5.2', 'line 1, column 9', 'a number'],
  ['1 2:', 'line 1, column 5', 'missing'],
  ['1 2: 3:1', 'line 1, column 5', 'missing'],
  ['1 :3', 'line 1, column 3', 'column:value'],
  ['# a comment\n\n+1 1:2 qid', 'line 3, column 8', 'column:value'],
  ['1 qid:1.5 1:2', 'line 1, column 7', 'whole number'],
  ['1 99999999999:2', 'line 1, column 3', 'a column'],
  ['1 qid:2147483648 1:2', 'line 1, column 7', 'whole number'],
  ['1 qid:1 qid:2 1:2', 'line 1, column 9', 'once'],
  ['1 1:2 qid:3', 'line 1, column 7', 'once'],
  ['1 1:nan', 'line 1, column 5', 'a number'],
  [`1 1:${'9'.repeat(5000)} 2:1`, 'line 1, column 5', 'more than'],
  ['1 1:1 # fine\n1 -1:1', 'line 2, column 3', 'column:value'],
  [`1 ${'1:1 '.repeat(40)}1:y`, 'line 1, column 165', 'a number'],
  // a lone sign where the colon should be, far from the end of the text
  [`1 ${'1:1 '.repeat(40)}2;1 ${'3:1 '.repeat(40)}`, 'line 1, column 163', 'column:value'],
]

const read: readonly (readonly [text: string, label: number[], byRow: Entry[][], cols: number])[] = [
  ['', [], [], 0],
  ['1\n', [1], [[]], 0],
  ['1 0:5', [1], [[[0, 5]]], 1],
  [
    '+1 1:2 3:4',
    [1],
    [
      [
        [0, 2],
        [2, 4],
      ],
    ],
    3,
  ],
  [
    '-1 0:2 3:4',
    [-1],
    [
      [
        [0, 2],
        [3, 4],
      ],
    ],
    4,
  ],
  [
    '0\t2:1e-3\t4:.5\r\n1 1:-7.\r\n',
    [0, 1],
    [
      [
        [1, 0.001],
        [3, 0.5],
      ],
      [[0, -7]],
    ],
    4,
  ],
  [
    '# head\n\n   \n2.5 1:1 1:2 # 3:4\n#tail',
    [2.5],
    [
      [
        [0, 1],
        [0, 2],
      ],
    ],
    1,
  ],
  [
    '1 1:0.1 2:123456789012345678 3:1e400 4:-inf 5:+Infinity',
    [1],
    [
      [
        [0, 0.1],
        [1, 123456789012345680],
        [2, Infinity],
        [3, -Infinity],
        [4, Infinity],
      ],
    ],
    5,
  ],
]

const specs: readonly Spec[] = [
  law({
    id: 'libsvm.round-trip',
    says: 'examples that are written read back bit for bit: values, labels, queries, repeated columns, empty rows, numbered from 0 or 1',
    cites: 'the shortest decimal of a double reads back as that double (ECMAScript Number::toString)',
    needs: ['csrVerbatim', 'formatLibsvm', 'parseLibsvm'],
    holds: ({ csrVerbatim, formatLibsvm, parseLibsvm }, w) =>
      fc.property(fc.array(example), fc.constantFrom(0, 1), (examples, firstColumn) => {
        const written = {
          csr: csrVerbatim(
            examples.map(({ entries }) => entries),
            31,
          ),
          labels: Float64Array.from(examples, ({ label }) => label),
        }
        const queries = Int32Array.from(examples, ({ query }) => query)
        const text = [...formatLibsvm({ ...written, queries }, firstColumn)].join('')
        const back = parseLibsvm(text, { firstColumn, cols: 31 })
        const expected = queries.some((query) => query >= 0) ? { ...written, queries } : written
        w.equal('examples', back, expected)
        w.require(
          'minus zero stays',
          back.csr.data.every((x, p) => Object.is(x, written.csr.data[p])) &&
            back.labels.every((y, i) => Object.is(y, written.labels[i])),
          [back.csr.data, back.labels],
        )
      }),
  }),
  law({
    id: 'libsvm.chunks',
    says: 'a text in pieces, split anywhere, reads as the whole, and a mistake in it is found at the same place',
    cites: 'the contract',
    needs: ['parseLibsvm', 'parseLibsvmChunks'],
    reaches: ['a mistake'],
    runs: 60,
    holds: ({ parseLibsvm, parseLibsvmChunks }, w) => {
      const line = fc.constantFrom(
        '+1 1:2.5 7:-3e2',
        '-1 qid:12 3:1',
        '# note',
        '',
        `0 ${'12:3.25 '.repeat(30)}`,
        '1 2:3 # end',
        '1 4:q',
      )
      // one at most: in pieces of a byte each of its bytes is looked at once for every byte before it
      const long = fc.constantFrom([], [], [], [], [`1 5:${'7'.repeat(4090)}`], [`1 ${'8'.repeat(4200)}`])
      const some = fc.array(line, { maxLength: 6 })
      return fc.property(some, long, some, fc.integer({ min: 1, max: 90 }), (before, longest, after, size) => {
        const lines = [...before, ...longest, ...after]
        const text = lines.join('\n')
        const whole = bytes(text)
        const pieces = Array.from({ length: Math.ceil(whole.length / size) }, (_, i) => whole.slice(i * size, (i + 1) * size))
        const row = lines.findIndex((each) => each === '1 4:q' || each.length > 4100) + 1
        if (row > 0) {
          w.reached('a mistake')
          const column = lines[row - 1] === '1 4:q' ? 5 : 3
          w.throwsAt('in pieces', SyntaxError, `line ${row}, column ${column}`, () => parseLibsvmChunks(pieces))
          w.throwsAt('whole', SyntaxError, `line ${row}, column ${column}`, () => parseLibsvm(text))
        } else w.equal('in pieces', parseLibsvmChunks(pieces), parseLibsvm(text))
      })
    },
  }),
  law({
    id: 'libsvm.reads',
    says: 'blanks, signs, exponents, carriage returns, comments and blank lines read as documented, and a column 0 means that columns count from 0',
    cites: 'the contract',
    needs: ['csrVerbatim', 'parseLibsvm'],
    holds: ({ csrVerbatim, parseLibsvm }, w) =>
      table(read, ([text, labels, byRow, cols]) =>
        w.equal(JSON.stringify(text), parseLibsvm(text), { csr: csrVerbatim(byRow, cols), labels: Float64Array.from(labels) }),
      ),
  }),
  law({
    id: 'libsvm.mistakes',
    says: 'a text that breaks the format is refused with the line and the column where it does',
    cites: 'the contract',
    needs: ['parseLibsvm'],
    holds: ({ parseLibsvm }, w) =>
      table(broken, ([text, place, mention]) => {
        w.throwsAt(JSON.stringify(text), SyntaxError, place, () => parseLibsvm(text))
        w.throws(JSON.stringify(text), SyntaxError, mention, () => parseLibsvm(text))
      }),
  }),
  law({
    id: 'libsvm.files',
    says: 'a file reads as it was written, plain or gzipped, into arrays of its own or into those that are given, and progress ends with all bytes',
    cites: 'the contract',
    needs: ['randomCsr', 'allocateCsr', 'readLibsvm', 'writeLibsvm'],
    runs: 2,
    holds: ({ randomCsr, allocateCsr, readLibsvm, writeLibsvm }, w) =>
      fc.asyncProperty(fc.constantFrom('a.svm', 'a.svm.gz'), fc.nat(), async (name, seed) => {
        const folder = await mkdtemp(join(tmpdir(), 'libsvm-'))
        try {
          const csr = randomCsr({ rows: 2000, cols: 50, nnzPerRow: 6, seed }) // more than one part of 64 KB
          const written = { csr, labels: Float64Array.from({ length: 2000 }, (_, i) => (i % 2) * 2 - 1) }
          const path = join(folder, name)
          await writeLibsvm(path, written)
          w.equal('files', await readdir(folder), [name])
          let told = 0
          const { size } = await stat(path)
          const onProgress = (so: { readonly bytes: number; readonly totalBytes: number }): void => {
            told = so.bytes / so.totalBytes
          }
          w.equal('read', await readLibsvm(path, { cols: 50, onProgress }), written)
          w.equal('share of the bytes', told, 1)
          w.require('the file has bytes', size > 0, size)
          const places: Csr[] = []
          const placed = await readLibsvm(path, {
            cols: 50,
            allocate(shape) {
              w.equal('share of the bytes after counting', told, 1 / 2)
              return (places[0] = allocateCsr(shape))
            },
            onProgress,
          })
          w.equal('share of the bytes, read twice', told, 1)
          w.equal('read in place', placed, written)
          w.require('in place', placed.csr.data === places[0]?.data, 'other arrays')
        } finally {
          await rm(folder, { recursive: true })
        }
      }),
  }),
  law({
    id: 'libsvm.writes-what-can-be-read',
    says: 'a label or value that is not a number is refused before it is written',
    cites: 'the contract; a NaN that is written is a file that the reader refuses',
    needs: ['csrVerbatim', 'formatLibsvm'],
    holds: ({ csrVerbatim, formatLibsvm }, w) =>
      table([['label'], ['value']] as const, ([what]) => {
        const csr = csrVerbatim([[[0, what === 'value' ? NaN : 1]]], 1)
        const labels = Float64Array.of(what === 'label' ? NaN : 1)
        w.throws(`a ${what} that is NaN`, RangeError, what, () => [...formatLibsvm({ csr, labels })])
      }),
  }),
  law({
    id: 'libsvm.columns',
    says: 'columns outside the given ones are refused',
    cites: 'the contract',
    needs: ['parseLibsvm'],
    holds: ({ parseLibsvm }, w) =>
      once(() => {
        w.throwsAt('beyond', SyntaxError, 'line 1, column 3', () => parseLibsvm('1 4:1', { firstColumn: 1, cols: 3 }))
        w.throwsAt('column 0', SyntaxError, 'line 1, column 3', () => parseLibsvm('1 0:1', { firstColumn: 1 }))
        w.throws('beyond, from 0', Error, 'cols', () => parseLibsvm('1 0:1 3:1', { cols: 3 }))
        w.equal('wider', parseLibsvm('1 1:1', { cols: 9 }).csr.cols, 9)
      }),
  }),
]
export default specs
