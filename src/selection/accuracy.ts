/** How often a model is right about later stories: in closed form where there is one. */
import type { LinearModel, Regime, Selection, Stories } from '../contract/selection.ts'
import { normalCdf } from '../stats/tails.ts'
import { checkRegime, checkSeed, columnsOf, requireThat } from './regime.ts'
import { scoreStories } from './ridge-logistic.ts'
import { drawUnchecked } from './stories.ts'
import { streamOf, type StreamOf } from './stream.ts'
import { worldOf, type World } from './world.ts'

/** See the contract. */
export const accuracyOf: Selection['accuracyOf'] = accuracyBy()

/** The same for worlds out of another source of random numbers. */
export function accuracyBy(streams: StreamOf = streamOf): Selection['accuracyOf'] {
  return (model, regime, seed) => accuracyIn(streams, model, regime, seed)
}

function accuracyIn(streams: StreamOf, model: LinearModel, regime: Regime, seed: number): number {
  checkRegime('accuracyOf', regime)
  checkSeed('accuracyOf', seed)
  const columns = columnsOf(regime)
  requireThat(
    'accuracyOf',
    `weights must be as many as columns, ${columns}`,
    model.weights.length === columns,
    model.weights.length,
  )
  const tokens = regime.blindSpots?.tokens ?? 0
  requireThat('accuracyOf', `tokenWeights must be ${tokens}`, model.tokenWeights.length === tokens, model.tokenWeights.length)
  const world = worldOf(regime, seed, streams)
  if (hasClosedForm(regime)) return closedForm(model, regime, world)
  const later = drawUnchecked(regime, world, 'held out', seed, 0, streams)
  return shareRight(scoreStories(model, later), later)
}

/** Whether the truth and the model are both linear in the features. */
function hasClosedForm({ truth = 'linear', basis = 'linear' }: Regime): boolean {
  return truth === 'linear' && basis === 'linear'
}

/**
 * Without a token, score and f are jointly normal, and their signs differ with probability angle / pi. With one, the score is normal
 * around the weight of the token.
 */
function closedForm({ weights, tokenWeights }: LinearModel, { blindSpots }: Regime, world: World): number {
  const directions = world.sourceDirections.length === 0 ? [world.direction] : world.sourceDirections
  const untold = mean(directions, (direction) => 1 - angle(weights, direction) / Math.PI)
  if (blindSpots === undefined) return untold
  const norm = Math.sqrt(weights.reduce((sum, w) => sum + w * w, 0))
  const told = mean([...tokenWeights.keys()], (t) => {
    const towards = (world.tokenSigns[t] as number) * (tokenWeights[t] as number)
    return towards === 0 ? 0.5 : normalCdf(towards / norm)
  })
  return (1 - blindSpots.mass) * untold + blindSpots.mass * told
}

/** The angle between w and a unit vector, accurate also where it is small; a right angle for w = 0. */
function angle(w: Float64Array, unit: Float64Array): number {
  let along = 0
  for (let j = 0; j < w.length; j += 1) along += (w[j] as number) * (unit[j] as number)
  let across = 0
  for (let j = 0; j < w.length; j += 1) across += ((w[j] as number) - along * (unit[j] as number)) ** 2
  return along === 0 && across === 0 ? Math.PI / 2 : Math.atan2(Math.sqrt(across), along)
}

/** Share of the stories whose more probable label the score has the sign of; a score of 0 is right by half. */
function shareRight(scores: Float64Array, { truth }: Stories): number {
  let right = 0
  for (let i = 0; i < scores.length; i += 1) {
    const agreement = (scores[i] as number) * (truth[i] as number)
    right += agreement > 0 ? 1 : agreement === 0 ? 0.5 : 0
  }
  return right / scores.length
}

function mean<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0) / items.length
}
