/** The truth of a world: what decides the label of a story. Drawn from the seed, the same for V1's stories, the pool and later ones. */
import type { Regime } from '../contract/selection.ts'
import { streamOf, type StreamOf } from './stream.ts'

/** See `Regime` for what the parts mean. */
export interface World {
  /** (d) unit vector w. */
  readonly direction: Float64Array
  /** (J) the label of every story with that token. */
  readonly tokenSigns: Int8Array
  /** With shift: one unit vector w + size u, normalised, a source. */
  readonly sourceDirections: readonly Float64Array[]
  /** With a quadratic truth: (d * d) A, symmetric, such that x' A x has mean 0 and the variance that the regime documents. */
  readonly form: Float64Array | undefined
}

/** The words that name the streams of a world; stories have others (see `stories.ts`). */
const WORLD = { direction: 1, tokens: 2, sources: 3, form: 4 } as const

/** Standard deviation of x' A x in multiples of that of w . x: the ratio 2 : 3. */
const FORM_RATIO = 1.5

/** The world of a seed. */
export function worldOf(regime: Regime, seed: number, streams: StreamOf = streamOf): World {
  const { features, blindSpots, shift, truth } = regime
  const direction = unitVector(features, streams(seed, WORLD.direction).normals)
  const coin = streams(seed, WORLD.tokens)
  const tokenSigns = Int8Array.from({ length: blindSpots?.tokens ?? 0 }, () => (coin.below(2) === 0 ? -1 : 1))
  const turns = streams(seed, WORLD.sources)
  const sourceDirections = Array.from({ length: shift?.sources ?? 0 }, () => {
    const turn = unitVector(features, turns.normals)
    return normalised(direction.map((w, j) => w + (shift?.size ?? 0) * (turn[j] as number)))
  })
  return {
    direction,
    tokenSigns,
    sourceDirections,
    form: truth === 'quadratic' ? randomForm(features, streams(seed, WORLD.form).normals) : undefined,
  }
}

/** Symmetric, zero on the diagonal unless d = 1: the variance of x' A x is 2 tr(A A). */
function randomForm(d: number, normals: (into: Float64Array) => void): Float64Array {
  const raw = new Float64Array(d * d)
  normals(raw)
  const form = new Float64Array(d * d)
  for (let i = 0; i < d; i += 1) {
    for (let j = 0; j < d; j += 1)
      if (i !== j || d === 1) form[i * d + j] = (raw[i * d + j] as number) + (raw[j * d + i] as number)
  }
  const scale = FORM_RATIO / Math.sqrt(2 * form.reduce((sum, a) => sum + a * a, 0))
  return form.map((a) => a * scale)
}

function unitVector(length: number, normals: (into: Float64Array) => void): Float64Array {
  const vector = new Float64Array(length)
  normals(vector)
  return normalised(vector)
}

function normalised(vector: Float64Array): Float64Array {
  const norm = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0))
  return vector.map((x) => x / norm)
}
