/** Faults in which stories are picked. */
import { pickClosest, pickRandom, pickWrongAndFarthest } from '../../../../src/selection/methods.ts'
import { standardSteps, trialBy, type TrialSteps } from '../../../../src/selection/trial.ts'
import type { Mutant } from '../../../judge/mutant.ts'
import { usual } from './under.ts'

/** The part itself, and the run that uses it. */
function picking(steps: Partial<Pick<TrialSteps, 'pickClosest' | 'pickRandom' | 'pickWrongAndFarthest'>>): Mutant['parts'] {
  return { ...steps, selectionTrial: trialBy({ ...standardSteps, ...steps }) }
}

const negative = (scores: Float64Array): Float64Array => scores.map((score) => 1 / Math.abs(score))

/** Method 3 without its first word: the farthest of all, right or wrong. */
const farthest = (scores: Float64Array, count: number): Int32Array => pickClosest(negative(scores), count)

export default [
  {
    id: 'pick-closest.picks-the-farthest',
    fault: 'method 1 picks the stories farthest from the boundary',
    refutedBy: [
      'q4.closest-is-near-the-boundary',
      'q4.wrong-and-farthest-is-more-diverse-than-closest',
      'pick-closest.is-the-start-of-the-sorted-list',
      'trial.is-its-definition',
    ],
    under: usual,
    parts: picking({ pickClosest: farthest }),
  },
  {
    id: 'pick-wrong.forgets-wrong',
    fault: 'method 3 forgets "wrong": it picks the farthest of all stories',
    refutedBy: ['pick-wrong.is-the-end-of-the-sorted-mistakes', 'trial.is-its-definition'],
    parts: picking({
      pickWrongAndFarthest(scores, labels, count) {
        pickWrongAndFarthest(scores, labels, count) // for its refusals
        return farthest(scores, count)
      },
    }),
  },
  {
    id: 'pick-wrong.picks-the-nearest',
    fault: 'method 3 picks the mistakes nearest to the boundary',
    refutedBy: [
      'q4.wrong-and-farthest-is-ambiguous',
      'q4.wrong-and-farthest-is-most-diverse',
      'q4.wrong-and-farthest-hurts',
      'pick-wrong.is-the-end-of-the-sorted-mistakes',
      'trial.is-its-definition',
    ],
    under: usual,
    parts: picking({
      pickWrongAndFarthest(scores, labels, count) {
        const all = Array.from(pickWrongAndFarthest(scores, labels, scores.length))
        const nearest = pickClosest(
          Float64Array.from(all, (i) => scores[i] ?? NaN),
          Math.min(count, all.length),
        )
        return nearest.map((at) => all[at] ?? NaN)
      },
    }),
  },
  {
    id: 'pick-wrong.takes-right-for-wrong',
    fault: 'method 3 takes what V1 gets right for wrong',
    refutedBy: ['pick-wrong.is-the-end-of-the-sorted-mistakes', 'trial.is-its-definition'],
    under: usual,
    parts: picking({
      pickWrongAndFarthest: (scores, labels, count) =>
        pickWrongAndFarthest(
          scores,
          labels.map((y) => -y),
          count,
        ),
    }),
  },
  {
    id: 'pick-random.takes-the-first-rows',
    fault: 'method 2 picks the first rows of the pool',
    refutedBy: ['pick-random.takes-every-set-equally-often'],
    under: usual,
    parts: picking({
      pickRandom(rows, count, seed) {
        pickRandom(rows, count, seed) // for its refusals
        return Int32Array.from({ length: count }, (_, i) => i)
      },
    }),
  },
  {
    id: 'pick-random.draws-with-replacement',
    fault: 'method 2 draws with replacement',
    refutedBy: ['pick-random.is-a-set-of-different-rows'],
    under: usual,
    parts: picking({
      pickRandom: (rows, count, seed) =>
        Int32Array.from({ length: count }, (_, i) => pickRandom(rows, 1, seed * 64 + i)[0] ?? NaN).toSorted(),
    }),
  },
  {
    id: 'pick-closest.goes-by-the-signed-score',
    fault: 'method 1 picks by the score, not by its size',
    refutedBy: ['pick-closest.is-the-start-of-the-sorted-list', 'trial.is-its-definition'],
    under: usual,
    parts: picking({ pickClosest: (scores, count) => pickClosest(scores.map(Math.exp), count) }),
  },
  {
    id: 'trial.random-picks-near-the-boundary',
    fault: 'method 2 picks at random among the half of the pool that is nearest to the boundary',
    refutedBy: ['q4.random-ignores-the-boundary', 'trial.is-its-definition'],
    under: usual,
    parts: {
      selectionTrial(regime, seed) {
        let near: Int32Array = new Int32Array()
        return trialBy({
          ...standardSteps,
          pickClosest(scores, count) {
            near = pickClosest(scores, Math.ceil(scores.length / 2))
            return pickClosest(scores, count)
          },
          pickRandom: (rows, count, drawn) =>
            near.length < count
              ? pickRandom(rows, count, drawn)
              : pickRandom(near.length, count, drawn).map((at) => near[at] ?? NaN),
        })(regime, seed)
      },
    },
  },
  {
    id: 'picks.are-cut-in-silence',
    fault: 'picks that do not fit are silently truncated',
    refutedBy: ['picks.refuse-what-does-not-fit'],
    parts: { pickClosest: (scores, count) => pickClosest(scores, Math.min(count, scores.length)) },
  },
] satisfies Mutant[]
