/**
 * Logistic regression with a ridge penalty, by Newton's method. A story has at most one token, so the curvature between tokens is
 * diagonal: a step costs rows * columns^2, however many tokens there are. Fits are many and small: each allocates its lists once.
 */
import type { LinearModel, Stories } from '../contract/selection.ts'
import { requireCount, requireThat } from './regime.ts'
import { factorise, solveFactored } from './cholesky.ts'
import { addGram, addRows, timesRows } from './row-sums.ts'

const TOLERANCE = 1e-8 // the largest component of the gradient that is left, as documented
const MOST_STEPS = 200
/** A step that leaves less than this of the gradient has shown that the curvature hardly changes: the next one takes the same. */
const FAST = 0.01

/** See the contract. @throws RangeError for labels that are not -1 or 1, a penalty that is not positive, or tokens out of range */
export function fitRidgeLogistic(stories: Stories, labels: Int8Array, penalty: number, tokens: number): LinearModel {
  check(stories, labels, penalty, tokens)
  const { rows, columns } = stories
  const problem = {
    stories,
    labels,
    penalty,
    told: toldRows(stories),
    bends: new Float64Array(rows),
    pulls: new Float64Array(rows),
  }
  const bowl = {
    factor: new Float64Array(columns * columns),
    shares: new Float64Array(tokens * columns),
    tokenCurvature: new Float64Array(tokens),
  }
  const step = zeros(columns, tokens)
  let here = { model: zeros(columns, tokens), gradient: zeros(columns, tokens), largest: 0, norm: 0 }
  let there = { model: zeros(columns, tokens), gradient: zeros(columns, tokens), largest: 0, norm: 0 }
  takeSlope(problem, here)
  let isKnown = false // the bowl
  for (let steps = 0; here.largest > TOLERANCE; steps += 1) {
    requireThat('fitRidgeLogistic', `must converge in ${MOST_STEPS} steps`, steps < MOST_STEPS, `a gradient of ${here.largest}`)
    if (!isKnown) takeBowl(problem, bowl)
    takeStep(step, bowl, here.gradient)
    let length = steps === 0 ? 3 : 1 // from zero, where the loss bends most, the first step is too short
    move(there.model, here.model, step, length)
    takeSlope(problem, there)
    // Along a Newton step the gradient shrinks at first: full steps but where they overshoot.
    while (!(there.norm < here.norm) && length > 1e-6) {
      length /= 2
      move(there.model, here.model, step, length)
      takeSlope(problem, there)
    }
    isKnown = there.norm <= FAST * here.norm
    ;[here, there] = [there, here]
  }
  return here.model
}

/** See the contract. */
export function scoreStories(model: LinearModel, stories: Stories): Float64Array {
  const { columns, rows } = stories
  const { length } = model.weights
  requireThat('scoreStories', `weights must be as many as columns, ${columns}`, length === columns, length)
  const scores = new Float64Array(rows)
  scoreInto(scores, model, stories)
  return scores
}

/** The same, into a list. */
export function scoreInto(scores: Float64Array, { weights, tokenWeights }: LinearModel, { x, token }: Stories): void {
  timesRows(scores, x, weights)
  for (let i = 0; i < scores.length; i += 1)
    if (token[i] !== -1) scores[i] = (scores[i] as number) + (tokenWeights[token[i] as number] as number)
}

function zeros(columns: number, tokens: number): LinearModel {
  return { weights: new Float64Array(columns), tokenWeights: new Float64Array(tokens) }
}

interface Problem {
  readonly stories: Stories
  readonly labels: Int8Array
  readonly penalty: number
  /** The rows with a token. */
  readonly told: Int32Array
  /** (rows) the first and second derivatives of the losses by their scores, at the model that was looked at last. */
  readonly pulls: Float64Array
  readonly bends: Float64Array
}

/** A model, and the gradient of the objective there. */
interface Place {
  readonly model: LinearModel
  readonly gradient: LinearModel
  /** The largest component of the gradient, and the root of the sum of squares. */
  largest: number
  norm: number
}

function takeSlope(problem: Problem, place: Place): void {
  const { stories, labels, penalty, bends, pulls } = problem
  const { model, gradient } = place
  scoreInto(pulls, model, stories)
  for (let i = 0; i < pulls.length; i += 1) {
    const s = pulls[i] as number
    const y = labels[i] as number
    const small = Math.exp(-Math.abs(s)) // does not overflow
    const share = 1 / (1 + small)
    pulls[i] = -y * (y * s > 0 ? small * share : share)
    bends[i] = small * share * share
  }
  for (let j = 0; j < gradient.weights.length; j += 1) gradient.weights[j] = penalty * (model.weights[j] as number)
  for (let t = 0; t < gradient.tokenWeights.length; t += 1) gradient.tokenWeights[t] = penalty * (model.tokenWeights[t] as number)
  addRows(gradient.weights, stories.x, pulls)
  addByToken(gradient.tokenWeights, problem, pulls)
  place.largest = 0
  let squares = 0
  for (const part of [gradient.weights, gradient.tokenWeights]) {
    for (let j = 0; j < part.length; j += 1) {
      const g = part[j] as number
      place.largest = Math.max(place.largest, Math.abs(g))
      squares += g * g
    }
  }
  place.norm = Math.sqrt(squares)
}

