/** The public verb: every arm of an experiment against its control. */
import { rateOf, type Arm, type Correction, type Decision, type Procedure } from './arm.ts'
import { requireInside, requireThat } from './arguments.ts'
import { loadings } from './dunnett.ts'
import { adjustPValues } from './multiplicity.ts'
import { TESTS, type Test } from './p-value.ts'

/** How a comparison is made. */
export interface Design {
  /** Default 'pooled z'. */
  readonly procedure?: Procedure
  /** Default 'none'. */
  readonly correction?: Correction
  /** Two-sided level inside (0, 1), default 0.05. A one-sided test at level a decides as a two-sided one at 2a does. */
  readonly alpha?: number
}

/** What is compared, and how. */
export interface Experiment extends Design {
  /** Any number of arms by name, the control among them. */
  readonly arms: Readonly<Record<string, Arm>>
  /** The name of the arm that the others are compared with. */
  readonly control: string
}

/** One arm against the control. */
export interface Comparison {
  readonly statistic: number
  readonly p: number
  readonly adjustedP: number
  readonly decision: Decision
}

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
    const base = arms[control]
    const others = Object.entries(arms).filter(([name]) => name !== control)
    if (base === undefined)
      throw new RangeError(`compareWithControl: control must be one of ${Object.keys(arms).join(', ')}, got ${control}`)
    requireThat(others.length > 0, 'compareWithControl: at least one arm besides the control is needed', others.length)
    const results = others.map(([, arm]) => tests[procedure](arm, base))
    const noise = correction === 'Dunnett' ? loadings(others.map(([, arm]) => arm), base) : [] // prettier-ignore
    const adjusted = adjust(correction, results.map(({ p }) => p), noise) // prettier-ignore
    const compared = others.map(([name, arm], i) => {
      const { statistic, p } = results[i] as (typeof results)[number]
      const adjustedP = adjusted[i] ?? NaN
      const decision = adjustedP > alpha ? 'undecided' : rateOf(arm) > rateOf(base) ? 'better' : 'worse'
      return [name, { statistic, p, adjustedP, decision } satisfies Comparison] as const
    })
    return Object.fromEntries(compared)
  }
}
