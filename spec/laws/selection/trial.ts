/** One run of the experiment is the steps that its definition names, in this order. */
import fc from 'fast-check'
import { law } from '../../judge/spec.ts'
import { seeds, smallRegimes } from './any-regime.ts'
import { firstBy, METHODS, modelOf, slowFit, slowJoin, slowLogDet, slowScores, slowTake } from './oracle.ts'

/** Two fits with gradients of 1e-8 under a penalty of 0.1 differ by 4e-7 in their weights, and by less than this in any share. */
const SHARE = 1e-5
/** What is counted on 2000 stories may turn on one that lies within 1e-6 of the boundary. */
const COUNTED = 1.5 / 2000

export default [
  law({
    id: 'trial.is-its-definition',
    says: 'V1 is trained on the first stories, scores the pool, each method picks, and V2 is trained on the picks alone and on both',
    cites: 'definition of the experiment, done step by step with full sorts and plain Newton steps',
    needs: ['drawStories', 'pickRandom', 'accuracyOf', 'selectionTrial'],
    runs: 40,
    reaches: ['noisy labels', 'tokens', 'sources', 'quadratic'],
    holds: ({ drawStories, pickRandom, accuracyOf, selectionTrial }, w) =>
      fc.property(smallRegimes, seeds, (regime, seed) => {
        if ((regime.flips ?? 0) > 0) w.reached('noisy labels')
        if (regime.blindSpots !== undefined) w.reached('tokens')
        if (regime.shift !== undefined) w.reached('sources')
        if (regime.truth === 'quadratic') w.reached('quadratic')
        const tokens = regime.blindSpots?.tokens ?? 0
        const first = drawStories(regime, 'first', seed)
        const pool = drawStories(regime, 'pool', seed)
        const fit = (stories: typeof first, labels: ArrayLike<number>): number[] =>
          slowFit(stories, labels, regime.penalty, tokens)
        const accuracy = (weights: readonly number[]): number => accuracyOf(modelOf(weights, first.columns), regime, seed)
        const v1 = fit(first, first.labels)
        const scores = slowScores(v1, pool)
        const all = [...scores.keys()]
        const wrong = all.filter((i) => (scores[i] ?? NaN) * (pool.labels[i] ?? NaN) <= 0)
        const picks = [
          firstBy(all, (i) => Math.abs(scores[i] ?? NaN), regime.picked),
          Array.from(pickRandom(regime.poolRows, regime.picked, seed)),
          firstBy(wrong, (i) => -Math.abs(scores[i] ?? NaN), regime.picked),
        ]
        const trial = selectionTrial(regime, seed)
        const tolerance = regime.truth === 'quadratic' ? COUNTED : SHARE
        w.close('accuracy of V1', trial.v1, accuracy(v1), tolerance)
        for (const method of METHODS) {
          const set = slowTake(pool, picks[method - 1] ?? [])
          if (set.rows === 0) continue // V1 makes no mistake in this pool: method 3 has nothing to pick
          const both = slowJoin(first, set)
          w.close(`method ${method}, new stories alone`, trial.new[method - 1] ?? NaN, accuracy(fit(set, set.labels)), tolerance)
          w.close(`method ${method}, old and new`, trial.union[method - 1] ?? NaN, accuracy(fit(both, both.labels)), tolerance)
          const facts = trial.picked[method - 1] ?? trial.picked[0]
          const own = slowScores(v1, set)
          const share = (holds: (i: number) => boolean): number => own.filter((_, i) => holds(i)).length / set.rows
          w.close(
            `method ${method}: mean |score|`,
            facts.meanAbsScore,
            own.reduce((sum, s) => sum + Math.abs(s), 0) / set.rows,
            SHARE,
          )
          w.equal(
            `method ${method}: against V1`,
            facts.againstV1,
            share((i) => (own[i] ?? NaN) * (set.labels[i] ?? NaN) <= 0),
          )
          w.equal(
            `method ${method}: mislabelled`,
            facts.mislabelled,
            share((i) => set.labels[i] !== set.truth[i]),
          )
          const logDet = slowLogDet(set)
          // a set of fewer rows than columns has no volume: what is left of its determinant is rounding
          if (set.rows > set.columns + 1 && logDet > -15)
            w.close(`method ${method}: ln det`, facts.logDetCovariance, logDet, 1e-6)
        }
        const echo = slowTake(pool, picks[0] ?? [])
        const echoed = slowJoin(first, echo)
        const own = slowScores(v1, echo)
        const labels = [...first.labels, ...own.map((score) => (score > 0 ? 1 : -1))]
        const copied = fit(echoed, labels)
        const union = fit(echoed, echoed.labels)
        const later = drawStories(regime, 'held out', seed)
        for (const [name, weights] of [
          ['v1', copied],
          ['people', union],
        ] as const) {
          const got = trial.inherited[name]
          const two = slowScores(weights, later)
          const one = slowScores(v1, later)
          const mistakes = one.filter((score, i) => score * (later.truth[i] ?? NaN) <= 0).length
          const kept = one.filter(
            (score, i) => score * (later.truth[i] ?? NaN) <= 0 && (two[i] ?? NaN) * (later.truth[i] ?? NaN) <= 0,
          ).length
          w.close(`labelled by ${name}: accuracy`, got.accuracy, accuracy(weights), tolerance)
          w.close(
            `labelled by ${name}: agreement`,
            got.agreementWithV1,
            two.filter((score, i) => score > 0 === (one[i] ?? NaN) > 0).length / later.rows,
            COUNTED,
          )
          if (mistakes > 50) w.close(`labelled by ${name}: mistakes kept`, got.mistakesKept, kept / mistakes, 1.5 / mistakes)
        }
      }),
  }),
]
