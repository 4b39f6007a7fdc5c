/** Adjusted p-values, one definition after the other. */
import fc from 'fast-check'
import { mixedArms, pValueFamilies } from '../arms/any-arm.ts'
import type { Correction } from '../../../src/contract/experiment.ts'
import { DUNNETT } from '../distributions/distribution-tables.ts'
import { ARMS, CONTROL, GOLDEN } from './email-templates.ts'
import { law, once, table } from '../../judge/spec.ts'
import type { Witness } from '../../judge/witness.ts'

const { [CONTROL]: control } = ARMS
const templates = GOLDEN.map(({ name }) => ARMS[name])
const CORRECTIONS = ['none', 'Bonferroni', 'Sidak', 'Holm', 'Hochberg', 'BH', 'BY'] as const
/** What the contract grants an adjusted p-value. */
const EXACT = 1e-10

/** Adjusted p-values by definition: the smallest alpha at which the procedure, run as written, rejects. All candidates are tried. */
function byDefinition(correction: Exclude<Correction, 'Dunnett'>, ps: readonly number[]): number[] {
  const m = ps.length
  const sorted = ps.toSorted((a, b) => a - b)
  const harmonic = sorted.reduce((sum, _, i) => sum + 1 / (i + 1), 0)
  const factor = (rank: number): number =>
    ({ none: 1, Bonferroni: m, Sidak: NaN, Holm: m - rank, Hochberg: m - rank, BH: m / (rank + 1), BY: (m * harmonic) / (rank + 1) })[correction] // prettier-ignore
  const passes = (rank: number, alpha: number): boolean => factor(rank) * (sorted[rank] ?? NaN) <= alpha * (1 + 1e-14)
  const rejected = (p: number, alpha: number): boolean => {
    if (correction === 'Sidak') return 1 - (1 - p) ** m <= alpha * (1 + 1e-14)
    if (correction === 'none' || correction === 'Bonferroni') return factor(0) * p <= alpha * (1 + 1e-14)
    const ranks = sorted.map((_, rank) => rank)
    // step down stops before the first that fails; step up takes all up to the last that passes
    const stop = ranks.findIndex((rank) => !passes(rank, alpha))
    const count = correction === 'Holm' ? (stop === -1 ? m : stop) : ranks.findLastIndex((rank) => passes(rank, alpha)) + 1
    return count > 0 && p <= (sorted[count - 1] ?? NaN)
  }
  const candidates = [...sorted.map((p, rank) => (correction === 'Sidak' ? 1 - (1 - p) ** m : factor(rank) * p)), ...sorted.map((p) => factor(0) * p), 1] // prettier-ignore
  const tried = candidates.filter((alpha) => alpha <= 1).toSorted((a, b) => a - b)
  return ps.map((p) => tried.find((alpha) => rejected(p, alpha)) ?? 1)
}

const definition = law({
  id: 'multiplicity.adjusted-p-is-the-smallest-rejecting-alpha',
  says: 'for every correction the adjusted p-value is the smallest alpha at which its procedure rejects that comparison, 1 at most',
  cites: 'Wright 1992; Holm 1979; Hochberg 1988; Benjamini and Hochberg 1995; Benjamini and Yekutieli 2001; Sidak 1967',
  needs: ['adjustPValues'],
  holds: ({ adjustPValues }, w) =>
    fc.property(pValueFamilies, fc.constantFrom(...CORRECTIONS), (ps, correction) =>
      w.close(correction, adjustPValues(correction, ps), byDefinition(correction, ps), EXACT),
    ),
})

function requireBelow(w: Witness, smaller: readonly number[], larger: readonly number[]): void {
  w.require('at most', smaller.every((p, j) => p <= (larger[j] ?? NaN) * (1 + EXACT)), { smaller, larger }) // prettier-ignore
}

const ordered = law({
  id: 'multiplicity.corrections-are-ordered',
  says: 'raw p <= BH <= Hochberg <= Holm <= Bonferroni, Sidak <= Bonferroni, and BH <= BY, for every family',
  cites: 'Hochberg 1988; Benjamini and Hochberg 1995',
  needs: ['adjustPValues'],
  holds: ({ adjustPValues }, w) =>
    fc.property(pValueFamilies, (ps) => {
      const chain = (['none', 'BH', 'Hochberg', 'Holm', 'Bonferroni'] as const).map((name) => adjustPValues(name, ps))
      for (const [i, smaller] of chain.slice(0, -1).entries()) requireBelow(w, smaller, chain[i + 1] ?? [])
      requireBelow(w, adjustPValues('Sidak', ps), adjustPValues('Bonferroni', ps))
      requireBelow(w, adjustPValues('BH', ps), adjustPValues('BY', ps))
    }),
})

