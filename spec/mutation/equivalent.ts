/** Changes that change nothing that anybody can see, each with the reason: they count neither as killed nor as survived. */

export interface Equivalent {
  /** Relative to `src`. */
  readonly file: string
  /** A line of the compiled file, without the spaces around it. */
  readonly line: string
  readonly was: string
  readonly becomes: string
  readonly because: string
}

const SLOW_PATH_READS_IT = 'the short cut gives the entry up; the reader of everything, which comes after it, reads it'

export const equivalents: readonly Equivalent[] = [
  {
    file: 'data/plain-entries.ts',
    line: 'for (let digit = bytes[at] - ZERO; digit >= 0 && digit <= 9 && digits < 16; digits += 1) {',
    was: 'digit >= 0',
    becomes: 'digit > 0',
    because: SLOW_PATH_READS_IT,
  },
  {
    file: 'data/plain-entries.ts',
    line: 'if (digits === 0 || digits > 15 || (next !== SPACE && next !== NEWLINE))',
    was: 'next !== SPACE && next !== NEWLINE',
    becomes: 'next !== SPACE || next !== NEWLINE',
    because: SLOW_PATH_READS_IT,
  },
  {
    file: 'selection/cholesky.ts',
    line: 'for (let i = 0; i < n; i += 1) {',
    was: '0',
    becomes: '(-1)',
    because: 'in row -1 there is no column from 0 to -1, and what is written at -1 of a typed array is dropped',
  },
  {
    file: 'complexity/outgrowing.ts',
    line: 'const [x = 0, s = 0, t = 0] = whole.map((e) => Number(e / divisor));',
    was: '0',
    becomes: '(-1)',
    because: 'there are always three exponents, and no default is taken',
  },
  {
    file: 'stats/tails.ts',
    line: 'requireThat(k >= 0 && k <= n, `logBinomial: k must be inside [0, n = ${n}]`, k);',
    was: 'k >= 0 && k <= n',
    becomes: 'k >= 0 || k <= n',
    because: 'no part calls the function',
  },
  {
    file: 'logistic/sparse-kernel.ts',
    line: 'const longest = bounds.reduce((most, row, b) => Math.max(most, row - (bounds[b - 1] ?? row)), 0);',
    was: 'row - (bounds[b - 1] ?? row)',
    becomes: 'row + (bounds[b - 1] ?? row)',
    because: 'only more scratch memory is set aside than the longest block needs',
  },
]
