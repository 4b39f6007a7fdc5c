/** Arguments that are out of range go through. */
import {
  adjustPValues,
  compareWithControl,
  familywiseErrorRate,
  normalQuantile,
  pooledZ,
  rejectionProbability,
  wilsonInterval,
} from '../../../../src/index.ts'
import type { Mutant } from '../../../judge/mutant.ts'

export default [
  {
    id: 'exact-rates.nothing-is-certain',
    fault: 'rates are kept off 0 and 1 by a thousandth',
    refutedBy: ['exact-rates.of-certain-outcomes'],
    parts: {
      rejectionProbability: (procedure, arm, control, alpha) =>
        rejectionProbability(procedure, { ...arm, rate: inner(arm.rate) }, { ...control, rate: inner(control.rate) }, alpha),
    },
  },
  {
    id: 'experiments.two-steps-pass-for-one',
    fault: 'the error rate of a family under Holm is that under Bonferroni',
    refutedBy: ['experiments.refuse-by-their-own-name'],
    parts: {
      familywiseErrorRate: (correction, ...rest) =>
        familywiseErrorRate(['none', 'Sidak', 'Dunnett'].includes(correction) ? correction : 'Bonferroni', ...rest),
    },
  },
  {
    id: 'experiments.arguments-are-unchecked',
    fault: 'arguments are not checked: NaN comes out',
    refutedBy: [
      'tails.reject-impossible-arguments',
      'two-proportion.rejects-impossible-counts',
      'intervals.reject-impossible-levels',
      'multiplicity.rejects-impossible-arguments',
      'compare-arms.rejects-impossible-experiments',
    ],
    parts: {
      normalQuantile: unchecked(normalQuantile, NaN),
      pooledZ: unchecked(pooledZ, NaN),
      wilsonInterval: unchecked(wilsonInterval, { low: NaN, high: NaN }),
      adjustPValues: unchecked(adjustPValues, [NaN]),
      compareWithControl: unchecked(compareWithControl, {}),
    },
  },
] satisfies Mutant[]

function inner(rate: number): number {
  return Math.min(0.999, Math.max(0.001, rate))
}

/** Catches the RangeErrors of a part and gives `instead`. */
function unchecked<Args extends readonly unknown[], Result>(
  part: (...args: Args) => Result,
  instead: Result,
): (...args: Args) => Result {
  return (...args) => {
    try {
      return part(...args)
    } catch {
      return instead
    }
  }
}
