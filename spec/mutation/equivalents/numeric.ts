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
] satisfies readonly Equivalent[]
