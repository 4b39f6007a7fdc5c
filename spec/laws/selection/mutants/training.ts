/** Faults in what V2 is trained on, how, and on what it is scored. */
import type { LinearModel, Regime, Selection, Stories } from '../../../../src/contract/selection.ts'
import { accuracyOf } from '../../../../src/selection/accuracy.ts'
import { fitRidgeLogistic, scoreStories } from '../../../../src/selection/ridge-logistic.ts'
import { drawStories, type Drawing } from '../../../../src/selection/stories.ts'
import { selectionTrial, standardSteps, trialBy, type TrialSteps } from '../../../../src/selection/trial.ts'
import type { Mutant } from '../../../judge/mutant.ts'
import { usual } from './under.ts'

const by = (steps: Partial<TrialSteps>): Selection['selectionTrial'] => trialBy({ ...standardSteps, ...steps })

/** V1's predictions for the pool of this run, by the features of the story. */
const echoOf = (set: Stories, model: LinearModel): Int8Array =>
  Int8Array.from(scoreStories(model, set), (score) => (score > 0 ? 1 : -1))

const shareRight = (scores: Float64Array, labels: Int8Array): number =>
  scores.filter((score, i) => score * (labels[i] ?? NaN) > 0).length / scores.length

/** A learner that takes another penalty. */
function penalised(change: (penalty: number, rows: number) => number): Mutant['parts'] {
  const fit: Selection['fitRidgeLogistic'] = (stories, labels, penalty, tokens) => {
    fitRidgeLogistic(stories, labels, penalty, tokens) // for its refusals
    return fitRidgeLogistic(stories, labels, change(penalty, stories.rows), tokens)
  }
  return { fitRidgeLogistic: fit, selectionTrial: by({ fitRidgeLogistic: fit }) }
}

/** Another measure of accuracy, alone and in the run. */
function scored(accuracy: (model: LinearModel, regime: Regime, seed: number) => number): Mutant['parts'] {
  return { accuracyOf: accuracy, selectionTrial: by({ accuracy }) }
}

