/** What a sheet says of the coin, as far as it can be drawn: its estimates and its posterior after one sample. */
import { isFormula, type Formula } from '../../formula/formula.ts'
import type { Beta } from '../../../src/contract/beta-bernoulli.ts'
import type { Answer } from '../question.ts'

/** The estimates that a sheet may give, as the figure names them. */
export const ESTIMATES = { mle: 'MLE', map: 'MAP', bayes: 'Bayes' } as const
export type EstimateName = keyof typeof ESTIMATES

/** The shapes of the uniform prior. */
export const UNIFORM = { alpha: 1, beta: 1 } as const

export interface ClaimedEstimate {
  readonly of: EstimateName
  readonly text: string
  /** Its value after k of n; `undefined` where the sheet says that there is none. */
  readonly at: (k: number, n: number) => number | undefined
}

export interface ClaimedPosterior {
  readonly text: string
  /** The distribution of p after k of n: a Beta, or the normal with the mean and variance of the posterior. */
  readonly at: (k: number, n: number) => Beta | 'normal'
}

/** What is drawn of a sheet that says many things. */
const MOST_CLAIMS = 4
const LONGEST_TEXT = 40

/** The estimates that are claimed, each formula once. */
export function claimedEstimates(answers: readonly Answer[]): readonly ClaimedEstimate[] {
  const claims = answers.flatMap(({ slot, value }) =>
    isEstimate(slot) && isFormula(value)
      ? [{ of: slot, text: short(value), at: (k: number, n: number) => value.evaluate({ k, n, ...UNIFORM }) }]
      : [],
  )
  return once(claims, ({ of, text }) => `${of} ${text}`)
}

/** The posteriors that are claimed, each once. */
export function claimedPosteriors(answers: readonly Answer[]): readonly ClaimedPosterior[] {
  const claims = answers.flatMap(({ slot, value }): ClaimedPosterior[] => {
    if (slot !== 'posterior') return []
    if (value === 'normal') return [{ text: 'a normal distribution', at: () => 'normal' }]
    const { a, b } = value as { readonly a?: Formula; readonly b?: Formula }
    if (a === undefined || b === undefined) return []
    const at = (k: number, n: number): Beta => {
      const values = { k, n, ...UNIFORM }
      return { a: a.evaluate(values) ?? NaN, b: b.evaluate(values) ?? NaN }
    }
    return [{ text: `Beta(${short(a)}, ${short(b)})`, at }]
  })
  return once(claims, ({ text }) => text)
}

function isEstimate(slot: string): slot is EstimateName {
  return slot in ESTIMATES
}

/** A formula without a value is how the word undefined was read. */
function short({ text }: Formula): string {
  if (text === '0/0') return 'undefined'
  const trimmed = text.trim()
  return trimmed.length > LONGEST_TEXT ? `${trimmed.slice(0, LONGEST_TEXT)}…` : trimmed
}

function once<T>(claims: readonly T[], key: (claim: T) => string): readonly T[] {
  return [...new Map(claims.map((claim) => [key(claim), claim])).values()].slice(0, MOST_CLAIMS)
}
