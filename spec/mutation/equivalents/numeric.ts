/** Changes of numerical methods that nobody can notice. */
import { because, type Equivalent } from './because.ts'

export default [
  ...because('next to 2^-14 both ways round to the same number', [
    'numeric/half.ts',
    'const LEAST_NORMAL_BITS = 0x38800000;',
    '0x38800000',
    '(947912703)',
  ]),
  ...because('at 2^-14 both ways leave the number as it is', [
    'numeric/half.ts',
    'const LEAST_NORMAL_BITS = 0x38800000;',
    '0x38800000',
    '(947912705)',
  ]),
  ...because('the contract does not say how often columns are drawn before the next free one is taken', [
    'numeric/random-csr.ts',
    'for (; lastRow[j] === row && patience > 0; patience -= 1)',
    'patience > 0',
    'patience >= 0',
  ]),
  ...because('the last exchange is of an entry with itself, and the contract does not say which numbers are drawn', [
    'numeric/random-csr.ts',
    'for (let last = ids.length - 1; last > 0; last -= 1) {',
    'last > 0',
    'last >= 0',
  ]),
  ...because('beyond the end there is no column, and none is outside', [
    'numeric/csr.ts',
    'for (let p = 0; p < indices.length; p += 1) {',
    'p < indices.length',
    'p <= indices.length',
  ]),
  ...because('the entries of column 0 begin at 0, before and after', [
    'numeric/csr.ts',
    'for (let j = 1; j < cols; j += 1)',
    '1',
    '(0)',
    undefined,
    1,
  ]),
  ...because('beyond the last row there is no later one to rotate with', [
    'numeric/symmetric-eigen.ts',
    'for (let p = 0; p < a.length; p += 1)',
    'p < a.length',
    'p <= a.length',
  ]),
  ...because(
    'the contract names no largest size; an index is below 2^31 anyway',
    ['numeric/csr.ts', 'const INDEX_LIMIT = 2 ** 31;', '2', '(3)'],
    ['numeric/csr.ts', 'const INDEX_LIMIT = 2 ** 31;', '31', '(32)'],
  ),
  ...because(
    'beyond the ends of an array there is nothing, and nothing is not less than a number',
    [
      'numeric/csr.ts',
      'for (let i = 0; i < rows; i += 1) {',
      '0',
      '(-1)',
      "requireEqual(caller, 'indptr must start at', 0, indptr[0] ?? NaN);",
    ],
    [
      'numeric/csr.ts',
      'for (let i = 0; i < rows; i += 1) {',
      'i < rows',
      'i <= rows',
      "requireEqual(caller, 'indptr must start at', 0, indptr[0] ?? NaN);",
    ],
    ['numeric/csr.ts', 'for (let p = 0; p < indices.length; p += 1) {', '0', '(-1)'],
  ),
  ...because(
    'what is not at least 0 is no place',
    ['numeric/csr.ts', 'return -1;', '-1', 'undefined'],
    ['numeric/csr.ts', 'return -1;', '1', '(2)'],
  ),
  ...because(
    'what is written beyond the end of a typed array is dropped',
    ['numeric/csr.ts', 'if (column + 1 < cols)', 'column + 1', 'column - 1'],
    ['numeric/csr.ts', 'if (column + 1 < cols)', 'column + 1 < cols', 'column + 1 <= cols'],
    ['numeric/csr.ts', 'if (column + 1 < cols)', '1', '(0)'],
    ['numeric/csr.ts', 'for (let j = 1; j < cols; j += 1)', 'j < cols', 'j <= cols'],
  ),
  ...because('the entries of column 0 begin at 0, which is nothing to add', [
    'numeric/csr.ts',
    'for (let j = 1; j < cols; j += 1)',
    '1',
    '(2)',
    undefined,
    1,
  ]),
  ...because(
    'rows before the first and after the last have no entries',
    ['numeric/csr.ts', 'for (let i = 0; i < rows; i += 1) {', '0', '(-1)', 'const values = new Float64Array(rows * cols);'],
    [
      'numeric/csr.ts',
      'for (let i = 0; i < rows; i += 1) {',
      'i < rows',
      'i <= rows',
      'const values = new Float64Array(rows * cols);',
    ],
  ),
  ...because('the contract names no largest size; an index is below 2^31 anyway', [
    'numeric/csr.ts',
    'if (!Number.isInteger(size) || size < 0 || size >= INDEX_LIMIT) {',
    'size >= INDEX_LIMIT',
    'size > INDEX_LIMIT',
  ]),
  ...because(
    'rows before the first and after the last have no entries',
    ['numeric/csr.ts', 'for (let i = 0; i < rows; i += 1) {', '0', '(-1)', 'ends[j] = ends[j] + ends[j - 1];'],
    ['numeric/csr.ts', 'for (let i = 0; i < rows; i += 1) {', 'i < rows', 'i <= rows', 'ends[j] = ends[j] + ends[j - 1];'],
  ),
  ...because('a kernel without its matrix by columns scatters by rows: the same gradient, up to rounding, a tenth slower', [
    'numeric/csr.ts',
    'return transposed;',
    'transposed',
    'undefined',
  ]),
] satisfies readonly Equivalent[]
