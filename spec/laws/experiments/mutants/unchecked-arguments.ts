/** Arguments that are out of range go through. */
import { adjustPValues, compareWithControl, normalQuantile, pooledZ, wilsonInterval } from '../../../../src/index.ts'
import type { Mutant } from '../../../judge/mutant.ts'

export default [
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
