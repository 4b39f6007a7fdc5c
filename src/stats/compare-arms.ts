/** The public verb: every arm of an experiment against its control. */
import type { Procedure } from '../contract/two-proportion.ts'
import type { Experiment, Comparison } from '../contract/experiment.ts'
import { rateOf } from './arm.ts'
import { requireInside, requireThat } from './arguments.ts'
import { loadings } from './dunnett.ts'
import { adjustPValues } from './multiplicity.ts'
import { TESTS, type Test, testOf } from './p-value.ts'

/**
 * Tests every other arm against the control, two-sided, and adjusts for the number of comparisons.
 * @returns one comparison for each arm but the control, by name, in the order of `arms`
 * @throws RangeError if the control is not an arm, if there is no other arm, for alpha outside (0, 1), and for impossible counts
 */
export const compareWithControl = comparisonBy(TESTS, adjustPValues)

/** `compareWithControl` over other tests or another adjustment. */
export function comparisonBy(
  tests: Readonly<Record<Procedure, Test>>,
  adjust: typeof adjustPValues,
): (experiment: Experiment) => Readonly<Record<string, Comparison>> {
  return ({ arms, control, procedure = 'pooled z', correction = 'none', alpha = 0.05 }) => {
    requireInside('compareWithControl', 'alpha', alpha)
    const base = Object.hasOwn(arms, control) ? arms[control] : undefined
    const others = Object.entries(arms).filter(([name]) => name !== control)
    if (base === undefined)
      throw new RangeError(`compareWithControl: control must be one of ${Object.keys(arms).join(', ')}, got ${control}`)
    requireThat(others.length > 0, 'compareWithControl: at least one arm besides the control is needed', others.length)
    const test = testOf('compareWithControl', procedure, tests)
    const results = others.map(([, arm]) => test(arm, base))
    const noise = correction === 'Dunnett' ? loadings(others.map(([, arm]) => arm), base) : [] // prettier-ignore
    const adjusted = adjust(correction, results.map(({ p }) => p), noise) // prettier-ignore
    const compared = others.map(([name, arm], i) => {
      const { statistic, p, ahead = rateOf(arm) - rateOf(base) } = results[i] as (typeof results)[number]
      const adjustedP = adjusted[i] ?? NaN
      const decision = adjustedP > alpha ? 'undecided' : ahead > 0 ? 'better' : 'worse'
      return [name, { statistic, p, adjustedP, decision } satisfies Comparison] as const
    })
    return Object.fromEntries(compared)
  }
}