const equivariant = law({
  id: 'multiplicity.does-not-know-the-order',
  says: 'adjusting a reversed family gives the adjusted values reversed, in the order of the input; a family of one is left alone',
  cites: 'adjustments depend on the set of p-values only',
  needs: ['adjustPValues'],
  holds: ({ adjustPValues }, w) =>
    fc.property(pValueFamilies, fc.constantFrom(...CORRECTIONS), (ps, correction) => {
      w.close('reversed', adjustPValues(correction, ps.toReversed()), adjustPValues(correction, ps).toReversed(), EXACT)
      for (const p of ps) w.close('alone', adjustPValues(correction, [p]), [p], EXACT)
    }),
})

const anySize = law({
  id: 'multiplicity.families-of-any-size',
  says: 'for evenly spaced families of 1 to 2000, BH is one number, BY is that times the harmonic number, Bonferroni multiplies by the size, and Sidak is 1 - (1 - p)^m',
  cites: 'definitions',
  needs: ['adjustPValues'],
  holds: ({ adjustPValues }, w) =>
    table([1, 2, 9, 64, 101, 513, 2000], (m) => {
      // The p-values i / (64 m), in a mixed order: m p / rank is 1 / 64 for every one.
      const ps = Array.from({ length: m }, (_, i) => (1 + ((i * 7) % m)) / (64 * m))
      const harmonic = ps.reduce((sum, _, i) => sum + 1 / (m - i), 0)
      w.close(`BH of ${m}`, adjustPValues('BH', ps), ps.map(() => 1 / 64), EXACT) // prettier-ignore
      w.close(`BY of ${m}`, adjustPValues('BY', ps), ps.map(() => harmonic / 64), EXACT) // prettier-ignore
      w.close(`Bonferroni of ${m}`, adjustPValues('Bonferroni', ps), ps.map((p) => Math.min(1, m * p)), EXACT) // prettier-ignore
      w.close(`Sidak of ${m}`, adjustPValues('Sidak', ps), ps.map((p) => 1 - Math.exp(m * Math.log(1 - p))), EXACT) // prettier-ignore
    }),
})

const golden = law({
  id: 'multiplicity.golden-email-templates',
  says: 'the templates give the published adjusted p-values for pooled z, and for Holm on Fisher: B is lost under Bonferroni, BY, Dunnett and Holm on Fisher',
  cites: 'statsmodels multipletests; Dunnett by integration, 8 digits',
  needs: ['adjustPValues', 'pValue', 'loadings'],
  holds: ({ adjustPValues, pValue, loadings }, w) =>
    table(['none', 'Bonferroni', 'Holm', 'Hochberg', 'BH', 'BY', 'Dunnett'] as const, (correction) => {
      const pooled = templates.map((arm) => pValue('pooled z', arm, control))
      const adjusted = adjustPValues(correction, pooled, loadings(templates, control))
      w.close(correction, adjusted, GOLDEN.map((row) => row.adjusted[correction]), 5.1e-9) // prettier-ignore
      const fisher = templates.map((arm) => pValue('Fisher', arm, control))
      w.close('Holm on Fisher', adjustPValues('Holm', fisher), GOLDEN.map((row) => row.holmFisher), 5.1e-9) // prettier-ignore
    }),
})

const dunnettTable = law({
  id: 'dunnett.matches-frozen-values',
  says: 'the Dunnett adjustment of a two-sided p is the probability that the largest of the correlated |Z| exceeds its z',
  cites: 'Dunnett 1955; mpmath quad, frozen in oracles/distribution-tables',
  needs: ['adjustPValues', 'normalUpperTail'],
  holds: ({ adjustPValues, normalUpperTail }, w) =>
    table(DUNNETT, ([z, loadings, tail]) => {
      const p = 2 * normalUpperTail(z)
      w.close(`z = ${z}`, adjustPValues('Dunnett', Array.from(loadings, () => p), loadings), Array.from(loadings, () => tail), 1e-10) // prettier-ignore
    }),
})

