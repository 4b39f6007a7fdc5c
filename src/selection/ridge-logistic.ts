/**
 * Logistic regression with a ridge penalty, by Newton's method. A story has at most one token, so the curvature between tokens is
 * diagonal: a step costs rows * columns^2, however many tokens there are.
 */
import type { LinearModel, Stories } from '../contract/selection.ts'
import { requireCount, requireThat } from './regime.ts'
import { choleskyFactor, solveFactored } from './cholesky.ts'
import { addGram, addRows, timesRows } from './row-sums.ts'

const TOLERANCE = 1e-8 // the largest component of the gradient that is left, as documented
const MOST_STEPS = 200
/** A step that leaves less than this of the gradient has shown that the curvature hardly changes: the next one takes the same. */
const FAST = 0.01

/** See the contract. @throws RangeError for labels that are not -1 or 1, a penalty that is not positive, or tokens out of range */
export function fitRidgeLogistic(stories: Stories, labels: Int8Array, penalty: number, tokens: number): LinearModel {
  check(stories, labels, penalty, tokens)
  const problem = { stories, labels, penalty, told: toldRows(stories), bends: new Float64Array(stories.rows) }
  let model: LinearModel = { weights: new Float64Array(stories.columns), tokenWeights: new Float64Array(tokens) }
  let here = slopeAt(problem, model)
  let bowl: Bowl | undefined
  for (let steps = 0; here.largest > TOLERANCE; steps += 1) {
    requireThat('fitRidgeLogistic', `must converge in ${MOST_STEPS} steps`, steps < MOST_STEPS, `a gradient of ${here.largest}`)
    bowl ??= bowlOf(problem, tokens)
    const step = newtonStep(bowl, here)
    let length = steps === 0 ? 3 : 1 // from zero, where the loss bends most, the first step is too short
    let next = moved(model, step, length)
    let there = slopeAt(problem, next)
    // Along a Newton step the gradient shrinks at first: full steps but where they overshoot.
    while (!(there.norm < here.norm) && length > 1e-6) {
      length /= 2
      next = moved(model, step, length)
      there = slopeAt(problem, next)
    }
    if (there.norm > FAST * here.norm) bowl = undefined
    model = next
    here = there
  }
  return model
}

/** See the contract. */
export function scoreStories({ weights, tokenWeights }: LinearModel, { rows, columns, x, token }: Stories): Float64Array {
  requireThat('scoreStories', `weights must be as many as columns, ${columns}`, weights.length === columns, weights.length)
  const scores = timesRows(x, weights, rows)
  for (let i = 0; i < rows; i += 1)
    if (token[i] !== -1) scores[i] = (scores[i] as number) + (tokenWeights[token[i] as number] as number)
  return scores
}

interface Problem {
  readonly stories: Stories
  readonly labels: Int8Array
  readonly penalty: number
  /** The rows with a token. */
  readonly told: Int32Array
  /** (rows) the second derivatives of the losses by their scores, at the model that was looked at last. */
  readonly bends: Float64Array
}

/** The gradient of the objective at a model. */
interface Slope {
  readonly gradient: Float64Array
  readonly tokenGradient: Float64Array
  /** The largest component, and the root of the sum of squares. */
  readonly largest: number
  readonly norm: number
}

function slopeAt(problem: Problem, model: LinearModel): Slope {
  const { stories, labels, penalty, bends } = problem
  const { rows, x } = stories
  const gradient = model.weights.map((w) => penalty * w)
  const tokenGradient = model.tokenWeights.map((w) => penalty * w)
  const pulls = scoreStories(model, stories)
  for (let i = 0; i < rows; i += 1) {
    const score = pulls[i] as number
    const y = labels[i] as number
    const small = Math.exp(-Math.abs(score)) // does not overflow
    const share = 1 / (1 + small)
    pulls[i] = -y * (y * score > 0 ? small * share : share)
    bends[i] = small * share * share
  }
  addRows(gradient, x, pulls)
  addByToken(tokenGradient, problem, pulls)
  let largest = 0
  let squares = 0
  for (const part of [gradient, tokenGradient]) {
    for (let j = 0; j < part.length; j += 1) {
      const g = part[j] as number
      largest = Math.max(largest, Math.abs(g))
      squares += g * g
    }
  }
  return { gradient, tokenGradient, largest, norm: Math.sqrt(squares) }
}

/** Adds what belongs to the rows of each token. */
function addByToken(into: Float64Array, { stories: { token }, told }: Problem, values: Float64Array): void {
  for (const i of told) into[token[i] as number] = (into[token[i] as number] as number) + (values[i] as number)
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

function bowlOf(problem: Problem, tokens: number): Bowl {
  const { stories, penalty, told, bends } = problem
  const { columns, x, token } = stories
  const curvature = new Float64Array(columns * columns)
  for (let j = 0; j < columns; j += 1) curvature[j * columns + j] = penalty
  addGram(curvature, x, bends, columns)
  const shares = new Float64Array(tokens * columns)
  const tokenCurvature = new Float64Array(tokens).fill(penalty)
  addByToken(tokenCurvature, problem, bends)
  for (const i of told) {
    for (let j = 0, to = (token[i] as number) * columns, at = i * columns; j < columns; j += 1, to += 1, at += 1)
      shares[to] = (shares[to] as number) + (bends[i] as number) * (x[at] as number)
  }
  addGram(curvature, shares, tokenCurvature.map((own) => -1 / own), columns) // prettier-ignore
  for (let t = 0, at = 0; t < tokens; t += 1)
    for (let j = 0; j < columns; j += 1, at += 1) shares[at] = (shares[at] as number) / (tokenCurvature[t] as number)
  return { factor: choleskyFactor(curvature, columns), shares, tokenCurvature }
}

/** Solves the Newton system. */
function newtonStep({ factor, shares, tokenCurvature }: Bowl, { gradient, tokenGradient }: Slope): LinearModel {
  const right = gradient.slice()
  addRows(right, shares, tokenGradient.map((g) => -g)) // prettier-ignore
  const weights = solveFactored(factor, right)
  const known = timesRows(shares, weights, tokenGradient.length)
  return { weights, tokenWeights: tokenGradient.map((g, t) => g / (tokenCurvature[t] as number) - (known[t] as number)) }
}

function moved(model: LinearModel, step: LinearModel, length: number): LinearModel {
  return {
    weights: model.weights.map((w, j) => w - length * (step.weights[j] as number)),
    tokenWeights: model.tokenWeights.map((w, t) => w - length * (step.tokenWeights[t] as number)),
  }
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
