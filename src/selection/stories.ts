/** Draws the stories of a world, with the labels that annotators give them. */
import type { Regime, Selection, Stories, StoryPart } from '../contract/selection.ts'
import { checkRegime, checkSeed, CHUNK_ROWS, chunksOf, columnsOf, HELD_OUT_ROWS, requireCount } from './regime.ts'
import { timesRows } from './row-sums.ts'
import { streamOf, type StreamOf } from './stream.ts'
import { worldOf, type World } from './world.ts'

/** The words that name the streams of stories, by part and by what is drawn. */
const PART = { first: 101, pool: 102, 'held out': 103 } as const
const DRAWN = { features: 11, sources: 12, labels: 13 } as const

/** Draws stories. `room`, if it is given, is where their features are put: the next to be put there take their place. */
export type Drawing = (...drawn: [...Parameters<Selection['drawStories']>, room?: Float64Array]) => Stories

/** See the contract. @throws RangeError for a regime outside its rules, and for a chunk that the part does not have */
export const drawStories: Drawing = storiesBy()

/** The same out of another source of random numbers. */
export function storiesBy(streams: StreamOf = streamOf): Drawing {
  return (regime, part, seed, chunk = 0, room) => {
    checkRegime('drawStories', regime)
    checkSeed('drawStories', seed)
    requireCount('drawStories', 'chunk', chunk, 0, part === 'pool' ? chunksOf(regime) - 1 : 0)
    return drawUnchecked(regime, worldOf(regime, seed, streams), part, seed, chunk, streams, room)
  }
}

/** The same, unchecked, for a world that is known. */
export function drawUnchecked(
  regime: Regime,
  world: World,
  part: StoryPart,
  seed: number,
  chunk: number,
  streams: StreamOf,
  room?: Float64Array,
): Stories {
  const rows = rowsOf(regime, part, chunk)
  const d = regime.features
  const x = room === undefined ? new Float64Array(rows * d) : room.subarray(0, rows * d)
  streams(seed, PART[part], DRAWN.features, chunk).normals(x)
  const token = new Int32Array(rows)
  const truth = new Int8Array(rows)
  const labels = new Int8Array(rows)
  const origin = streams(seed, PART[part], DRAWN.sources, chunk)
  const noise = streams(seed, PART[part], DRAWN.labels, chunk)
  const { flips = 0, temperature = 0, blindSpots, shift } = regime
  const { sourceDirections, tokenSigns } = world
  const blind = part === 'first' ? undefined : blindSpots
  const scores = shift === undefined ? truthScores(x, world, rows) : undefined
  for (let i = 0; i < rows; i += 1) {
    const source = shift === undefined || part === 'first' ? 0 : origin.below(shift.sources)
    const f = scores === undefined ? dot(sourceDirections[source] as Float64Array, 0, x, i * d, d) : (scores[i] as number)
    const own = blind !== undefined && origin.real() < blind.mass ? origin.below(blind.tokens) : -1
    const sign = own === -1 ? signWhere(f > 0) : (tokenSigns[own] as number)
    const certain = own !== -1 || temperature === 0
    const drawn = certain ? sign : signWhere(noise.real() < 1 / (1 + Math.exp(-f / temperature)))
    token[i] = own
    truth[i] = sign
    labels[i] = flips > 0 && noise.real() < flips ? -drawn : drawn
  }
  const columns = columnsOf(regime)
  return { rows, columns, x: columns === d ? x : withProducts(x, rows, d, columns), token, truth, labels }
}

function rowsOf(regime: Regime, part: StoryPart, chunk: number): number {
  if (part === 'first') return regime.firstRows
  return part === 'pool' ? Math.min(CHUNK_ROWS, regime.poolRows - chunk * CHUNK_ROWS) : HELD_OUT_ROWS
}

/** 1 or -1, as likely as not, without a branch that would be guessed wrong. */
function signWhere(positive: boolean): number {
  return 2 * Number(positive) - 1
}

/** (rows) f where all sources agree. */
function truthScores(x: Float64Array, { direction, form }: World, rows: number): Float64Array {
  const scores = new Float64Array(rows)
  timesRows(scores, x, direction)
  if (form === undefined) return scores
  const d = direction.length
  for (let r = 0, at = 0; r < rows; r += 1, at += d) {
    let score = scores[r] as number
    for (let i = 0; i < d; i += 1) score += dot(form, i * d, x, at, d) * (x[at + i] as number)
    if (d === 1) score -= form[0] as number // the square of a single feature has mean 1
    scores[r] = score / Math.sqrt(1 + 1.5 ** 2)
  }
  return scores
}

function dot(weights: Float64Array, from: number, x: Float64Array, at: number, d: number): number {
  let sum = 0
  for (let j = 0; j < d; j += 1) sum += (weights[from + j] as number) * (x[at + j] as number)
  return sum
}

/** x, then x_i x_j for i < j and (x_i^2 - 1) / sqrt(2): all of mean 0 and variance 1. */
function withProducts(x: Float64Array, rows: number, d: number, columns: number): Float64Array {
  const wide = new Float64Array(rows * columns)
  for (let r = 0; r < rows; r += 1) {
    let to = r * columns
    for (let i = 0; i < d; i += 1, to += 1) wide[to] = x[r * d + i] as number
    for (let i = 0; i < d; i += 1) {
      const a = x[r * d + i] as number
      for (let j = i; j < d; j += 1, to += 1) wide[to] = i === j ? (a * a - 1) * Math.SQRT1_2 : a * (x[r * d + j] as number)
    }
  }
  return wide
}

/** The rows at these positions, in this order. */
export function takeRows(stories: Stories, positions: Int32Array): Stories {
  const { columns } = stories
  const x = new Float64Array(positions.length * columns)
  for (let i = 0, to = 0; i < positions.length; i += 1) {
    const from = (positions[i] as number) * columns
    for (let j = 0; j < columns; j += 1, to += 1) x[to] = stories.x[from + j] as number
  }
  return {
    rows: positions.length,
    columns,
    x,
    token: Int32Array.from(positions, (i) => stories.token[i] as number),
    truth: Int8Array.from(positions, (i) => stories.truth[i] as number),
    labels: Int8Array.from(positions, (i) => stories.labels[i] as number),
  }
}

/** One after the other; all with the same columns. */
export function joinStories(parts: readonly Stories[]): Stories {
  const [first] = parts
  return {
    rows: parts.reduce((sum, { rows }) => sum + rows, 0),
    columns: first?.columns ?? 0,
    x: joined(
      Float64Array,
      parts.map(({ x }) => x),
    ),
    token: joined(
      Int32Array,
      parts.map(({ token }) => token),
    ),
    truth: joined(
      Int8Array,
      parts.map(({ truth }) => truth),
    ),
    labels: joined(
      Int8Array,
      parts.map(({ labels }) => labels),
    ),
  }
}

interface TypedArrayOf<T> {
  new (length: number): T
}

/** Typed arrays, one after the other. */
export function joined<T extends { readonly length: number; set(values: T, at: number): void }>(
  kind: TypedArrayOf<T>,
  parts: readonly T[],
): T {
  const all = new kind(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
