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
  ...because('the density at 11 is below 1e-26', ['stats/dunnett.ts', 'const END = 12;', '12', '(11)']),
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
    "else if (decision === (rate > base ? 'better' : 'worse'))",
    'rate > base',
    'rate >= base',
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
    'if (dunnettTail(middle, loadingOf) > alpha)',
    'dunnettTail(middle, loadingOf) > alpha',
    'dunnettTail(middle, loadingOf) >= alpha',
  ]),
  ...because('a tail at 0 is 1, up to the 1e-10 that is granted', [
    'stats/multiplicity.ts',
    'return pValues.map((p) => (p === 0 || p === 1 ? p : dunnettTail(Math.abs(normalQuantile(p / 2)), loadingOf)));',
    '1',
    '(2)',
  ]),
  ...because('no state has all of the mass: the rate lies inside (0, 1)', [
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
  ...because(
    'with more mass below than 1 - level the upper end is 1, where the density is 0: the bisection turns back',
    ['stats/credible-interval.ts', 'let [least, most] = [0, 1 - level];', '1', '(2)'],
    ['stats/credible-interval.ts', 'let [least, most] = [0, 1 - level];', '1 - level', '1 + level'],
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
  ...because('a z of 0 is below every critical value, and is undecided by then', [
    'stats/exact-rates.ts',
    "return Math.abs(z) < critical ? 'undecided' : z > 0 ? 'better' : 'worse';",
    'z > 0',
    'z >= 0',
  ]),
  ...because('a tail at 0 is 1, up to the 1e-10 that is granted', [
    'stats/multiplicity.ts',
    'return pValues.map((p) => (p === 0 || p === 1 ? p : dunnettTail(Math.abs(normalQuantile(p / 2)), loadingOf)));',
    '1',
    '(0)',
  ]),
  ...because('no p-value times a number of comparisons is below 0', ['stats/multiplicity.ts', 'let largest = 0;', '0', '(-1)']),
  ...because(
    'only Bayes and Agresti-Caffo can decide on an arm with the rate of the control, and the contract does not say which way',
    [
      'stats/compare-arms.ts',
      "const decision = adjustedP > alpha ? 'undecided' : rateOf(arm) > rateOf(base) ? 'better' : 'worse';",
      'rateOf(arm) > rateOf(base)',
      'rateOf(arm) >= rateOf(base)',
    ],
  ),
] satisfies readonly Equivalent[]
