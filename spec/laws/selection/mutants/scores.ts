/** Scores that leave something of the model out. */
import { scoreStories } from '../../../../src/selection/ridge-logistic.ts'
import type { Mutant } from '../../../judge/mutant.ts'

export default [
  {
    id: 'ridge.scores-without-the-first-weight',
    fault: 'stories are scored as if the first weight were 0',
    refutedBy: ['ridge.is-where-plain-newton-ends'],
    parts: {
      scoreStories: (model, stories) =>
        scoreStories({ ...model, weights: model.weights.map((weight, j) => (j === 0 ? 0 : weight)) }, stories),
    },
  },
] satisfies readonly Mutant[]
