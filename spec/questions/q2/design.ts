/** What a sheet states about the design of the experiment. */
import type { Correction } from '../../../src/contract/experiment.ts'
import type { Procedure } from '../../../src/contract/two-proportion.ts'
import type { Answer } from '../question.ts'

/** What a sheet states about the design; `n` is the number of mails per template. */
export interface StatedDesign {
  readonly n?: number | undefined
  readonly test?: Procedure | undefined
  readonly correction?: Correction | undefined
  /** The question's 5 % by default. */
  readonly alpha?: number | undefined
  /** Two by default. One: each template is tested for a difference to one side, at alpha. */
  readonly sides?: 1 | 2 | undefined
}

/** The two-sided level at which the stated tests decide: a one-sided test at alpha decides as a two-sided one at 2 alpha does. */
export function levelOf({ alpha = 0.05, sides = 2 }: StatedDesign): number {
  return sides === 1 ? Math.min(2 * alpha, 1 - Number.EPSILON) : alpha
}

/** What the sheet states about its design; of several designs the first. */
export function designOf(answers: readonly Answer[]): StatedDesign {
  return answers.find(({ slot }) => slot === 'design')?.value ?? {}
}
