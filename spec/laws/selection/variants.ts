/** Other right ways to run the laboratory. */
import { xorshift128plus } from 'pure-rand/generator/xorshift128plus'
import type { Selection } from '../../../src/contract/selection.ts'
import { accuracyBy } from '../../../src/selection/accuracy.ts'
import { compareMethods } from '../../../src/selection/compare.ts'
import { pickClosest, pickWrongAndFarthest, randomPicksBy } from '../../../src/selection/methods.ts'
import { fitRidgeLogistic, scoreStories } from '../../../src/selection/ridge-logistic.ts'
import { storiesBy } from '../../../src/selection/stories.ts'
import type { StreamOf } from '../../../src/selection/stream.ts'
import { standardSteps, trialBy } from '../../../src/selection/trial.ts'
import type { Variant } from '../../judge/mutant.ts'

/** Vigna's xorshift128+ and the polar method of Marsaglia. */
const shifted: StreamOf = (seed, ...words) => {
  const mixed = words.reduce(
    (state, word) => (Math.imul(state, 0x9e3779b1) ^ word) | 0,
    (seed % 1_000_003) * 2039 + Math.floor(seed / 1_000_003),
  )
  const generator = xorshift128plus(mixed)
  return {
    real: () => realOf(generator),
    below: (bound) => Math.floor(realOf(generator) * bound),
    normals: (into) => fillPolar(generator, into),
  }
}

/** In [0, 1). */
function realOf(bits: { next(): number }): number {
  return (bits.next() >>> 0) * 2 ** -32
}

function fillPolar(bits: { next(): number }, into: Float64Array): void {
  for (let i = 0; i < into.length;) {
    const x = 2 * realOf(bits) - 1
    const y = 2 * realOf(bits) - 1
    const square = x * x + y * y
    if (square >= 1 || square === 0) continue
    const factor = Math.sqrt((-2 * Math.log(square)) / square)
    into[i] = factor * x
    if (i + 1 < into.length) into[i + 1] = factor * y
    i += 2
  }
}

/** Sorts everything. */
const bySorting = (keys: Float64Array, count: number): Int32Array =>
  Int32Array.from(
    Array.from(keys.keys())
      .toSorted((a, b) => (keys[a] ?? NaN) - (keys[b] ?? NaN) || a - b)
      .slice(0, count),
  ).toSorted()

/** Gradient descent with the momentum of Nesterov, restarted where it turns round; Newton's refusals. */
const byDescent: Selection['fitRidgeLogistic'] = (stories, labels, penalty, tokens) => {
  fitRidgeLogistic(stories, labels, penalty, tokens)
  const { rows, columns } = stories
  const wide = columns + tokens
  const x = new Float64Array(rows * wide)
  for (let i = 0; i < rows; i += 1) {
    x.set(stories.x.subarray(i * columns, (i + 1) * columns), i * wide)
    if (stories.token[i] !== -1) x[i * wide + columns + (stories.token[i] ?? 0)] = 1
  }
  // No eigenvalue of X' X exceeds the largest sum of sizes in a row of it.
  const sums = Array.from({ length: wide }, (_, j) => {
    const products = new Float64Array(wide)
    for (let i = 0; i < rows; i += 1)
      for (let l = 0; l < wide; l += 1) products[l] = (products[l] ?? NaN) + (x[i * wide + j] ?? NaN) * (x[i * wide + l] ?? NaN)
    return products.reduce((sum, product) => sum + Math.abs(product), 0)
  })
  const lipschitz = penalty + Math.max(...sums) / 4
  let weights: Float64Array = new Float64Array(wide)
  let ahead = weights
  let momentum = 1
  for (let steps = 0; steps < 200_000; steps += 1) {
    const gradient = ahead.map((v) => penalty * v)
    for (let i = 0; i < rows; i += 1) {
      let score = 0
      for (let j = 0; j < wide; j += 1) score += (ahead[j] ?? NaN) * (x[i * wide + j] ?? NaN)
      const y = labels[i] ?? NaN
      const pull = -y / (1 + Math.exp(y * score))
      for (let j = 0; j < wide; j += 1) gradient[j] = (gradient[j] ?? NaN) + pull * (x[i * wide + j] ?? NaN)
    }
    if (gradient.every((g) => Math.abs(g) <= 5e-9))
      return { weights: ahead.slice(0, columns), tokenWeights: ahead.slice(columns) }
    const next = ahead.map((v, j) => v - (gradient[j] ?? NaN) / lipschitz)
    const turned = gradient.reduce((sum, g, j) => sum + g * ((next[j] ?? NaN) - (weights[j] ?? NaN)), 0) > 0
    const faster = turned ? 1 : (1 + Math.sqrt(1 + 4 * momentum ** 2)) / 2
    const share = turned ? 0 : (momentum - 1) / faster
    ahead = next.map((v, j) => v + share * (v - (weights[j] ?? NaN)))
    weights = next
    momentum = faster
  }
  return { weights: weights.slice(0, columns), tokenWeights: weights.slice(columns) }
}

