/** The learner: ridge logistic regression without intercept. */
import fc from 'fast-check'
import { law, once } from '../../judge/spec.ts'
import { seeds, smallRegimes } from './any-regime.ts'
import { slowFit, slowGradient, slowJoin, slowScores } from './oracle.ts'

export default [
  law({
    id: 'ridge.gradient-vanishes',
    says: 'at the fitted weights no component of the gradient of the penalised loss exceeds 1e-8',
    cites: 'a convex objective has its minimum where its gradient vanishes; the gradient is summed anew, row by row',
    needs: ['drawStories', 'fitRidgeLogistic'],
    runs: 60,
    reaches: ['with tokens'],
    holds: ({ drawStories, fitRidgeLogistic }, w) =>
      // what is held out are 2000 rows, a pool has 4 to 300: the gradient is no other one for more rows
      fc.property(smallRegimes, seeds, fc.constantFrom('held out', 'pool', 'pool', 'pool'), (regime, seed, part) => {
        const stories = drawStories(regime, part, seed)
        const tokens = regime.blindSpots?.tokens ?? 0
        if (tokens > 0) w.reached('with tokens')
        const { weights, tokenWeights } = fitRidgeLogistic(stories, stories.labels, regime.penalty, tokens)
        const gradient = slowGradient([...weights, ...tokenWeights], stories, stories.labels, regime.penalty)
        // 2000 rows of terms up to 5 are added in another order: 2000 * 5 * 2000 * 2^-53 < 3e-9
        w.close(
          'gradient',
          gradient,
          gradient.map(() => 0),
          1.3e-8,
        )
      }),
  }),
  law({
    id: 'ridge.small-penalties-count',
    says: 'the gradient vanishes under penalties of 1/100 and 1/1000 too, where a line parts the stories',
    cites: 'the contract: any penalty above 0',
    needs: ['drawStories', 'fitRidgeLogistic'],
    runs: 20,
    holds: ({ drawStories, fitRidgeLogistic }, w) =>
      fc.property(seeds, fc.constantFrom(0.01, 1e-3), fc.constantFrom(0, 0.2), (seed, penalty, flips) => {
        const stories = drawStories({ features: 3, firstRows: 40, picked: 1, poolRows: 2, penalty, flips }, 'first', seed)
        const { weights } = fitRidgeLogistic(stories, stories.labels, penalty, 0)
        const gradient = slowGradient([...weights], stories, stories.labels, penalty)
        w.close('gradient', gradient, gradient.map(() => 0), 1.3e-8) // prettier-ignore
      }),
  }),
  law({
    id: 'ridge.is-where-plain-newton-ends',
    says: 'the fitted weights are those of Newton steps on the full system with one-hot columns',
    cites:
      'the minimum is unique; curvature is at least the penalty, so a gradient of 1e-8 leaves weights within 1e-8 sqrt(d) / penalty',
    needs: ['drawStories', 'fitRidgeLogistic', 'scoreStories'],
    runs: 40,
    holds: ({ drawStories, fitRidgeLogistic, scoreStories }, w) =>
      fc.property(smallRegimes, seeds, (regime, seed) => {
        const stories = drawStories(regime, 'first', seed)
        const tokens = regime.blindSpots?.tokens ?? 0
        const expected = slowFit(stories, stories.labels, regime.penalty, tokens)
        const model = fitRidgeLogistic(stories, stories.labels, regime.penalty, tokens)
        const tolerance = (1e-8 * Math.sqrt(expected.length)) / regime.penalty
        w.close('weights', [...model.weights, ...model.tokenWeights], expected, tolerance)
        w.close('scores', scoreStories(model, stories), slowScores(expected, stories), 40 * tolerance)
      }),
  }),
  law({
    id: 'ridge.penalty-is-not-per-row',
    says: 'every row twice under twice the penalty gives the weights of every row once',
    cites: 'twice the objective has the same minimum; a penalty that is scaled by the number of rows moves it',
    needs: ['drawStories', 'fitRidgeLogistic'],
    runs: 30,
    holds: ({ drawStories, fitRidgeLogistic }, w) =>
      fc.property(smallRegimes, seeds, (regime, seed) => {
        const stories = drawStories(regime, 'first', seed)
        const tokens = regime.blindSpots?.tokens ?? 0
        const twice = slowJoin(stories, stories)
        const single = fitRidgeLogistic(stories, stories.labels, regime.penalty, tokens)
        const double = fitRidgeLogistic(twice, twice.labels, 2 * regime.penalty, tokens)
        w.close('weights', double.weights, single.weights, (2e-8 * Math.sqrt(stories.columns + tokens)) / regime.penalty)
      }),
  }),
  law({
    id: 'ridge.refuses-what-does-not-fit',
    says: 'labels that are not -1 or 1, penalties that are not positive and unknown tokens are refused',
    cites: 'the contract',
    needs: ['fitRidgeLogistic'],
    holds: ({ fitRidgeLogistic }, w) =>
      once(() => {
        const stories = {
          rows: 1,
          columns: 1,
          x: Float64Array.of(1),
          token: Int32Array.of(2),
          truth: Int8Array.of(1),
          labels: Int8Array.of(1),
        }
        w.throws('label 0', RangeError, 'labels', () => fitRidgeLogistic(stories, Int8Array.of(0), 1, 3))
        w.throws('no label', RangeError, 'labels', () => fitRidgeLogistic(stories, Int8Array.of(), 1, 3))
        w.throws('penalty 0', RangeError, 'penalty', () => fitRidgeLogistic(stories, stories.labels, 0, 3))
        w.throws('penalty infinite', RangeError, 'penalty', () => fitRidgeLogistic(stories, stories.labels, Infinity, 3))
        w.throws('token 2 of 2', RangeError, 'token', () => fitRidgeLogistic(stories, stories.labels, 1, 2))
      }),
  }),
]
