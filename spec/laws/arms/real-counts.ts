/** Arms of unusual kinds: counts that are not whole, rates that nearly agree, families in which an arm has no success. */
import fc, { type Arbitrary } from 'fast-check'
import type { Arm } from '../../../src/contract/two-proportion.ts'
import { law, table } from '../../judge/spec.ts'
import { arms } from './any-arm.ts'

/** Counts in sixteenths, strictly between 0 and n. */
function realArms(largest: number): Arbitrary<Arm> {
  return fc
    .integer({ min: 1, max: largest })
    .chain((n) => fc.record({ successes: fc.integer({ min: 1, max: 16 * n - 1 }).map((i) => i / 16), n: fc.constant(n) }))
}

export default [
  law({
    id: 'two-proportion.real-counts-are-taken-as-they-are',
    says: "counts that are not whole count as they are: pooled z, and Yates' chi-square with half a count taken off, are those of the table with real cells",
    cites: 'contract; Pearson 1900, Yates 1934',
    needs: ['pooledZ', 'yatesChiSquare'],
    holds: ({ pooledZ, yatesChiSquare }, w) =>
      fc.property(realArms(100), realArms(100), (x, y) => {
        const [a, b, c, d] = [x.successes, x.n - x.successes, y.successes, y.n - y.successes]
        const total = x.n + y.n
        // Cells in sixteenths, up to 100: the determinant and the margins are exact.
        const root = Math.sqrt(total / ((a + b) * (c + d) * (a + c) * (b + d)))
        const determinant = a * d - b * c
        const size = 1 + Math.abs(determinant) * root
        w.close('pooled z', pooledZ(x, y), determinant * root, 1e-11 * size)
        const left = Math.max(0, Math.abs(determinant) - total / 2) * root
        w.close('Yates', yatesChiSquare(x, y), left ** 2, 1e-11 * size ** 2)
      }),
  }),
  law({
    id: 'two-proportion.statistics-meet-where-rates-nearly-agree',
    says: 'where the rates differ by little, however little, pooled z squared, unpooled z squared, chi-square and G are one positive number up to that little',
    cites: 'Wilks 1938: the likelihood ratio is a quadratic form to first order',
    needs: ['pooledZ', 'unpooledZ', 'gStatistic', 'homogeneityChiSquare'],
    holds: ({ pooledZ, unpooledZ, gStatistic, homogeneityChiSquare }, w) =>
      fc.property(fc.integer({ min: 2, max: 40 }), fc.nat(38), fc.integer({ min: 10, max: 18 }), (n, s, places) => {
        const control = { successes: Math.min(n - 1, 1 + s), n }
        const more = 2 ** -places
        const arm = { successes: control.successes + more, n }
        const rate = control.successes / n
        const expected = (more / n) ** 2 / ((2 * rate * (1 - rate)) / n)
        // The variances and the third term of the likelihood differ by a share of `more` over a cell of at least 1, in all below 4 more.
        // Logarithms of 40 cells leave 1e-13; a difference of rates rounds by 2^-53, which counts (2^-53 n / more)^2 less.
        const off = 4 * more * expected + 1e-13
        w.close('pooled z squared', pooledZ(arm, control) ** 2, expected, off)
        w.close('unpooled z squared', unpooledZ(arm, control) ** 2, expected, off)
        w.close('chi-square', homogeneityChiSquare([arm, control]).statistic, expected, off)
        w.close('G', gStatistic(arm, control), expected, off)
      }),
  }),
  law({
    id: 'two-proportion.homogeneity-sums-over-the-cells',
    says: 'the chi-square of two to six arms is the sum of (observed - expected)^2 / expected over all cells, with one degree of freedom less than arms, whether or not an arm has successes; p is its upper tail',
    cites: 'Pearson 1900',
    needs: ['homogeneityChiSquare', 'chiSquareUpperTail'],
    reaches: ['an arm without successes', 'no success at all'],
    holds: ({ homogeneityChiSquare, chiSquareUpperTail }, w) => {
      const empty = fc.integer({ min: 1, max: 50 }).map((n): Arm => ({ successes: 0, n }))
      const mixed = fc.oneof({ weight: 3, arbitrary: arms(200) }, { weight: 1, arbitrary: empty })
      const families = fc.oneof(
        { weight: 9, arbitrary: fc.array(mixed, { minLength: 2, maxLength: 6 }) },
        { weight: 1, arbitrary: fc.array(empty, { minLength: 2, maxLength: 4 }) },
      )
      return fc.property(families, (family) => {
        const [all, successes] = [family.reduce((sum, { n }) => sum + n, 0), family.reduce((sum, arm) => sum + arm.successes, 0)]
        if (family.some((arm) => arm.successes === 0))
          w.reached(successes === 0 ? 'no success at all' : 'an arm without successes')
        const cells = family.flatMap((arm) => [
          { observed: arm.successes, expected: (arm.n * successes) / all },
          { observed: arm.n - arm.successes, expected: (arm.n * (all - successes)) / all },
        ])
        const sum = cells.reduce(
          (s, { observed, expected }) => s + (expected === 0 ? 0 : (observed - expected) ** 2 / expected),
          0,
        )
        const { statistic, df, p } = homogeneityChiSquare(family)
        // A cell of at most 200 is off from its expectation by some 2^-46, squared over expectations of 1 / 1200 at least.
        w.close('statistic', statistic, sum, 1e-10 * (1 + sum))
        w.equal('degrees of freedom', df, family.length - 1)
        w.close('p', p, chiSquareUpperTail(statistic, family.length - 1), 1e-11)
      })
    },
  }),
  law({
    id: 'two-proportion.arms-alike-do-not-differ',
    says: 'where both rates are the same, also 0 or 1, every statistic is 0 and every p-value 1',
    cites: 'the contract; G of 1 in 3 against 3 in 9 is a sum that rounds to less than 0',
    needs: ['pooledZ', 'unpooledZ', 'yatesChiSquare', 'gStatistic', 'pValue'],
    holds: ({ pValue, ...statistics }, w) =>
      table(
        [[0, 4, 0, 9], [5, 5, 8, 8], [1, 3, 3, 9], [3, 9, 3, 9], [6, 7, 6, 7], [0.5, 2, 1, 4]] as const, // prettier-ignore
        ([successes, n, others, m]) => {
          const [arm, control] = [
            { successes, n },
            { successes: others, n: m },
          ]
          for (const part of ['pooledZ', 'unpooledZ', 'yatesChiSquare', 'gStatistic'] as const)
            w.close(part, statistics[part](arm, control), 0, 1e-11)
          for (const test of ['pooled z', 'unpooled z', 'Yates'] as const) w.close(test, pValue(test, arm, control), 1, 1e-11)
          // near 1 the p of a chi-square lacks the root of it: 2e-8 of 1e-15
          w.close('G', pValue('G', arm, control), 1, 1e-5)
        },
      ),
  }),
]
