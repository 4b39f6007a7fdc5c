/** For how many mails per template the rates decide as claimed: asked by the ruling, and by the figure, which finds it remembered. */
import type { Interval } from '../../../src/contract/beta-bernoulli.ts'
import type { Correction, Decisions } from '../../../src/contract/experiment.ts'
import type { Procedure } from '../../../src/contract/two-proportion.ts'
import { tracing } from '../../judge/trace.ts'
import { CONTROL, RATES } from './templates.ts'

/** The range of n goes on when it reaches this. */
export const LARGEST = 10_000

/** The n per template for which all of `claimed` is so; most who change what templates are against A leave it alone. */
export const sizesThatDecide = tracing(
  ['rangesOfN'],
  (
    { rangesOfN },
    { procedure, correction, alpha }: { procedure: Procedure; correction: Correction; alpha: number },
    claimed: Decisions,
  ): readonly Interval[] =>
    rangesOfN({ rates: RATES, control: CONTROL, largest: LARGEST, procedure, correction, alpha }, claimed),
)
