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
] satisfies readonly Equivalent[]