/** Adds what belongs to the rows of each token. */
function addByToken(into: Float64Array, { stories: { token }, told }: Problem, values: Float64Array): void {
  for (let r = 0; r < told.length; r += 1) {
    const i = told[r] as number
    into[token[i] as number] = (into[token[i] as number] as number) + (values[i] as number)
  }
}

/** The curvature of the objective, the tokens eliminated. */
interface Bowl {
  /** Cholesky's factor of what is left for the columns. */
  readonly factor: Float64Array
  /** (tokens * columns) between each token and the columns, over the curvature of the token. */
  readonly shares: Float64Array
  /** (tokens) */
  readonly tokenCurvature: Float64Array
}

/** Fills a bowl with the curvature at the model that was looked at last. */
function takeBowl(problem: Problem, { factor, shares, tokenCurvature }: Bowl): void {
  const { stories, penalty, told, bends } = problem
  const { columns, x, token } = stories
  factor.fill(0)
  for (let j = 0; j < columns; j += 1) factor[j * columns + j] = penalty
  addGram(factor, x, bends, columns)
  shares.fill(0)
  tokenCurvature.fill(penalty)
  addByToken(tokenCurvature, problem, bends)
  for (let r = 0; r < told.length; r += 1) {
    const i = told[r] as number
    for (let j = 0, to = (token[i] as number) * columns, at = i * columns; j < columns; j += 1, to += 1, at += 1)
      shares[to] = (shares[to] as number) + (bends[i] as number) * (x[at] as number)
  }
  addGram(factor, shares, tokenCurvature.map((own) => -1 / own), columns) // prettier-ignore
  for (let t = 0, at = 0; t < tokenCurvature.length; t += 1)
    for (let j = 0; j < columns; j += 1, at += 1) shares[at] = (shares[at] as number) / (tokenCurvature[t] as number)
  factorise(factor, columns)
}

/** Solves the Newton system. */
function takeStep({ weights, tokenWeights }: LinearModel, { factor, shares, tokenCurvature }: Bowl, gradient: LinearModel): void {
  weights.set(gradient.weights)
  for (let t = 0; t < tokenWeights.length; t += 1) tokenWeights[t] = -(gradient.tokenWeights[t] as number)
  addRows(weights, shares, tokenWeights)
  solveFactored(factor, weights)
  timesRows(tokenWeights, shares, weights)
  for (let t = 0; t < tokenWeights.length; t += 1)
    tokenWeights[t] = (gradient.tokenWeights[t] as number) / (tokenCurvature[t] as number) - (tokenWeights[t] as number)
}

function move(to: LinearModel, from: LinearModel, step: LinearModel, length: number): void {
  for (let j = 0; j < to.weights.length; j += 1)
    to.weights[j] = (from.weights[j] as number) - length * (step.weights[j] as number)
  for (let t = 0; t < to.tokenWeights.length; t += 1)
    to.tokenWeights[t] = (from.tokenWeights[t] as number) - length * (step.tokenWeights[t] as number)
}

function toldRows({ rows, token }: Stories): Int32Array {
  const told = new Int32Array(rows)
  let count = 0
  for (let i = 0; i < rows; i += 1) {
    told[count] = i
    if (token[i] !== -1) count += 1
  }
  return told.subarray(0, count)
}

function check({ rows, token }: Stories, labels: Int8Array, penalty: number, tokens: number): void {
  requireCount('fitRidgeLogistic', 'tokens', tokens, 0, 1e6)
  requireThat('fitRidgeLogistic', 'penalty must be positive and finite', penalty > 0 && penalty < Infinity, penalty)
  requireThat('fitRidgeLogistic', `labels must be as many as rows, ${rows}`, labels.length === rows, labels.length)
  const odd = labels.find((y) => y !== 1 && y !== -1)
  requireThat('fitRidgeLogistic', 'labels must be -1 or 1', odd === undefined, odd)
  const unknown = token.find((t) => t < -1 || t >= tokens)
  requireThat('fitRidgeLogistic', `a token must be -1 or below ${tokens}`, unknown === undefined, unknown)
}
