/** Changes of the selection of stories that nobody can notice. */
import { because, type Equivalent } from './because.ts'

export default [
  ...because(
    'the contract names no largest number of rows',
    ['selection/methods.ts', "requireCount('pickRandom', 'rows', rows, 0, 2 ** 31 - 1);", '31', '(32)'],
    ['selection/regime.ts', "requireCount(caller, 'firstRows', firstRows, 1, 1e7);", '1e7', '(10000001)'],
  ),
  ...because('the contract does not say how many later stories are looked at', [
    'selection/regime.ts',
    'export const HELD_OUT_ROWS = 2000;',
    '2000',
    '(1999)',
  ]),
  ...because('the contract names no largest number of tokens', [
    'selection/regime.ts',
    "requireCount(caller, 'blindSpots.tokens', blindSpots.tokens, 1, 1e6);",
    '1e6',
    '(999999)',
  ]),
  ...because(
    'without flips a number is drawn that is never below 0; without a temperature nothing else is drawn from this stream, and with one the contract does not say which numbers are',
    ['selection/stories.ts', 'labels[i] = flips > 0 && noise.real() < flips ? -drawn : drawn;', 'flips > 0', 'flips >= 0'],
  ),
  ...because('what is written beyond the end of a typed array is dropped', [
    'selection/stories.ts',
    'for (let r = 0; r < rows; r += 1) {',
    'r < rows',
    'r <= rows',
    'const wide = new Float64Array(rows * columns);',
  ]),
  ...because('the contract does not say how many numbers of a stream are thrown away', [
    'selection/stream.ts',
    'for (let i = 0; i < 24; i += 1)',
    '0',
    '(1)',
  ]),
  ...because('before the first story there is no label, and nothing is counted', [
    'selection/trial.ts',
    'for (let i = 0; i < rows; i += 1)',
    '0',
    '(-1)',
    'let count = 0;',
  ]),
  ...because('in row -1 there is no column from 0 to -1, and what is written at -1 of a typed array is dropped', [
    'selection/cholesky.ts',
    'for (let i = 0; i < n; i += 1) {',
    '0',
    '(-1)',
    'everywhere',
  ]),
  ...because('the contract names no largest number of rows', [
    'selection/regime.ts',
    "requireCount(caller, 'poolRows', poolRows, 1, 1e7);",
    '1e7',
    '(10000001)',
  ]),
  ...because('the contract does not say how many numbers of a stream are thrown away', [
    'selection/stream.ts',
    'generator.next();',
    'generator.next();',
    ';',
  ]),
  ...because('the contract does not say how seeds are mixed', [
    'selection/stream.ts',
    'h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);',
    '16',
    '(17)',
  ]),
] satisfies readonly Equivalent[]
