/** How often a model is right about later stories. */
import fc from 'fast-check'
import { law } from '../../judge/spec.ts'
import { seeds, smallRegimes } from './any-regime.ts'
import { modelOf, slowFit, slowPhi, slowScores } from './oracle.ts'

const COUNTED = 20_000

export default [
  law({
    id: 'accuracy.is-the-share-of-later-stories',
    says: 'accuracy is the share of stories that the model was not trained on whose more probable label it predicts, noise or not',
    cites:
      'definition; counted on 20 000 pool stories, to five standard errors (of the 2000 held-out ones too for a quadratic truth)',
    needs: ['drawStories', 'accuracyOf'],
    runs: 30,
    reaches: ['noisy labels', 'tokens', 'sources', 'quadratic'],
    holds: ({ drawStories, accuracyOf }, w) =>
      fc.property(smallRegimes, seeds, (small, seed) => {
        const regime = { ...small, poolRows: COUNTED }
        if ((regime.flips ?? 0) > 0) w.reached('noisy labels')
        if (regime.blindSpots !== undefined) w.reached('tokens')
        if (regime.shift !== undefined) w.reached('sources')
        if (regime.truth === 'quadratic') w.reached('quadratic')
        const tokens = regime.blindSpots?.tokens ?? 0
        const first = drawStories(regime, 'first', seed)
        // a model that is neither right nor blind: trained, then given weights for the tokens
        const weights = slowFit(first, first.labels, regime.penalty, tokens).map((v, j) =>
          j < first.columns ? v : j % 2 ? 0.7 : -0.4,
        )
        const pool = drawStories(regime, 'pool', seed)
        const scores = slowScores(weights, pool)
        const right = scores.filter((score, i) => score * (pool.truth[i] ?? NaN) > 0).length / COUNTED
        const rows = regime.truth === 'quadratic' ? 1 / (1 / COUNTED + 1 / 2000) : COUNTED
        const error = 5 * Math.sqrt((right * (1 - right) + 1 / COUNTED) / rows)
        w.close('accuracy', accuracyOf(modelOf(weights, first.columns), regime, seed), right, error)
      }),
  }),
  law({
    id: 'accuracy.of-one-feature-is-exact',
    says: 'with one feature accuracy is (1 - q) [sign right] + q mean_j Phi(sign_j beta_j / |w|)',
    cites: 'angle / pi is 0 or 1 in one dimension; Phi by Simpson’s rule, to 1e-10',
    needs: ['drawStories', 'accuracyOf'],
    holds: ({ drawStories, accuracyOf }, w) =>
      fc.property(
        seeds,
        fc.constantFrom(-2, -0.5, 0.5, 3),
        fc.array(fc.constantFrom(-2, -1, 0, 0.25, 1.5), { minLength: 1, maxLength: 4 }),
        (seed, weight, betas) => {
          const blindSpots = { tokens: betas.length, mass: 0.4 }
          const regime = { features: 1, firstRows: 5, picked: 1, poolRows: 400, penalty: 1, blindSpots }
          const pool = drawStories(regime, 'pool', seed)
          const plain = pool.token.indexOf(-1)
          const along = Math.sign(pool.x[plain] ?? NaN) * (pool.truth[plain] ?? NaN)
          const untold = weight * along > 0 ? 1 : 0
          const told = betas.map((beta, t) => slowPhi(((pool.truth[pool.token.indexOf(t)] ?? NaN) * beta) / Math.abs(weight)))
          const expected = 0.6 * untold + (0.4 * told.reduce((sum, p) => sum + p, 0)) / told.length
          w.close('accuracy', accuracyOf(modelOf([weight, ...betas], 1), regime, seed), expected, 1e-9)
        },
      ),
  }),
  law({
    id: 'accuracy.of-the-opposite-is-the-rest',
    says: 'a model and its negative are right in complementary shares; a model of zeros is right in half',
    cites: 'a score and its negative have opposite signs; the closed forms are exact to 1e-12',
    needs: ['drawStories', 'accuracyOf'],
    runs: 60,
    holds: ({ drawStories, accuracyOf }, w) =>
      fc.property(smallRegimes, seeds, (regime, seed) => {
        const { columns } = drawStories(regime, 'first', seed)
        const tokens = regime.blindSpots?.tokens ?? 0
        const weights = Array.from({ length: columns + tokens }, (_, j) => Math.sin(seed + j))
        const of = (factor: number): number =>
          accuracyOf(
            modelOf(
              weights.map((v) => factor * v),
              columns,
            ),
            regime,
            seed,
          )
        w.close('sum of both', of(1) + of(-1), 1, 1e-12)
        w.close('twice the weights', of(2), of(1), 1e-12)
        w.close('zeros', of(0), 0.5, 1e-12)
      }),
  }),
]
