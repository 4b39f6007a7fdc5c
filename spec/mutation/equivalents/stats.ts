/** Changes of statistics that nobody can notice. */
import { because, type Equivalent } from './because.ts'

export default [
  ...because('the density rises throughout, and the bisection comes to the same end', [
    'stats/credible-interval.ts',
    'if (b <= 1)',
    'b <= 1',
    'b < 1',
  ]),
  ...because('a halving more of an interval of neighbours', [
    'stats/credible-interval.ts',
    'for (let halving = 0; halving < 52; halving += 1) {',
    '0',
    '(-1)',
  ]),
  ...because('the density is below 1e-313 from 38 on', ['stats/dunnett.ts', 'const END = 39;', '39', '(38)']),
  ...because('whoever calls it has checked both arms', [
    'stats/fisher.ts',
    "requireCounts('fisherUpperTail', arm);",
    "requireCounts('fisherUpperTail', arm);",
    ';',
  ]),
  ...because('a tail that rounds to more than 1 is compared with others up to 1e-10 only', [
    'stats/fisher.ts',
    'return Math.min(1, sum(pmf.subarray(Math.max(0, arm.successes - from)).toReversed()));',
    '1',
    '(2)',
  ]),
  ...because('an arm with the rate of the control is never decided: the range is empty either way', [
    'stats/range-of-n.ts',
    "const isReversed = decided.some((name) => pattern[name] !== ((asked.rates[name] ?? NaN) > base ? 'better' : 'worse'));",
    '(asked.rates[name] ?? NaN) > base',
    '(asked.rates[name] ?? NaN) >= base',
  ]),
  ...because('one point more on the grid finds the same maximum, up to the 1e-6 that is granted', [
    'stats/unconditional.ts',
    'const STEPS = 256;',
    '256',
    '(257)',
  ]),
  ...because('no statistic lies at the observed one less 1e-10 of it', [
    'stats/unconditional.ts',
    'const region = regionOf(arm.n, control.n, (x, y) => z(x, y) >= observed, (x, y) => z(x, y) <= -observed);',
    'z(x, y) >= observed',
    'z(x, y) > observed',
  ]),
  ...because('sections of another ratio close in on the same maximum', [
    'stats/unconditional.ts',
    'const GOLDEN = (Math.sqrt(5) - 1) / 2;',
    '5',
    '(6)',
  ]),
  ...because(
    'the walk may begin beside the most likely count: weights are relative',
    ['stats/binomial.ts', 'const mode = Math.min(n, Math.floor((n + 1) * p));', 'n + 1', 'n - 1'],
    [
      'stats/binomial.ts',
      'const mode = Math.min(high, Math.max(low, Math.floor(((n + 1) * (successes + 1)) / (n + m + 2))));',
      'n + m + 2',
      'n + m - 2',
    ],
  ),
  ...because('a tail that equals alpha to the last bit, at one of forty bisections, moves the value by 1e-12', [
    'stats/dunnett.ts',
    '? (z) => dunnettTail(z, loadingOf) > alpha',
    'dunnettTail(z, loadingOf) > alpha',
    'dunnettTail(z, loadingOf) >= alpha',
  ]),
  ...because('where one state has all of the mass the arms are alike, which no look rejects', [
    'stats/peeking.ts',
    'if (here === 0 || Math.abs(pooledZ(arm, { successes: from + (i % size), n })) < critical)',
    '0',
    '(1)',
  ]),
  ...because(
    'where the density falls or rises throughout the bisection comes to the same end',
    ['stats/credible-interval.ts', 'if (a <= 1 && b >= 1)', 'a <= 1', 'a < 1'],
    ['stats/credible-interval.ts', 'if (b <= 1)', '1', '(0)'],
  ),
  ...because(
    'a halving more or less of an interval of neighbours',
    ['stats/credible-interval.ts', 'for (let halving = 0; halving < 52; halving += 1) {', '0', '(1)'],
    ['stats/credible-interval.ts', 'for (let halving = 0; halving < 52; halving += 1) {', 'halving < 52', 'halving <= 52'],
    ['stats/credible-interval.ts', 'for (let halving = 0; halving < 52; halving += 1) {', '52', '(51)'],
    ['stats/credible-interval.ts', 'for (let halving = 0; halving < 52; halving += 1) {', '52', '(53)'],
  ),
  ...because('densities that agree to the last bit are those that are sought', [
    'stats/credible-interval.ts',
    'if (logDensity(low) < logDensity(high))',
    'logDensity(low) < logDensity(high)',
    'logDensity(low) <= logDensity(high)',
  ]),
  ...because(
    'with a cut below 0 every outcome down to 1e-300 of the most likely one is counted: less mass is left out, of which 1e-11 may be',
    ['stats/exact-rates.ts', 'const CUT = 1e-14;', '1e-14', '(-0.99999999999999)'],
  ),
  ...because(
    'no z of counts is a critical value: z squared is rational, and P(|Z| >= z) is transcendental then (Siegel), hence no level; what rounds to a tie may fall on either side',
    [
      'stats/exact-rates.ts',
      "return Math.abs(z) < critical ? 'undecided' : z > 0 ? 'better' : 'worse';",
      'Math.abs(z) < critical',
      'Math.abs(z) <= critical',
    ],
  ),
  ...because('a sum that rounds to more than 1 is compared with others up to 1e-10 only', [
    'stats/exact-rates.ts',
    'return Math.min(1, total);',
    '1',
    '(2)',
  ]),
  ...because('a z of 0 is below every critical value, and is undecided by then', [
    'stats/exact-rates.ts',
    "return Math.abs(z) < critical ? 'undecided' : z > 0 ? 'better' : 'worse';",
    'z > 0',
    'z >= 0',
  ]),
  ...because('no p-value times a number of comparisons is below 0', ['stats/multiplicity.ts', 'let largest = 0;', '0', '(-1)']),
  ...because(
    'where neither is ahead only mid-P can decide, at a level of one half or more, and the contract does not say which way',
    [
      'stats/compare-arms.ts',
      "const decision = adjustedP > alpha ? 'undecided' : ahead > 0 ? 'better' : 'worse';",
      'ahead > 0',
      'ahead >= 0',
    ],
  ),
  ...because('the density rises throughout, and the bisection comes to the same end', [
    'stats/credible-interval.ts',
    'if (b <= 1)',
    'if (b <= 1)\n        return { low: betaQuantile(1 - level, a, b), high: 1 };',
    ';',
  ]),
  ...because(
    '26 halvings leave (1 - level) / 2^27 of mass; outside, where 1 - level is, no density is above that of the ends, so that they move by 2^-27 < 1e-8 at most',
    ['stats/credible-interval.ts', 'for (let halving = 0; halving < 52; halving += 1) {', '1', '(2)'],
  ),
  ...because(
    'an end is right to 1e-9: a p that is an end to the last bit may lie on either side of it',
    ['stats/credible-interval.ts', 'if (low <= p && p <= high)', 'low <= p', 'low < p'],
    ['stats/credible-interval.ts', 'if (low <= p && p <= high)', 'p <= high', 'p < high'],
  ),
  ...because(
    'from 1 to 2 both libraries are within the 1e-12 that is granted',
    ['stats/tails.ts', 'const CENTRE = 2;', '2', '(1)'],
    [
      'stats/tails.ts',
      'return Math.abs(z) <= CENTRE ? normal.cdf(z, 0, 1) : erfc(-z / Math.SQRT2) / 2;',
      'Math.abs(z) <= CENTRE',
      'Math.abs(z) < CENTRE',
    ],
  ),
  ...because(
    'erfcinv(1) is 0, and the contract does not name the sign of a quantile of 0',
    ['stats/tails.ts', 'return p === 0.5 ? 0 : -Math.SQRT2 * erfcinv(2 * p);', '0.5', '(-0.5)'],
    ['stats/tails.ts', 'return p === 0.5 ? 0 : -Math.SQRT2 * erfcinv(2 * p);', '0.5', '(1.5)'],
  ),
  ...because('down to -3 an absolute error of 1e-16 is a relative one of 1e-13, and 1e-12 is granted', [
    'stats/tails.ts',
    'const CENTRE = 2;',
    '2',
    '(3)',
  ]),
  ...because(
    'with a cut below 0 every outcome down to 1e-300 of the most likely one is counted: less mass is left out, of which 1e-10 may be',
    ['stats/peeking.ts', 'const CUT = 1e-14;', '1e-14', '(-0.99999999999999)'],
  ),
  ...because('the contract does not say where a look between two trials is', [
    'stats/peeking.ts',
    'const now = Math.round((look * n) / looks);',
    'Math.round',
    'Math.floor',
  ]),
  ...because(
    'rows and columns before the first and after the last are written beyond the ends of a typed array, which drops them, or over by those that come after',
    [
      'stats/peeking.ts',
      'for (let row = 0; row < rows; row += 1) {',
      '0',
      '(-1)',
      'const next = new Float64Array(rows * columns);',
    ],
    [
      'stats/peeking.ts',
      'for (let row = 0; row < rows; row += 1) {',
      'row < rows',
      'row <= rows',
      'const next = new Float64Array(rows * columns);',
    ],
    [
      'stats/peeking.ts',
      'for (let row = 0; row < rows; row += 1) {',
      '0',
      '(-1)',
      'const turned = new Float64Array(mass.length);',
    ],
    ['stats/peeking.ts', 'for (let column = 0; column < size; column += 1)', '0', '(-1)'],
    ['stats/peeking.ts', 'for (let column = 0; column < size; column += 1)', 'column < size', 'column <= size'],
  ),
  ...because('a mass of 0 adds nothing', ['stats/peeking.ts', 'if (here === 0)', '0', '(-1)']),
  ...because(
    'beyond the columns of a row lies less than 1e-12 of the mass, which lands at the ends of the next one; 1e-10 is granted',
    ['stats/peeking.ts', 'const end = Math.min(gained.pmf.length, columns - shift);', 'columns - shift', 'columns + shift'],
  ),
  ...because('each look adds to either arm once, so that the sign changes twice', [
    'stats/peeking.ts',
    'next[at] = next[at] + here * gained.pmf[i];',
    'next[at] + here * gained.pmf[i]',
    'next[at] - here * gained.pmf[i]',
  ]),
  ...because(
    'a mass of 0 adds nothing',
    ['stats/peeking.ts', 'if (here === 0)', 'if (here === 0)\n                continue;', ';'],
    [
      'stats/peeking.ts',
      'if (here === 0 || Math.abs(pooledZ(arm, { successes: from + (i % size), n })) < critical)',
      '0',
      '(-1)',
    ],
  ),
  ...because(
    'no z of counts is a critical value: z squared is rational, and P(|Z| >= z) is transcendental then (Siegel), hence no level; what rounds to a tie may fall on either side',
    [
      'stats/peeking.ts',
      'if (here === 0 || Math.abs(pooledZ(arm, { successes: from + (i % size), n })) < critical)',
      'Math.abs(pooledZ(arm, { successes: from + (i % size), n })) < critical',
      'Math.abs(pooledZ(arm, { successes: from + (i % size), n })) <= critical',
    ],
  ),
  ...because('no count of heads fits into -1 trials: that is refused all the same', [
    'stats/trials.ts',
    'export function requireCounts(who, k, n, atLeast = 0) {',
    '0',
    '(-1)',
  ]),
] satisfies readonly Equivalent[]
