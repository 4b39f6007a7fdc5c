/** Changes of logistic regression that nobody can notice. */
import { because, type Equivalent } from './because.ts'

export default [
  ...because('the interval that holds the minimum has shrunk to neighbours before the hundredth round', [
    'logistic/coordinate-descent.ts',
    'for (let round = 0; round < 100; round += 1) {',
    'round < 100',
    'round <= 100',
  ]),
  ...because('of two equal numbers either is the larger one', [
    'logistic/separability.ts',
    'const largest = vector.reduce((most, x) => (x > most ? x : -x > most ? -x : most), 1n);',
    '-x > most',
    '-x >= most',
  ]),
  ...because('only more memory is set aside than is read', [
    'logistic/sparse-kernel.ts',
    'const gathered = columns === undefined ? undefined : { columns, g: home.allocate(8 * (cols + 1)) };',
    '1',
    '(2)',
  ]),
  ...because('a pool without threads begins nothing, and is not waited for', [
    'logistic/sparse-kernel.ts',
    'if (others.length > 0)',
    'others.length > 0',
    'others.length >= 0',
    'everywhere',
  ]),
  ...because('only more scratch memory is set aside than the longest block needs', [
    'logistic/sparse-kernel.ts',
    'const longest = bounds.reduce((most, row, b) => Math.max(most, row - (bounds[b - 1] ?? row)), 0);',
    'row - (bounds[b - 1] ?? row)',
    'row + (bounds[b - 1] ?? row)',
  ]),
  ...because('a round more than a hundred, which are never all needed', [
    'logistic/coordinate-descent.ts',
    'for (let round = 0; round < 100; round += 1) {',
    '0',
    '(-1)',
  ]),
  ...because('at -1 nothing holds', ['logistic/sparse-kernel.ts', 'let low = 0;', '0', '(-1)']),
  ...because(
    'every column times one more factor of 2, which its multiplier is divided by: the system is the same, and so is the direction of any length',
    ['logistic/separability.ts', 'let places = 0;', '0', '(1)'],
    ['logistic/separability.ts', 'for (let k = 0; k < places; k += 1)', '0', '(-1)'],
    ['logistic/separability.ts', 'for (let k = 0; k < places; k += 1)', 'k < places', 'k <= places'],
  ),
  ...because(
    'columns are scaled by larger powers of 2, still to integers, and their multipliers scaled back by the same: an exact certificate either way',
    ['logistic/separability.ts', 'places += 1;', '1', '(2)'],
  ),
  ...because('of two equal numbers either is the larger one', [
    'logistic/separability.ts',
    'const largest = vector.reduce((most, x) => (x > most ? x : -x > most ? -x : most), 1n);',
    'x > most',
    'x >= most',
  ]),
  ...because(
    'a direction has no length: the contract names none',
    [
      'logistic/fit.ts',
      'return Float64Array.from({ length: data.columns + 1 }, (_, j) => (j > 0 ? 0 : label === 1 ? 1 : -1));',
      '1',
      '(2)',
      undefined,
      3,
    ],
    [
      'logistic/fit.ts',
      'return Float64Array.from({ length: data.columns + 1 }, (_, j) => (j > 0 ? 0 : label === 1 ? 1 : -1));',
      '1',
      '(2)',
      undefined,
      4,
    ],
  ),
] satisfies readonly Equivalent[]
