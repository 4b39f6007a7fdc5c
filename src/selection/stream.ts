/** Streams of random numbers, told apart by words: the same seed and words give the same stream, others an unrelated one. */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { fillNormals } from './ziggurat.ts'

/** Random numbers of one stream. Reals lie on a grid of 2^-32. */
export interface Stream {
  /** In [0, 1). */
  readonly real: () => number
  /** A whole number in [0, bound), bound at most 2^32. */
  readonly below: (bound: number) => number
  /** Fills an array with standard normals. */
  readonly normals: (into: Float64Array) => void
}

/** A source of streams. */
export type StreamOf = (seed: number, ...words: readonly number[]) => Stream

/**
 * @param seed a safe integer
 * @param words whole numbers that name the stream among those of the seed
 */
export function streamOf(seed: number, ...words: readonly number[]): Stream {
  let state = 0x2545f491
  for (const word of [seed | 0, Math.floor(seed / 2 ** 32) | 0, ...words]) state = mixed(state ^ mixed(word))
  const generator = xoroshiro128plus(state)
  // The generator starts from a state that is mostly zeros or ones; its first outputs show it.
  for (let i = 0; i < 24; i += 1) generator.next()
  const real = (): number => (generator.next() >>> 0) * 2 ** -32
  return {
    real,
    below: (bound) => Math.floor(real() * bound),
    normals: (into) => fillNormals(generator, into),
  }
}

/** A bijection of 32-bit words that spreads every bit (the finaliser of MurmurHash3). */
function mixed(word: number): number {
  let h = word | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}
