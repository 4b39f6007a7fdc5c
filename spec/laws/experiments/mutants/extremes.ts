/** Faults that show only where numbers are tiny, families large, or arms oddly named. */
import {
  adjustPValues,
  decidedFrom,
  dunnettCritical,
  familywiseErrorRate,
  rangesOfN,
  rejectionProbability,
} from '../../../../src/index.ts'
import type { Mutant } from '../../../judge/mutant.ts'
import { faultyAdjustment } from './faulty-comparison.ts'

export default [
  {
    id: 'dunnett.critical-values-end-at-10',
    fault: 'critical values end at 10',
    refutedBy: ['dunnett.critical-values-of-tiny-levels', 'dunnett.critical-values-of-independent-comparisons'],
    parts: { dunnettCritical: (alpha, shares) => Math.min(10, dunnettCritical(alpha, shares)) },
  },
  {
    id: 'dunnett.levels-near-1-are-one',
    fault: 'levels that leave less than 1e-9 are taken to leave so much',
    refutedBy: ['dunnett.critical-values-of-independent-comparisons'],
    parts: { dunnettCritical: (alpha, shares) => dunnettCritical(Math.min(alpha, 1 - 1e-9), shares) },
  },
  {
    id: 'dunnett.large-families-are-independent',
    fault: 'more than 200 comparisons are taken as independent',
    refutedBy: ['dunnett.matches-frozen-values'],
    parts: faultyAdjustment((correction, ps, shares) =>
      adjustPValues(correction === 'Dunnett' && ps.length > 200 ? 'Sidak' : correction, ps, shares),
    ),
  },
  {
    id: 'dunnett.shared-noise-ends-at-12',
    fault: 'tiny p-values under Dunnett lose what the shared noise adds, and more: a third is left',
    refutedBy: ['compare-arms.adjusted-p-is-at-least-p'],
    parts: faultyAdjustment((correction, ps, shares) =>
      adjustPValues(correction, ps, shares).map((p) => (correction === 'Dunnett' && p < 1e-60 ? p / 3 : p)),
    ),
  },
  {
    id: 'familywise.large-families-are-independent',
    fault: 'more than 12 comparisons are taken as independent',
    refutedBy: ['familywise.is-what-leaves-not-all-undecided'],
    parts: {
      familywiseErrorRate: (correction, rate, n, comparisons, alpha) =>
        comparisons > 12
          ? 1 - (1 - familywiseErrorRate('none', rate, n, 1, alpha)) ** comparisons
          : familywiseErrorRate(correction, rate, n, comparisons, alpha),
    },
  },
  {
    id: 'rejection.large-arms-take-mid-p',
    fault: 'Fisher is taken for mid-P where both arms have more than 60 trials',
    refutedBy: ['rejection.of-larger-arms'],
    parts: {
      rejectionProbability: (procedure, arm, control, alpha) =>
        rejectionProbability(
          procedure === 'Fisher' && Math.min(arm.n, control.n) > 60 ? 'mid-P' : procedure,
          arm,
          control,
          alpha,
        ),
    },
  },
  {
    id: 'range-of-n.nearly-whole-is-whole',
    fault: 'a count within a millionth of a whole number is whole',
    refutedBy: ['range-of-n.takes-counts-as-told'],
    parts: {
      rangesOfN: (asked, pattern) => {
        const near = (rate: number): boolean => Math.abs(rate * 30 - Math.round(rate * 30)) < 1e-5
        const isNear = asked.counts === 'whole' && Object.values(asked.rates).every(near)
        return rangesOfN(isNear ? { ...asked, counts: 'rounded' } : asked, pattern)
      },
    },
  },
  {
    id: 'range-of-n.decided-from-rounded-counts',
    fault: 'the first n at which an arm is decided is that of rounded counts where those are spoken of',
    refutedBy: ['range-of-n.takes-counts-as-told'],
    parts: {
      decidedFrom: (asked) => {
        const found = decidedFrom(asked)
        if (asked.counts !== 'rounded') return found
        const first = (name: string): number =>
          Math.min(found[name] ?? NaN, rangesOfN(asked, { [name]: 'better' })[0]?.low ?? Infinity)
        return Object.fromEntries(Object.keys(found).map((name) => [name, first(name)]))
      },
    },
  },
  {
    id: 'range-of-n.gives-up-at-15-000',
    fault: 'what is not decided by 15 000 trials never is',
    refutedBy: ['range-of-n.finds-large-sizes'],
    parts: {
      decidedFrom: (asked) => {
        const never = (asked.largest ?? 10_000) + 1
        return Object.fromEntries(Object.entries(decidedFrom(asked)).map(([name, n]) => [name, n > 15_000 ? never : n]))
      },
    },
  },
  {
    id: 'range-of-n.names-are-properties',
    fault: 'arms are gathered in an object that has properties of its own',
    refutedBy: ['experiments.arms-have-any-name'],
    parts: {
      decidedFrom: (asked) => {
        const found: Record<string, number> = {}
        for (const [name, n] of Object.entries(decidedFrom(asked))) found[name] = n
        return found
      },
    },
  },
] satisfies Mutant[]
