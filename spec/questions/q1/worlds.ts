/**
 * Ways in which things could be, as far as question 1 goes: for each effect that a copy may have on the model, what becomes of the
 * weights. Sentences about the same copy clash when no such table of outcomes makes both true.
 */
import { isFormula, type Formula } from '../../formula/formula.ts'
import type { Answer } from '../question.ts'
import type { Effect } from './refit.ts'

/** What becomes of the weights when a feature is copied. */
export interface Outcome {
  readonly original: number
  readonly copy: number
}

export interface World {
  /** An effect that no copy ever has is missing. An exact copy is redundant at least sometimes. */
  readonly outcomes: Readonly<Partial<Record<Effect, Outcome>>>
  /** w_i after the copy, the same for every effect. */
  readonly other: number
}

/** w_n and w_i before the copy: numbers with no relation to each other, so that formulas that differ give values that differ. */
export const before = { alone: 0.757412820648, other: -0.239611487953 } as const

/** What a formula says in these worlds, which all have the same w_n and w_i before; NaN where it has no value. Computed once. */
export function valueOf(formula: Formula, values: Readonly<Record<string, number>>): number {
  const value = known.get(formula) ?? formula.evaluate(values) ?? NaN
  known.set(formula, value)
  return value
}
const known = new WeakMap<Formula, number>()

/** Whether two numbers of these worlds are the same: they come from different arithmetic, at most a few ulps apart. */
export function same(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-9 * (1 + Math.abs(b))
}

/**
 * Every combination of the shapes below, and of those that the sheet's formulas give, over the three effects. That pool separates all
 * words of the vocabulary: each order of the copies occurs with each size of their sum (half, once, one and a half times, twice, more).
 */
export function* worlds(answers: readonly Answer[]): Generator<World> {
  const { alone } = before
  const told = formulasOf(answers, 'copies').map((formula) => valueOf(formula, { w_n: alone }))
  const shapes: Outcome[] = [
    ...[0.5, 0.75, 1].map((share) => ({ original: share * alone, copy: share * alone })),
    { original: alone, copy: 0 },
    { original: 0, copy: alone },
    { original: alone, copy: alone / 2 },
    { original: alone / 2, copy: alone },
    ...told.map((each) => ({ original: each, copy: each })),
  ]
  const others = [
    before.other,
    before.other + 0.1,
    ...formulasOf(answers, 'others').map((formula) => valueOf(formula, { w_i: before.other })),
  ]
  for (const other of others) {
    for (const redundant of shapes) {
      for (const similar of [undefined, ...shapes]) {
        for (const helpful of [undefined, ...shapes]) {
          yield { outcomes: { redundant, ...(similar && { similar }), ...(helpful && { helpful }) }, other }
        }
      }
    }
  }
}

function formulasOf(answers: readonly Answer[], slot: string): Formula[] {
  return answers.flatMap((answer) => (answer.slot === slot && isFormula(answer.value) ? [answer.value] : []))
}

/** The outcomes of every effect that occurs. */
export function outcomesOf({ outcomes }: World): Outcome[] {
  return Object.values(outcomes)
}

/** Whether the outcome is not the same for every effect that occurs: then it depends on the effect. */
export function differs(world: World): boolean {
  const [first, ...rest] = outcomesOf(world)
  return first !== undefined && rest.some(({ original, copy }) => !same(original, first.original) || !same(copy, first.copy))
}
