/** Changes of logistic regression that nobody can notice. */
import { because, type Equivalent } from './because.ts'

export default [
  ...because('the interval that holds the minimum has shrunk to neighbours before the last round', [
    'logistic/coordinate-descent.ts',
    'for (let round = 0; round < ROUNDS; round += 1) {',
    'round < ROUNDS',
    'round <= ROUNDS',
  ]),
  ...because('of two equal numbers either is the larger one', [
    'logistic/separability.ts',
    'const largest = vector.reduce((most, x) => (x > most ? x : -x > most ? -x : most), 1n);',
    '-x > most',
    '-x >= most',
  ]),
  ...because('a round more than two thousand, which are never all needed', [
    'logistic/coordinate-descent.ts',
    'for (let round = 0; round < ROUNDS; round += 1) {',
    '0',
    '(-1)',
  ]),
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
  ...because(
    'the weights are folded more often, which takes longer and rounds alike',
    ['logistic/lazy-sgd.ts', 'const FOLD_BELOW = 1e-9;', '1e-9', '(1.000000001)'],
    ['logistic/lazy-sgd.ts', 'if (this.#scale < FOLD_BELOW)', 'this.#scale < FOLD_BELOW', 'this.#scale <= FOLD_BELOW'],
  ),
  ...because(
    'what is written beyond an end of a typed array is dropped',
    ['logistic/lazy-sgd.ts', 'for (let j = 0; j < this.#v.length; j += 1)', '0', '(-1)'],
    ['logistic/lazy-sgd.ts', 'for (let j = 0; j < this.#v.length; j += 1)', 'j < this.#v.length', 'j <= this.#v.length'],
    ['logistic/lazy-sgd.ts', 'for (let j = 0; j < w.length; j += 1)', 'j < w.length', 'j <= w.length'],
    ['logistic/lazy-sgd.ts', 'for (let j = 0; j < w.length; j += 1)', '0', '(-1)'],
  ),
  ...because('at 0 both branches are 1/2', [
    'logistic/lazy-sgd.ts',
    'return (-sign * (u >= 0 ? 1 : t)) / (1 + t);',
    'u >= 0',
    'u > 0',
  ]),
  ...because(
    'what is written beyond an end of a typed array is dropped',
    ['logistic/gradient-descent.ts', 'for (let j = 0; j < weights.length; j += 1)', '0', '(-1)'],
    ['logistic/gradient-descent.ts', 'for (let j = 0; j < weights.length; j += 1)', 'j < weights.length', 'j <= weights.length'],
  ),
] satisfies readonly Equivalent[]
