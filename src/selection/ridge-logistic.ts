/**
 * Logistic regression with a ridge penalty, by Newton's method. A story has at most one token, so the curvature between tokens is
 * diagonal: a step costs rows * columns^2, however many tokens there are.
 */
import type { LinearModel, Stories } from '../contract/selection.ts'
import { requireCount, requireThat } from './regime.ts'
import { solvePositive } from './cholesky.ts'

const TOLERANCE = 1e-8 // the largest component of the gradient that is left, as documented
const MOST_STEPS = 200

/** See the contract. @throws RangeError for labels that are not -1 or 1, a penalty that is not positive, or tokens out of range */
export function fitRidgeLogistic(stories: Stories, labels: Int8Array, penalty: number, tokens: number): LinearModel {
  check(stories, labels, penalty, tokens)
  let model: LinearModel = { weights: new Float64Array(stories.columns), tokenWeights: new Float64Array(tokens) }
  let here = localShape(stories, labels, penalty, model)
  for (let steps = 0; largest(here) > TOLERANCE; steps += 1) {
    requireThat('fitRidgeLogistic', `must converge in ${MOST_STEPS} steps`, steps < MOST_STEPS, `a gradient of ${largest(here)}`)
    const step = newtonStep(here)
    let length = 1
    let next = moved(model, step, length)
    let there = localShape(stories, labels, penalty, next)
    // Full steps but where they overshoot; the slack admits the last ones, whose gain is below the rounding of the objective.
    while (!(there.value <= here.value + 1e-13 * Math.abs(here.value)) && length > 1e-6) {
      length /= 2
      next = moved(model, step, length)
      there = localShape(stories, labels, penalty, next)
    }
    model = next
    here = there
  }
  return model
}

/** See the contract. */
export function scoreStories({ weights, tokenWeights }: LinearModel, { rows, columns, x, token }: Stories): Float64Array {
  requireThat('scoreStories', `weights must be as many as columns, ${columns}`, weights.length === columns, weights.length)
  const scores = new Float64Array(rows)
  for (let i = 0; i < rows; i += 1) {
    const own = token[i] as number
    let score = own === -1 ? 0 : (tokenWeights[own] as number)
    for (let j = 0, at = i * columns; j < columns; j += 1, at += 1) score += (weights[j] as number) * (x[at] as number)
    scores[i] = score
  }
  return scores
}

/** The objective around a model: value, gradient, and curvature as three blocks. */
interface Shape {
  readonly value: number
  readonly gradient: Float64Array
  readonly tokenGradient: Float64Array
  /** (columns * columns), lower triangle. */
  readonly curvature: Float64Array
  /** (tokens * columns) between each token and the columns. */
  readonly between: Float64Array
  /** (tokens) */
  readonly tokenCurvature: Float64Array
}

function localShape(stories: Stories, labels: Int8Array, penalty: number, model: LinearModel): Shape {
  const { rows, columns, x, token } = stories
  const { weights, tokenWeights } = model
  const gradient = weights.map((w) => penalty * w)
  const tokenGradient = tokenWeights.map((w) => penalty * w)
  const curvature = new Float64Array(columns * columns)
  for (let j = 0; j < columns; j += 1) curvature[j * columns + j] = penalty
  const between = new Float64Array(tokenWeights.length * columns)
  const tokenCurvature = new Float64Array(tokenWeights.length).fill(penalty)
  const scores = scoreStories(model, stories)
  let value = penaltyOf(penalty, model)
  for (let i = 0, at = 0; i < rows; i += 1, at += columns) {
    const y = labels[i] as number
    const fits = y * (scores[i] as number)
    const small = Math.exp(-Math.abs(fits)) // does not overflow
    value += Math.log1p(small) + (fits < 0 ? -fits : 0)
    const missed = (fits > 0 ? small : 1) / (1 + small)
    const pull = -y * missed
    const bend = small / (1 + small) ** 2
    for (let j = 0; j < columns; j += 1) {
      const xj = x[at + j] as number
      gradient[j] = (gradient[j] as number) + pull * xj
      const bent = bend * xj
      for (let l = 0, to = j * columns; l <= j; l += 1, to += 1)
        curvature[to] = (curvature[to] as number) + bent * (x[at + l] as number)
    }
    const own = token[i] as number
    if (own === -1) continue
    tokenGradient[own] = (tokenGradient[own] as number) + pull
    tokenCurvature[own] = (tokenCurvature[own] as number) + bend
    for (let j = 0, to = own * columns; j < columns; j += 1, to += 1)
      between[to] = (between[to] as number) + bend * (x[at + j] as number)
  }
  return { value, gradient, tokenGradient, curvature, between, tokenCurvature }
}

/** Solves the Newton system: the tokens are eliminated first, which leaves a system of the size of the columns. */
function newtonStep({ gradient, tokenGradient, curvature, between, tokenCurvature }: Shape): LinearModel {
  const columns = gradient.length
  const schur = Float64Array.from(curvature)
  const right = Float64Array.from(gradient)
  for (let t = 0; t < tokenGradient.length; t += 1) {
    const own = tokenCurvature[t] as number
    for (let j = 0; j < columns; j += 1) {
      const share = (between[t * columns + j] as number) / own
      if (share === 0) continue
      right[j] = (right[j] as number) - share * (tokenGradient[t] as number)
      for (let l = 0; l <= j; l += 1)
        schur[j * columns + l] = (schur[j * columns + l] as number) - share * (between[t * columns + l] as number)
    }
  }
  const weights = solvePositive(schur, right)
  const tokenWeights = tokenGradient.map((g, t) => {
    let rest = g
    for (let j = 0; j < columns; j += 1) rest -= (between[t * columns + j] as number) * (weights[j] as number)
    return rest / (tokenCurvature[t] as number)
  })
  return { weights, tokenWeights }
}

function moved(model: LinearModel, step: LinearModel, length: number): LinearModel {
  return {
    weights: model.weights.map((w, j) => w - length * (step.weights[j] as number)),
    tokenWeights: model.tokenWeights.map((w, t) => w - length * (step.tokenWeights[t] as number)),
  }
}

function penaltyOf(penalty: number, { weights, tokenWeights }: LinearModel): number {
  let sum = 0
  for (const w of weights) sum += (penalty / 2) * w * w
  for (const w of tokenWeights) sum += (penalty / 2) * w * w
  return sum
}

function largest({ gradient, tokenGradient }: Shape): number {
  let most = 0
  for (const g of gradient) most = Math.max(most, Math.abs(g))
  for (const g of tokenGradient) most = Math.max(most, Math.abs(g))
  return most
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
