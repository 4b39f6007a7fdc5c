/** One run of the experiment: V1 -> three picks out of the pool -> labels -> V2, on the new stories alone and with the old ones. */
import type {
  Inheritance,
  LinearModel,
  Method,
  PerMethod,
  PickedFacts,
  Regime,
  Selection,
  SelectionTrial,
  Stories,
} from '../contract/selection.ts'
import { accuracyOf } from './accuracy.ts'
import { logDeterminant } from './cholesky.ts'
import { addGram } from './row-sums.ts'
import { pickClosest, pickRandom, pickWrongAndFarthest } from './methods.ts'
import { checkRegime, checkSeed, CHUNK_ROWS, chunksOf } from './regime.ts'
import { fitRidgeLogistic, scoreInto, scoreStories } from './ridge-logistic.ts'
import { drawStories, joinStories, takeRows, type Drawing } from './stories.ts'

/** What a run is made of. The reference has `standardSteps`; whoever wants to know what a step matters replaces it. */
export interface TrialSteps extends Pick<Selection, 'pickClosest' | 'pickRandom' | 'pickWrongAndFarthest' | 'fitRidgeLogistic'> {
  readonly drawStories: Drawing
  /** The labels of the picks of a method, as V2 sees them. */
  annotate(set: Stories, method: Method): Int8Array
  /** What V2 is trained on where old and new stories are asked for. */
  together(first: Stories, set: Stories): Stories
  /** @param trainedOn the stories that the model has seen */
  accuracy(model: LinearModel, regime: Regime, seed: number, trainedOn: Stories): number
}

/** The steps that the contract documents. */
export const standardSteps: TrialSteps = {
  drawStories,
  pickClosest,
  pickRandom,
  pickWrongAndFarthest,
  fitRidgeLogistic,
  annotate: ({ labels }) => labels,
  together: (first, set) => joinStories([first, set]),
  accuracy: accuracyOf,
}

/** A run out of these steps. */
export function trialBy(steps: TrialSteps): Selection['selectionTrial'] {
  return (regime, seed) => {
    checkRegime('selectionTrial', regime)
    checkSeed('selectionTrial', seed)
    return runTrial(steps, regime, seed)
  }
}

/** See the contract. */
export const selectionTrial: Selection['selectionTrial'] = trialBy(standardSteps)

function runTrial(steps: TrialSteps, regime: Regime, seed: number): SelectionTrial {
  const train = (stories: Stories): LinearModel =>
    steps.fitRidgeLogistic(stories, stories.labels, regime.penalty, regime.blindSpots?.tokens ?? 0)
  const accuracy = (model: LinearModel, seen: Stories): number => steps.accuracy(model, regime, seed, seen)
  const first = steps.drawStories(regime, 'first', seed)
  const v1 = train(first)
  const room = takeRoom(regime)
  const pool = scoredPool(v1, regime, (chunk) => steps.drawStories(regime, 'pool', seed, chunk, room))
  const { picked: count, poolRows } = regime
  const picks = pool.take([
    steps.pickClosest(pool.scores, count),
    steps.pickRandom(poolRows, count, seed),
    steps.pickWrongAndFarthest(pool.scores, pool.labels, count),
  ])
  giveBack(room)
  const sets = perMethod(picks, (set, method) => ({ ...set, labels: steps.annotate(set, method) }))
  const unions = perMethod(sets, (set) => {
    const seen = steps.together(first, set)
    const model = train(seen)
    return { model, accuracy: accuracy(model, seen) }
  })
  const echo = steps.together(first, { ...sets[0], labels: signsOf(scoreStories(v1, sets[0])) })
  const copied = train(echo)
  const later = steps.drawStories(regime, 'held out', seed)
  const scoresOfV1 = scoreStories(v1, later)
  return {
    v1: accuracy(v1, first),
    new: perMethod(sets, (set) => accuracy(train(set), set)),
    union: perMethod(unions, (union) => union.accuracy),
    poolMeanAbsScore: meanAbs(pool.scores),
    picked: perMethod(sets, (set) => factsOf(set, scoreStories(v1, set))),
    inherited: {
      people: { accuracy: unions[0].accuracy, ...compared(scoreStories(unions[0].model, later), scoresOfV1, later) },
      v1: { accuracy: accuracy(copied, echo), ...compared(scoreStories(copied, later), scoresOfV1, later) },
    },
  }
}

/** Numbers that a room may have to be kept: 32 MB of them. */
const MOST_KEPT = 2 ** 22
/** Where the last pool was drawn, for the next one: a new list costs half of what fills it. None while a pool is in use. */
let spare: Float64Array | undefined

/** Room for the features of a chunk. */
function takeRoom({ features, poolRows }: Regime): Float64Array {
  const length = features * Math.min(poolRows, CHUNK_ROWS)
  const room = spare !== undefined && spare.length >= length ? spare : new Float64Array(length)
  spare = undefined
  return room
}

function giveBack(room: Float64Array): void {
  if (room.length <= MOST_KEPT) spare = room
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
    scoreInto(scores.subarray(chunk * CHUNK_ROWS, chunk * CHUNK_ROWS + last.rows), v1, last)
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
      return perMethod(found, (parts) => joinStories(parts))
    },
  }
}

function factsOf(set: Stories, scores: Float64Array): PickedFacts {
  const { rows, labels, truth } = set
  const shareWhere = (holds: (i: number) => boolean): number => {
    let count = 0
    for (let i = 0; i < rows; i += 1) count += Number(holds(i))
    return share(count, rows)
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
  for (let i = 0, at = 0; i < rows; i += 1)
    for (let j = 0; j < columns; j += 1, at += 1) centre[j] = (centre[j] as number) + (x[at] as number) / rows
  const spread = new Float64Array(columns * columns)
  addGram(spread, x, new Float64Array(rows).fill(1 / rows), columns)
  addGram(spread, centre, Float64Array.of(-1), columns)
  return spread
}

function compared(two: Float64Array, one: Float64Array, later: Stories): Omit<Inheritance, 'accuracy'> {
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
  return { agreementWithV1: same / later.rows, mistakesKept: share(kept, mistakes) }
}

function signsOf(scores: Float64Array): Int8Array {
  return Int8Array.from(scores, (score) => (score > 0 ? 1 : -1))
}

function meanAbs(scores: Float64Array): number {
  let sum = 0
  for (let i = 0; i < scores.length; i += 1) sum += Math.abs(scores[i] as number)
  return share(sum, scores.length)
}

/** Part of a whole; 0 of nothing. */
function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole
}

function perMethod<From, To>([a, b, c]: PerMethod<From>, value: (from: From, method: Method) => To): PerMethod<To> {
  return [value(a, 1), value(b, 2), value(c, 3)]
}
