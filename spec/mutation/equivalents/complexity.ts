/** Changes of costs that nobody can notice. */
import { because, type Equivalent } from './because.ts'

export default [
  ...because('two unknowns more, which no inequality has, are eliminated first; their values, 0, are not looked at', [
    'complexity/feasible-point.ts',
    'for (let last = unknowns - 1; last >= 0; last -= 1) {',
    'unknowns - 1',
    'unknowns + 1',
  ]),
  ...because(
    'there are always three exponents, and no default is taken',
    [
      'complexity/outgrowing.ts',
      'const [x = 0, y = 0, z = 0] = [m, n, k].map((exponent) => Math.round((exponent * total) / (m + n + k)));',
      '0',
      '(1)',
      'everywhere',
    ],
    [
      'complexity/outgrowing.ts',
      'const [x = 0, s = 0, t = 0] = whole.map((e) => Number(e / divisor));',
      '0',
      '(-1)',
      'everywhere',
    ],
  ),
  ...because('the growth keeps larger exponents than it needs, which the contract allows', [
    'complexity/outgrowing.ts',
    'if (does({ m: x, n: y, k: z }))',
    'if (does({ m: x, n: y, k: z }))\n            return { m: x, n: y, k: z };',
    ';',
  ]),
  ...because(
    'a law is checked at sizes of one kind as well as at those of another',
    [
      'complexity/recover-cost.ts',
      '...[3, 5].flatMap((m) => [1, 4].flatMap((k) => [k, k + 3, 6 * k + 5].map((n) => ({ m, n, k })))),',
      '3',
      '(2)',
      'everywhere',
    ],
    ['complexity/recover-cost.ts', '{ m: 16, n: 4096, k: 4 },', '16', '(15)'],
  ),
  ...because('a free unknown may have any value', ['complexity/feasible-point.ts', 'return new Fraction(0);', '0', '(1)']),
  ...because('what goes to 0 nowhere is found out later', [
    'complexity/outgrowing.ts',
    'return rays.every((e) => e >= 0n) && logs.every((e) => e >= 0n);',
    'e >= 0n',
    'e > 0n',
    'everywhere',
  ]),
  ...because('the last exponents are those that are there', [
    'complexity/outgrowing.ts',
    'for (let total = 1; total < m + n + k; total += 1) {',
    'total < m + n + k',
    'total <= m + n + k',
  ]),
  ...because('another growth shows the same', [
    'complexity/outgrowing.ts',
    'const exponents = [0, 1, 2, 3, 4].filter((e) => e >= least);',
    '1',
    '(0)',
  ]),
  ...because(
    'a law is checked at sizes of one kind as well as at those of another',
    [
      'complexity/recover-cost.ts',
      '...[3, 5].flatMap((m) => [1, 4].flatMap((k) => [k, k + 3, 6 * k + 5].map((n) => ({ m, n, k })))),',
      '6',
      '(5)',
    ],
    [
      'complexity/recover-cost.ts',
      '...[3, 5].flatMap((m) => [1, 4].flatMap((k) => [k, k + 3, 6 * k + 5].map((n) => ({ m, n, k })))),',
      '5',
      '(4)',
      'everywhere',
    ],
  ),
] satisfies readonly Equivalent[]
