/** The experiment of question 2, what may be said about it, and the ways in which it may be read. */
import type { Decision, Decisions } from '../../../src/contract/experiment.ts'
import type { Arm } from '../../../src/contract/two-proportion.ts'

/** Click-through rates by template. A is the control. */
export const RATES = { A: 0.1, B: 0.07, C: 0.085, D: 0.12, E: 0.14 } as const

export const CONTROL = 'A'
export const TEMPLATES = ['B', 'C', 'D', 'E'] as const
export const DECISIONS = ['better', 'worse', 'undecided'] as const satisfies readonly Decision[]

/** Mails per template, as the question has it. */
export const MAILS = 1000

/** What each option says about every template. */
export const OPTIONS = {
  a: { B: 'undecided', C: 'undecided', D: 'undecided', E: 'undecided' },
  b: { B: 'worse', C: 'undecided', D: 'undecided', E: 'better' },
  c: { B: 'worse', C: 'worse', D: 'better', E: 'better' },
} as const satisfies Readonly<Record<string, Decisions>>

/** The templates after `n` mails each. Where a rate times n is not whole, the count is the nearest whole number, of two the even one. */
export function templatesAt(n: number): Readonly<Record<keyof typeof RATES, Arm>> {
  const arm = (rate: number): Arm => ({ successes: nearest(Number((rate * n).toPrecision(12))), n })
  return { A: arm(RATES.A), B: arm(RATES.B), C: arm(RATES.C), D: arm(RATES.D), E: arm(RATES.E) }
}

function nearest(count: number): number {
  const below = Math.floor(count)
  if (count - below !== 0.5) return Math.round(count)
  return below % 2 === 0 ? below : below + 1
}

/** All 81 ways in which four templates can be decided. */
export function patterns(): Decisions[] {
  return TEMPLATES.reduce<Decisions[]>(
    (all, name) => all.flatMap((pattern) => DECISIONS.map((decision) => ({ ...pattern, [name]: decision }))),
    [{}],
  )
}
