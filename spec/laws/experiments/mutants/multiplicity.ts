/** Faults of adjustments for several comparisons. */
import { adjustPValues, dunnettCritical, loadings, normalCdf, normalQuantile, normalUpperTail } from '../../../../src/index.ts'
import type { Mutant } from '../../../judge/mutant.ts'
import { faultyAdjustment } from './faulty-comparison.ts'

/** P(some |Z_i| >= z), with steps of an eighth and of half a width at most. */
function coarseTail(z: number, shares: readonly number[] = []): number {
  const widths = shares.map((share) => Math.sqrt(1 - share ** 2))
  const step = Math.min(1 / 8, ...shares.map((share, i) => (widths[i] ?? NaN) / share / 2))
  let sum = 0
  for (let u = -8; u <= 8; u += step) {
    const inside = shares.map((share, i) => {
      const width = widths[i] ?? NaN
      return normalCdf((z - share * u) / width) - normalUpperTail((z + share * u) / width)
    })
    sum += Math.exp((-u * u) / 2) * (1 - inside.reduce((product, each) => product * each, 1))
  }
  return (step * sum) / Math.sqrt(2 * Math.PI)
}

export default [
  {
    id: 'multiplicity.bonferroni-counts-all-pairs',
    fault: 'Bonferroni counts all 10 pairs of five arms, not the 4 comparisons with the control',
    refutedBy: [
      'multiplicity.golden-email-templates',
      'multiplicity.adjusted-p-is-the-smallest-rejecting-alpha',
      'compare-arms.golden-decisions',
      'q2.decisions',
    ],
    under: { correction: 'Bonferroni' },
    parts: faultyAdjustment((correction, ps, shares) => {
      const pairs = (ps.length * (ps.length + 1)) / 2
      return correction === 'Bonferroni' ? ps.map((p) => Math.min(1, pairs * p)) : adjustPValues(correction, ps, shares)
    }),
  },
  {
    id: 'multiplicity.holm-without-running-maximum',
    fault: 'Holm without the running maximum',
    refutedBy: ['multiplicity.golden-email-templates', 'multiplicity.adjusted-p-is-the-smallest-rejecting-alpha'],
    parts: faultyAdjustment((correction, ps, shares) => {
      const rank = (p: number): number => ps.filter((other) => other < p).length
      return correction === 'Holm' ? ps.map((p) => Math.min(1, (ps.length - rank(p)) * p)) : adjustPValues(correction, ps, shares)
    }),
  },
  {
    id: 'multiplicity.stays-sorted',
    fault: 'the adjustment sorts the family and forgets to put it back in order',
    refutedBy: ['multiplicity.does-not-know-the-order', 'multiplicity.golden-email-templates'],
    parts: faultyAdjustment((correction, ps, shares) => adjustPValues(correction, ps, shares).toSorted((a, b) => a - b)),
  },
  {
    id: 'multiplicity.step-up-is-miscounted',
    fault: 'BH divides by the rank from 0, and Hochberg runs its minimum the wrong way',
    refutedBy: [
      'multiplicity.adjusted-p-is-the-smallest-rejecting-alpha',
      'multiplicity.corrections-are-ordered',
      'multiplicity.golden-email-templates',
    ],
    parts: faultyAdjustment((correction, ps, shares) => {
      if (correction === 'Hochberg') return adjustPValues('Holm', ps)
      return correction === 'BH' ? adjustPValues('Bonferroni', ps) : adjustPValues(correction, ps, shares)
    }),
  },
  {
    id: 'dunnett.is-sidak',
    fault: 'Dunnett takes the comparisons as independent: it is Sidak',
    refutedBy: ['dunnett.matches-frozen-values', 'multiplicity.golden-email-templates'],
    parts: faultyAdjustment((correction, ps, shares) =>
      adjustPValues(correction === 'Dunnett' ? 'Sidak' : correction, ps, shares),
    ),
  },
  {
    id: 'dunnett.adjusts-the-one-sided-p',
    fault: 'Dunnett adjusts the one-sided p',
    refutedBy: ['dunnett.lies-between-one-test-and-sidak', 'dunnett.matches-frozen-values'],
    parts: faultyAdjustment((correction, ps, shares) =>
      adjustPValues(correction, correction === 'Dunnett' ? ps.map((p) => p / 2) : ps, shares),
    ),
  },
  {
    id: 'dunnett.steps-are-of-one-comparison',
    fault: 'Dunnett integrates with the steps that one comparison asks for, however many there are',
    refutedBy: ['dunnett.matches-frozen-values'],
    parts: faultyAdjustment((correction, ps, shares) =>
      correction === 'Dunnett'
        ? ps.map((p) => coarseTail(-normalQuantile(p / 2), shares))
        : adjustPValues(correction, ps, shares),
    ),
  },
  {
    id: 'dunnett.loadings-lack-their-root',
    fault: 'the loading is the share itself, not its root: comparisons are correlated by a quarter',
    refutedBy: ['dunnett.loadings-are-shares-of-noise', 'dunnett.golden-critical-values', 'multiplicity.golden-email-templates'],
    parts: { loadings: (arms, control) => loadings(arms, control).map((loading) => loading ** 2) },
  },
  {
    id: 'dunnett.certain-control-shares-noise',
    fault: 'where the control does not vary, every loading is that of arms alike',
    refutedBy: ['dunnett.loadings-of-certain-arms'],
    parts: {
      loadings: (arms, control) => (control.successes % control.n === 0 ? arms.map(() => Math.SQRT1_2) : loadings(arms, control)),
    },
  },
  {
    id: 'dunnett.loadings-are-reversed',
    fault: 'the loadings come in the reverse order of the arms',
    refutedBy: ['dunnett.loadings-are-shares-of-noise'],
    parts: { loadings: (arms, control) => loadings(arms, control).toReversed() },
  },
  {
    id: 'dunnett.critical-value-is-one-sided',
    fault: 'the critical value is one-sided',
    refutedBy: ['dunnett.golden-critical-values'],
    parts: { dunnettCritical: (alpha, shares) => dunnettCritical(Math.min(0.99, 2 * alpha), shares) },
  },
  {
    id: 'multiplicity.approximates-harmonics',
    fault: 'above 100 comparisons the harmonic number is ln m + 0.5772',
    refutedBy: ['multiplicity.families-of-any-size'],
    parts: faultyAdjustment((correction, ps, shares) => {
      const m = ps.length
      if (correction !== 'BY' || m <= 100) return adjustPValues(correction, ps, shares)
      return adjustPValues('BH', ps).map((p) => Math.min(1, p * (Math.log(m) + 0.5772156649)))
    }),
  },
] satisfies Mutant[]