const dunnettLimits = law({
  id: 'dunnett.lies-between-one-test-and-sidak',
  says: 'without correlation Dunnett is Sidak; with it the adjusted p lies between the raw p and Sidak; a single comparison is not adjusted',
  cites: 'Sidak 1967: positive dependence only helps',
  needs: ['adjustPValues'],
  holds: ({ adjustPValues }, w) => {
    const loading = fc.integer({ min: 1, max: 15 }).map((i) => i / 16)
    return fc.property(pValueFamilies, fc.array(loading, { minLength: 8, maxLength: 8 }), (ps, all) => {
      const loadings = all.slice(0, ps.length)
      const sidak = adjustPValues('Sidak', ps)
      w.close('independent', adjustPValues('Dunnett', ps, loadings.map(() => 0)), sidak, 1e-10) // prettier-ignore
      const adjusted = adjustPValues('Dunnett', ps, loadings)
      for (const [i, p] of ps.entries()) {
        const value = adjusted[i] ?? NaN
        w.require('between', p <= value + 1e-10 && value <= (sidak[i] ?? NaN) + 1e-10, { p, value, sidak: sidak[i] })
      }
      w.close('alone', adjustPValues('Dunnett', ps.slice(0, 1), loadings.slice(0, 1)), ps.slice(0, 1), 1e-10)
    })
  },
  runs: 12,
})

const criticalValues = law({
  id: 'dunnett.golden-critical-values',
  says: 'the critical |z| of four comparisons at 5 % is 2.44153 with the correlations of the templates and 2.44177 with correlation 1/2',
  cites: 'Dunnett 1964, table; integration, 6 digits',
  needs: ['dunnettCritical', 'loadings'],
  holds: ({ dunnettCritical, loadings }, w) =>
    once(() => {
      w.close('templates', dunnettCritical(0.05, loadings(templates, control)), 2.44153, 5e-6)
      w.close(
        'correlation 1/2',
        dunnettCritical(
          0.05,
          Array.from(templates, () => Math.SQRT1_2),
        ),
        2.44177,
        5e-6,
      )
      w.close('one comparison', dunnettCritical(0.05, [Math.SQRT1_2]), 1.959963984540054, 1e-9)
      w.close('a level of 9/10', dunnettCritical(0.9, [Math.SQRT1_2]), 0.12566134685507402, 1e-9)
    }),
})

const loadingsAre = law({
  id: 'dunnett.loadings-are-shares-of-noise',
  says: "the squared loading of a comparison is the control's share of the variance of the difference, arm by arm",
  cites: 'derived here: cov(p_i - q, p_j - q) = var(q)',
  needs: ['loadings'],
  holds: ({ loadings }, w) =>
    fc.property(fc.array(mixedArms(300), { minLength: 1, maxLength: 4 }), mixedArms(300), (arms, c) => {
      const variance = ({ successes, n }: typeof c): number => (successes * (n - successes)) / n ** 3
      w.close(
        'squares',
        loadings(arms, c).map((loading) => loading ** 2),
        arms.map((a) => variance(c) / (variance(c) + variance(a))),
        1e-11,
      )
    }),
})

const certainLoadings = law({
  id: 'dunnett.loadings-of-certain-arms',
  says: 'a control that does not vary shares no noise, an arm that does not vary has none but that of the control, and where neither varies the loading is that of arms alike',
  cites: 'the contract; limits of sqrt(v0 / (v0 + v))',
  needs: ['loadings'],
  holds: ({ loadings }, w) =>
    table([0, 40] as const, (certain) => {
      const [still, varies] = [
        { successes: certain, n: 40 },
        { successes: 13, n: 40 },
      ]
      w.close('a control that does not vary', loadings([varies, still], still), [0, Math.SQRT1_2], 1e-15)
      w.close('an arm that does not vary', loadings([still, varies], varies), [1, Math.SQRT1_2], 1e-15)
    }),
})

const argumentsChecked = law({
  id: 'multiplicity.rejects-impossible-arguments',
  says: 'p-values outside [0, 1] are RangeErrors, and so is Dunnett without one loading for each comparison',
  cites: 'contract',
  needs: ['adjustPValues', 'dunnettCritical'],
  holds: ({ adjustPValues, dunnettCritical }, w) =>
    table([-0.25, 1.5, NaN], (bad) => {
      for (const correction of CORRECTIONS)
        w.throws(correction, RangeError, String(bad), () => adjustPValues(correction, [0.5, bad]))
      for (const loading of [-0.5, 1.5, NaN])
        w.throws('loading', RangeError, String(loading), () => adjustPValues('Dunnett', [0.5], [loading]))
      w.throws('Dunnett', RangeError, '2 loadings', () => adjustPValues('Dunnett', [0.5, 0.5], [0.5]))
      w.throws('alpha', RangeError, String(bad), () => dunnettCritical(bad, [0.5]))
    }),
})

export default [
  definition,
  ordered,
  equivariant,
  anySize,
  golden,
  dunnettTable,
  dunnettLimits,
  certainLoadings,
  criticalValues,
  loadingsAre,
  argumentsChecked,
]