export default [
  {
    id: 'trial.closest-is-labelled-by-v1',
    fault: 'the picks of method 1 are labelled by V1',
    refutedBy: [
      'q4.v2-inherits-mistakes',
      'trial.is-its-definition',
      'selection.ranks-as-published-with-logistic-labels-and-5-flips',
    ],
    under: usual,
    parts: {
      selectionTrial(regime, seed) {
        const first = drawStories(regime, 'first', seed)
        const v1 = fitRidgeLogistic(first, first.labels, regime.penalty, regime.blindSpots?.tokens ?? 0)
        return by({ annotate: (set, method) => (method === 1 ? echoOf(set, v1) : set.labels) })(regime, seed)
      },
    },
  },
  {
    id: 'trial.pool-is-a-fiftieth',
    fault: 'the pool has a fiftieth of its stories',
    refutedBy: ['trial.is-its-definition'],
    under: usual,
    parts: {
      selectionTrial: (regime, seed) =>
        selectionTrial({ ...regime, poolRows: Math.max(regime.picked, Math.round(regime.poolRows / 50)) }, seed),
    },
  },
  {
    id: 'trial.v2-forgets-the-old-stories',
    fault: 'V2 is trained on the new stories alone where old and new are asked for',
    refutedBy: [
      'q4.methods-rank-as-stated',
      'q4.closest-does-not-improve',
      'trial.is-its-definition',
      'selection.ranks-as-published-with-blind-spots-of-30',
    ],
    under: usual,
    parts: { selectionTrial: by({ together: (_first, set) => set }) },
  },
  {
    id: 'trial.v2-always-sees-the-old-stories',
    fault: 'V2 is trained on old and new where the new stories alone are asked for',
    refutedBy: ['trial.is-its-definition', 'selection.ranks-as-published-with-clean'],
    under: usual,
    parts: {
      selectionTrial(regime, seed) {
        const trial = selectionTrial(regime, seed)
        return { ...trial, new: trial.union }
      },
    },
  },
  {
    id: 'trial.v2-is-tested-on-its-training-data',
    fault: 'V2 is tested on the stories that it was trained on',
    refutedBy: ['trial.is-its-definition'],
    under: usual,
    parts: {
      selectionTrial: by({
        accuracy: (model, _regime, _seed, seen) => shareRight(scoreStories(model, seen), seen.labels),
      }),
    },
  },
  {
    id: 'accuracy.scored-on-flipped-labels',
    fault: 'accuracy is scored on the labels that annotators turned round',
    refutedBy: ['accuracy.is-the-share-of-later-stories'],
    under: usual,
    parts: scored((model, regime, seed) => {
      const { flips = 0 } = regime
      const share = accuracyOf(model, regime, seed)
      return share * (1 - flips) + (1 - share) * flips
    }),
  },
  {
    id: 'stories.pool-labels-are-clean',
    fault: 'the labels of the pool are clean though noise was asked for',
    refutedBy: [
      'q4.closest-collects-wrong-labels',
      'q4.wrong-and-farthest-collects-wrong-labels',
      'stories.annotators-err-as-often-as-told',
      'selection.ranks-as-published-with-5-flips',
    ],
    under: usual,
    parts: (() => {
      const draw: Drawing = (regime, part, ...rest) => {
        const stories = drawStories(regime, part, ...rest)
        return part === 'pool' ? { ...stories, labels: stories.truth } : stories
      }
      return { drawStories: draw, selectionTrial: by({ drawStories: draw }) }
    })(),
  },
  {
    id: 'trial.labels-the-pool-without-noise',
    fault: 'the run labels the pool without noise',
    refutedBy: ['trial.is-its-definition'],
    parts: { selectionTrial: by({ annotate: ({ truth }) => truth }) },
  },
  {
    id: 'accuracy.leaves-out-token-stories',
    fault: 'accuracy leaves the stories with a token out',
    refutedBy: ['accuracy.is-the-share-of-later-stories', 'accuracy.of-one-feature-is-exact'],
    under: usual,
    parts: scored((model, regime, seed) => {
      const { blindSpots: _blind, ...seen } = regime
      accuracyOf(model, regime, seed) // for its refusals
      return accuracyOf({ ...model, tokenWeights: new Float64Array() }, seen, seed)
    }),
  },
  {
    id: 'accuracy.silence-is-always-wrong',
    fault: 'a model of zero weights is taken to be wrong everywhere',
    refutedBy: ['accuracy.of-the-opposite-is-the-rest'],
    under: usual,
    parts: scored((model, regime, seed) => {
      const share = accuracyOf(model, regime, seed)
      return model.weights.every((weight) => weight === 0) ? 0 : share
    }),
  },
  {
    id: 'ridge.penalty-scales-with-rows',
    fault: 'the penalty is scaled by the number of rows',
    refutedBy: [
      'ridge.gradient-vanishes',
      'ridge.is-where-plain-newton-ends',
      'ridge.penalty-is-not-per-row',
      'trial.is-its-definition',
    ],
    under: usual,
    parts: penalised((penalty, rows) => penalty * Math.max(1, rows)),
  },
  {
    id: 'ridge.penalty-counts-twice',
    fault: 'the penalty counts twice: lambda for lambda / 2',
    refutedBy: ['ridge.gradient-vanishes', 'ridge.is-where-plain-newton-ends', 'trial.is-its-definition'],
    under: usual,
    parts: penalised((penalty) => 2 * penalty),
  },
  {
    id: 'ridge.labels-of-0-are-minus-1',
    fault: 'labels of 0 are taken for -1',
    refutedBy: ['ridge.refuses-what-does-not-fit'],
    parts: {
      fitRidgeLogistic: (stories, labels, penalty, tokens) =>
        fitRidgeLogistic(
          stories,
          labels.map((y) => (y === 0 ? -1 : y)),
          penalty,
          tokens,
        ),
    },
  },
] satisfies Mutant[]
