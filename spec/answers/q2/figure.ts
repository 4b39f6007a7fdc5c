/** The picture of question 2: what each test says about each template, against the number of mails. */
import type { Correction, Decision } from '../../contract/experiment.ts'
import type { Procedure } from '../../contract/two-proportion.ts'
import type { Parts } from '../../subject.ts'
import { CONTROL, RATES, SMOOTH, TEMPLATES } from './templates.ts'

/** Template `arm` is decided so for every n from `low` to `high` mails per template. */
export interface DecisionRange {
  readonly procedure: Procedure
  readonly arm: string
  readonly decision: Decision
  readonly low: number
  readonly high: number
}

/**
 * Ranges of n, with real counts, in the order procedure, template, n; they leave nothing out from 1 to `largest`.
 * @param subject whose comparison is drawn
 */
export function decisionsAlongN(
  subject: Pick<Parts, 'decidedFrom'>,
  correction: Correction = 'none',
  largest = 4000,
): DecisionRange[] {
  return SMOOTH.flatMap((procedure) => {
    const from = subject.decidedFrom({ rates: RATES, control: CONTROL, procedure, correction, largest })
    return TEMPLATES.flatMap((arm) => {
      const first = from[arm] ?? NaN
      const decided = RATES[arm] > RATES[CONTROL] ? 'better' : 'worse'
      const ranges: DecisionRange[] = [
        { procedure, arm, decision: 'undecided', low: 1, high: first - 1 },
        { procedure, arm, decision: decided, low: first, high: largest },
      ]
      return ranges.filter(({ low, high }) => low <= high)
    })
  })
}