export default [
  {
    id: 'picks.by-full-sort',
    because: 'the whole pool is sorted; the reference looks for the value at the rank only',
    parts: {
      pickClosest(scores, count) {
        pickClosest(scores, count) // for its refusals
        return bySorting(scores.map(Math.abs), count)
      },
      pickWrongAndFarthest(scores, labels, count) {
        pickWrongAndFarthest(scores, labels, count) // for its refusals
        const keys = scores.map((score, i) => (score * (labels[i] ?? NaN) <= 0 ? -Math.abs(score) : Infinity))
        return bySorting(keys, Math.min(count, keys.filter((key) => key !== Infinity).length))
      },
    },
  },
  {
    id: 'ridge.by-descent',
    because: 'accelerated gradient descent on one-hot columns: the minimum is unique, so the way to it is free',
    parts: { fitRidgeLogistic: byDescent },
  },
  {
    id: 'selection.another-generator',
    because: 'Vigna’s xorshift128+, Marsaglia’s polar method: other worlds, the same distribution',
    under: { 'blind spot': 'none', labels: 'logistic', picks: 'many' },
    parts: (() => {
      const drawStories = storiesBy(shifted)
      const accuracyOf = accuracyBy(shifted)
      const pickRandom = randomPicksBy(shifted)
      const selectionTrial = trialBy({ ...standardSteps, drawStories, pickRandom, accuracy: accuracyOf })
      return { drawStories, accuracyOf, pickRandom, selectionTrial }
    })(),
  },
  {
    id: 'compare.differences-with-welford',
    because: 'mean and variance are updated trial by trial',
    under: { 'blind spot': 'none', labels: 'logistic', picks: 'many' },
    parts: {
      compareMethods(columns, level) {
        const found = compareMethods(columns, level)
        return {
          ...found,
          difference(a, b) {
            const { halfWidth } = found.difference(a, b)
            let mean = 0
            for (const [i, x] of (columns[a - 1] ?? []).entries()) mean += (x - (columns[b - 1]?.[i] ?? NaN) - mean) / (i + 1)
            return { mean, halfWidth }
          },
        }
      },
    },
  },
  {
    id: 'compare.half-widths-from-squares',
    because: 'the variance is the sum of squares of all differences of two trials over 2 n (n - 1)',
    under: { 'blind spot': 'none', labels: 'logistic', picks: 'many' },
    parts: {
      compareMethods(columns, level) {
        const found = compareMethods(columns, level)
        const trials = columns[0].length
        if (trials === 1) return found
        const swings = columns[0].map((_, i) => (i % 2 === 0 ? 1 : -1))
        const zeros = swings.map(() => 0)
        const unit = compareMethods([swings, zeros, zeros], level).difference(1, 2).halfWidth
        const spread = (d: readonly number[]): number =>
          Math.sqrt(d.reduce((sum, x) => sum + d.reduce((own, y) => own + (x - y) ** 2, 0), 0) / (2 * trials * (trials - 1)))
        return {
          ...found,
          difference(a, b) {
            const differences = (columns[a - 1] ?? []).map((x, i) => x - (columns[b - 1]?.[i] ?? NaN))
            return { ...found.difference(a, b), halfWidth: (unit * spread(differences)) / spread(swings) }
          },
        }
      },
    },
  },
  {
    id: 'selection.scores-from-the-right',
    because: 'features are added from the last to the first, the token’s weight before them',
    parts: {
      scoreStories(model, stories) {
        const { rows, columns, x, token } = stories
        scoreStories(model, stories) // for its refusals
        return Float64Array.from({ length: rows }, (_, i) => {
          let score = (token[i] ?? -1) < 0 ? 0 : (model.tokenWeights[token[i] ?? 0] ?? NaN)
          for (let j = columns - 1; j >= 0; j -= 1) score += (model.weights[j] ?? NaN) * (x[i * columns + j] ?? NaN)
          return score
        })
      },
    },
  },
] satisfies Variant[]
