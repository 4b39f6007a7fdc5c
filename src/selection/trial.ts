/** One run of the experiment: V1 -> three picks out of the pool -> labels -> V2, on the new stories alone and with the old ones. */
import type { Inheritance, LinearModel, PerMethod, PickedFacts, Regime, SelectionTrial, Stories } from '../contract/selection.ts'
import { closedForm, hasClosedForm, shareRight } from './accuracy.ts'
import { logDeterminant } from './cholesky.ts'
import { pickClosest, pickRandom, pickWrongAndFarthest } from './methods.ts'
import { checkRegime, checkSeed, CHUNK_ROWS, chunksOf } from './regime.ts'
import { fitRidgeLogistic, scoreStories } from './ridge-logistic.ts'
import { drawUnchecked, joined, joinStories, takeRows } from './stories.ts'
import { worldOf } from './world.ts'

/** See the contract. */
export function selectionTrial(regime: Regime, seed: number): SelectionTrial {
  checkRegime('selectionTrial', regime)
  checkSeed('selectionTrial', seed)
  const world = worldOf(regime, seed)
  const tokens = regime.blindSpots?.tokens ?? 0
  const train = (stories: Stories, labels = stories.labels): LinearModel =>
    fitRidgeLogistic(stories, labels, regime.penalty, tokens)
  const later = drawUnchecked(regime, world, 'held out', seed, 0)
  const accuracy = (model: LinearModel): number =>
    hasClosedForm(regime) ? closedForm(model, regime, world) : shareRight(scoreStories(model, later), later)

  const first = drawUnchecked(regime, world, 'first', seed, 0)
  const v1 = train(first)
  const pool = scoredPool(v1, regime, (chunk) => drawUnchecked(regime, world, 'pool', seed, chunk))
  const { picked: count, poolRows } = regime
  const picks = [
    pickClosest(pool.scores, count),
    pickRandom(poolRows, count, seed),
    pickWrongAndFarthest(pool.scores, pool.labels, count),
  ] as const
  const sets = pool.take(picks)
  const fresh = perMethod(sets, (set) => accuracy(train(set)))
  const unions = perMethod(sets, (set) => train(joinStories([first, set])))
  const copied = train(joinStories([first, sets[0]]), joined(Int8Array, [first.labels, signsOf(scoreStories(v1, sets[0]))]))
  const inherited = (v2: LinearModel): Inheritance => ({ accuracy: accuracy(v2), ...compared(v2, v1, later) })
  return {
    v1: accuracy(v1),
    new: fresh,
    union: perMethod(unions, accuracy),
    poolMeanAbsScore: meanAbs(pool.scores),
    picked: perMethod(sets, (set) => factsOf(set, scoreStories(v1, set))),
    inherited: { people: inherited(unions[0]), v1: inherited(copied) },
  }
}

interface ScoredPool {
  readonly scores: Float64Array
  readonly labels: Int8Array
  /** The stories at these positions. */
  take(picks: PerMethod<Int32Array>): PerMethod<Stories>
}

/** Of a pool of many chunks only scores and labels stay: the chunks that hold picks are drawn again. */
function scoredPool(v1: LinearModel, regime: Regime, draw: (chunk: number) => Stories): ScoredPool {
  const scores = new Float64Array(regime.poolRows)
  const labels = new Int8Array(regime.poolRows)
  const chunks = Array.from({ length: chunksOf(regime) }, (_, chunk) => chunk)
  let last: Stories | undefined
  for (const chunk of chunks) {
    last = draw(chunk)
    scores.set(scoreStories(v1, last), chunk * CHUNK_ROWS)
    labels.set(last.labels, chunk * CHUNK_ROWS)
  }
  return {
    scores,
    labels,
    take(picks) {
      const found = perMethod(picks, (): Stories[] => [])
      for (const chunk of chunks) {
        const stories = chunks.length === 1 && last !== undefined ? last : draw(chunk)
        const start = chunk * CHUNK_ROWS
        for (const [m, pick] of picks.entries()) {
          const own = pick.filter((at) => at >= start && at < start + stories.rows).map((at) => at - start)
          found[m]?.push(takeRows(stories, own))
        }
      }
      return perMethod(found, joinStories)
    },
  }
}

function factsOf(set: Stories, scores: Float64Array): PickedFacts {
  const { rows, labels, truth } = set
  const shareWhere = (holds: (i: number) => boolean): number => {
    let count = 0
    for (let i = 0; i < rows; i += 1) count += Number(holds(i))
    return count / rows
  }
  return {
    meanAbsScore: meanAbs(scores),
    logDetCovariance: logDeterminant(covariance(set), set.columns),
    againstV1: shareWhere((i) => (labels[i] as number) * (scores[i] as number) <= 0),
    mislabelled: shareWhere((i) => labels[i] !== truth[i]),
  }
}

/** Biased, lower triangle. */
function covariance({ rows, columns, x }: Stories): Float64Array {
  const centre = new Float64Array(columns)
  for (let i = 0; i < x.length; i += 1) centre[i % columns] = (centre[i % columns] as number) + (x[i] as number) / rows
  const spread = new Float64Array(columns * columns)
  for (let i = 0; i < rows; i += 1) {
    for (let j = 0; j < columns; j += 1) {
      const off = ((x[i * columns + j] as number) - (centre[j] as number)) / rows
      for (let l = 0; l <= j; l += 1) {
        spread[j * columns + l] =
          (spread[j * columns + l] as number) + off * ((x[i * columns + l] as number) - (centre[l] as number))
      }
    }
  }
  return spread
}

function compared(v2: LinearModel, v1: LinearModel, later: Stories): Omit<Inheritance, 'accuracy'> {
  const one = scoreStories(v1, later)
  const two = scoreStories(v2, later)
  let same = 0
  let mistakes = 0
  let kept = 0
  for (let i = 0; i < later.rows; i += 1) {
    const truth = later.truth[i] as number
    const wrong = (one[i] as number) * truth <= 0
    same += Number((one[i] as number) > 0 === (two[i] as number) > 0)
    mistakes += Number(wrong)
    kept += Number(wrong && (two[i] as number) * truth <= 0)
  }
  return { agreementWithV1: same / later.rows, mistakesKept: kept / mistakes }
}

function signsOf(scores: Float64Array): Int8Array {
  return Int8Array.from(scores, (score) => (score > 0 ? 1 : -1))
}

function meanAbs(scores: Float64Array): number {
  let sum = 0
  for (const score of scores) sum += Math.abs(score)
  return sum / scores.length
}

function perMethod<From, To>([a, b, c]: PerMethod<From>, value: (from: From) => To): PerMethod<To> {
  return [value(a), value(b), value(c)]
}
