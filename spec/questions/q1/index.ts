/** Question 1: a feature of a logistic regression is duplicated and the model is trained anew. */
import { z } from 'zod'
import { formula, type Formula } from '../../formula/formula.ts'
import { slot, type Question } from '../question.ts'
import { training } from './refit.ts'
import { copiesFollowTheRule, othersFollowTheRule } from './rulings.ts'
import { statements } from './statements.ts'
import { before, outcomesOf, same, valueOf, worlds, type World } from './worlds.ts'
import { duplicate } from './figure.ts'

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
    copies: slot<Formula, World>({
      means: 'the weight of each of the two copies, a formula in w_n',
      example: 'w_n / 2',
      reads: formula(['w_n']),
      parts: (answer) => ({ copyWeight: (weight) => answer.evaluate({ w_n: weight }) }),
      specs: () => [copiesFollowTheRule],
      allows: (answer, world) => {
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
