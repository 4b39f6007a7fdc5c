/** The three ways to pick stories out of a pool. */
import { checkSeed, requireCount, requireThat } from './regime.ts'
import { streamOf } from './stream.ts'

const RANDOM_PICK = 201 // the word of the stream that method 2 draws from

/** See the contract. */
export function pickClosest(scores: Float64Array, count: number): Int32Array {
  requireCount('pickClosest', 'count', count, 0, scores.length)
  requireScores('pickClosest', scores)
  return smallest(scores.map(Math.abs), count)
}

/** See the contract. Floyd's algorithm: each draw adds one position, for a set that is uniform without a shuffle of all rows. */
export function pickRandom(rows: number, count: number, seed: number): Int32Array {
  requireCount('pickRandom', 'rows', rows, 0, 2 ** 31 - 1)
  requireCount('pickRandom', 'count', count, 0, rows)
  checkSeed('pickRandom', seed)
  const stream = streamOf(seed, RANDOM_PICK)
  const taken = new Set<number>()
  for (let last = rows - count; last < rows; last += 1) {
    const drawn = stream.below(last + 1)
    taken.add(taken.has(drawn) ? last : drawn)
  }
  return Int32Array.from(taken).sort()
}

/** See the contract. */
export function pickWrongAndFarthest(scores: Float64Array, labels: Int8Array, count: number): Int32Array {
  requireCount('pickWrongAndFarthest', 'count', count, 0, scores.length)
  requireThat(
    'pickWrongAndFarthest',
    `labels must be as many as scores, ${scores.length}`,
    labels.length === scores.length,
    labels.length,
  )
  requireScores('pickWrongAndFarthest', scores)
  const wrong = new Int32Array(scores.length)
  let mistakes = 0
  for (let i = 0; i < scores.length; i += 1) {
    if ((scores[i] as number) * (labels[i] as number) <= 0) {
      wrong[mistakes] = i
      mistakes += 1
    }
  }
  const positions = wrong.subarray(0, mistakes)
  const nearness = Float64Array.from(positions, (i) => -Math.abs(scores[i] as number))
  return smallest(nearness, Math.min(count, mistakes)).map((at) => positions[at] as number)
}

/** Positions of the `count` smallest values, rising; of equal values the earlier positions. */
function smallest(values: Float64Array, count: number): Int32Array {
  if (count === 0) return new Int32Array()
  const threshold = Float64Array.from(values).sort()[count - 1] as number
  const below = values.reduce((sum, value) => sum + Number(value < threshold), 0)
  const picked = new Int32Array(count)
  let ties = count - below
  let at = 0
  for (let i = 0; at < count; i += 1) {
    const value = values[i] as number
    if (value < threshold || (value === threshold && ties > 0)) {
      if (value === threshold) ties -= 1
      picked[at] = i
      at += 1
    }
  }
  return picked
}

function requireScores(caller: string, scores: Float64Array): void {
  const bad = scores.findIndex((score) => Number.isNaN(score))
  requireThat(caller, 'scores must be numbers', bad === -1, `NaN at ${bad}`)
}
