/** Question 1: a feature of a logistic regression is duplicated and the model is trained anew. */
import { z, type ZodType } from 'zod'
import { formula, isFormula, type Formula } from '../../formula/formula.ts'
import { slot, type Question } from '../question.ts'
import { training } from './refit.ts'
import { copiesFollowThePair, copiesFollowTheRule, copiesLieBetween, othersFollowTheRule } from './rulings.ts'
import { statements } from './statements.ts'
import { before, outcomesOf, same, valueOf, worlds, type World } from './worlds.ts'
import { duplicate } from './figure.ts'

const ofWeight = formula(['w_n'])

/** A rule for each copy, or two formulas: the weights of the original and the copy, or the ends of a range. */
type Copies = Formula | { readonly kind: 'pair' | 'range'; readonly ends: readonly [Formula, Formula] }

const pair = z.tuple([ofWeight, ofWeight]).transform((ends) => ({ kind: 'pair', ends }) as const)
const range = z
  .strictObject({ low: ofWeight, high: ofWeight })
  .transform(({ low, high }) => ({ kind: 'range', ends: [low, high] }) as const)

/** `low .. high` is read as a range. */
const copies = z.preprocess(
  (value) => {
    const [low, high, ...more] = typeof value === 'string' ? value.split(/\s*(?:\.\.|…)\s*/u) : []
    return low === undefined || high === undefined || more.length > 0 ? value : { low, high }
  },
  z.union([ofWeight, pair, range]),
) as ZodType<Copies>

export const q1: Question<World> = {
  id: 'q1',
  title: 'A feature is duplicated',
  asks: 'Logistic regression on features x_1..x_n has weights w_0 (intercept)..w_n. Feature n is duplicated as feature n + 1 and the model is trained anew. How do the new weights relate to the old?',
  supplies: {
    copy: 'feature n + 1 equals feature n in every row',
    training: 'both models are trained to their optimum; the intercept is not penalised',
  },
  conditions: training,
  figure: duplicate,
  slots: {
    copies: slot<Copies, World>({
      means:
        'what the two copies weigh: a formula in w_n for each, a pair [original, copy], or a range low .. high that holds both',
      example: 'w_n / 2',
      reads: copies,
      parts: (answer) =>
        isFormula(answer)
          ? { copyWeight: (weight) => answer.evaluate({ w_n: weight }) }
          : { copyPair: (weight) => answer.ends.map((each) => each.evaluate({ w_n: weight })) },
      specs: (answer) => [
        isFormula(answer) ? copiesFollowTheRule : answer.kind === 'pair' ? copiesFollowThePair : copiesLieBetween,
      ],
      // Where equal copies are right at all, each is half: no other function of w_n alone ever is
      closedForms: (value) => (isFormula(value) ? [{ formula: value, right: 'w_n / 2' }] : []),
      allows: (answer, world) => {
        if (!isFormula(answer)) return true
        const each = valueOf(answer, { w_n: before.alone })
        return outcomesOf(world).every(({ original, copy }) => same(original, each) && same(copy, each))
      },
    }),
    others: slot<Formula, World>({
      means: 'every other weight, and the intercept, a formula in w_i',
      example: 'w_i',
      reads: formula(['w_i']),
      parts: (answer) => ({ otherWeight: (weight) => answer.evaluate({ w_i: weight }) }),
      specs: () => [othersFollowTheRule],
      closedForms: (value) => [{ formula: value, right: 'w_i' }],
      allows: (answer, world) => same(world.other, valueOf(answer, { w_i: before.other })),
    }),
    states: slot<string, World>({
      means: `a statement, one of: ${Object.keys(statements).join(', ')}`,
      example: 'sum-between-w-and-2w',
      reads: z.enum(Object.keys(statements)),
      parts: () => ({}),
      specs: (word) => [statements[word]?.ruling].filter((ruling) => ruling !== undefined),
      allows: (word, world) => statements[word]?.allows?.(world) ?? true,
    }),
  },
  worlds,
}
