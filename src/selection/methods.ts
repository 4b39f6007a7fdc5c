/** The three ways to pick stories out of a pool. */
import type { Selection } from '../contract/selection.ts'
import { checkSeed, requireCount, requireThat } from './regime.ts'
import { streamOf, type StreamOf } from './stream.ts'

const RANDOM_PICK = 201 // the word of the stream that method 2 draws from

/** See the contract. */
export function pickClosest(scores: Float64Array, count: number): Int32Array {
  requireCount('pickClosest', 'count', count, 0, scores.length)
  return smallest(sizesOf('pickClosest', scores), count)
}

/** See the contract. */
export const pickRandom: Selection['pickRandom'] = randomPicksBy()

/** The same out of another source of random numbers. */
export function randomPicksBy(streams: StreamOf = streamOf): Selection['pickRandom'] {
  return (rows, count, seed) => floydSample(streams, rows, count, seed)
}

/** Floyd's algorithm: each draw adds one position, for a set that is uniform without a shuffle of all rows. */
function floydSample(streams: StreamOf, rows: number, count: number, seed: number): Int32Array {
  requireCount('pickRandom', 'rows', rows, 0, 2 ** 31 - 1)
  requireCount('pickRandom', 'count', count, 0, rows)
  checkSeed('pickRandom', seed)
  const stream = streams(seed, RANDOM_PICK)
  const taken = new Set<number>()
  for (let last = rows - count; last < rows; last += 1) {
    const drawn = stream.below(last + 1)
    taken.add(taken.has(drawn) ? last : drawn)
  }
  return Int32Array.from(taken).toSorted()
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
  const nearness = sizesOf('pickWrongAndFarthest', scores)
  let mistakes = 0
  for (let i = 0; i < scores.length; i += 1) {
    const isWrong = (scores[i] as number) * (labels[i] as number) <= 0
    nearness[i] = isWrong ? -(nearness[i] as number) : Infinity
    mistakes += Number(isWrong)
  }
  return smallest(nearness, Math.min(count, mistakes))
}

/** Positions of the `count` smallest values, rising; of equal values the earlier positions. */
function smallest(values: Float64Array, count: number): Int32Array {
  if (count === 0) return new Int32Array()
  const kept = new Int32Array(Math.min(2 * count, values.length)) // what may be among them
  let size = 0
  let bound = NaN // values from here on are not: `count` earlier ones are as small
  for (let i = 0; i < values.length; i += 1) {
    if ((values[i] as number) >= bound) continue
    kept[size] = i
    size += 1
    if (size < kept.length) continue
    bound = keepSmallest(values, kept, count)
    size = count
  }
  if (size > count) keepSmallest(values, kept.subarray(0, size), count)
  return kept.slice(0, count)
}

/** Moves the `count` positions of the smallest values, of equal ones the earlier, to the front, in their order: the largest of them. */
function keepSmallest(values: Float64Array, positions: Int32Array, count: number): number {
  const own = new Float64Array(positions.length)
  for (let i = 0; i < own.length; i += 1) own[i] = values[positions[i] as number] as number
  const threshold = orderStatistic(own.slice(), count - 1)
  let ties = count
  for (let i = 0; i < own.length; i += 1) ties -= Number((own[i] as number) < threshold)
  for (let i = 0, kept = 0; kept < count; i += 1) {
    const value = own[i] as number
    if (value > threshold || (value === threshold && ties === 0)) continue
    if (value === threshold) ties -= 1
    positions[kept] = positions[i] as number
    kept += 1
  }
  return threshold
}

/** The value that would stand at `rank` if the values were sorted (Hoare's quickselect); they are moved. */
function orderStatistic(work: Float64Array, rank: number): number {
  let low = 0
  let high = work.length - 1
  while (low < high) {
    const pivot = work[(low + high) >>> 1] as number
    let i = low
    let j = high
    while (i <= j) {
      while ((work[i] as number) < pivot) i += 1
      while ((work[j] as number) > pivot) j -= 1
      if (i > j) break
      const swapped = work[i] as number
      work[i] = work[j] as number
      work[j] = swapped
      i += 1
      j -= 1
    }
    if (rank <= j) high = j
    else if (rank >= i) low = i
    else break
  }
  return work[rank] as number
}

/** |score|, one by one. @throws RangeError that names `caller` where a score is NaN */
function sizesOf(caller: string, scores: Float64Array): Float64Array {
  const sizes = new Float64Array(scores.length)
  for (let i = 0; i < scores.length; i += 1) {
    const score = scores[i] as number
    if (Number.isNaN(score)) throw new RangeError(`${caller}: scores must be numbers, got NaN at ${i}`)
    sizes[i] = Math.abs(score)
  }
  return sizes
}
