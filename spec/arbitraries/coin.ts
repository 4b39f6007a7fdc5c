/** Tosses, priors and head probabilities. Everything is dyadic and small, so that oracles are exact and counter-examples readable. */
import fc, { type Arbitrary } from 'fast-check'
import type { Beta } from '../contract/beta-bernoulli.ts'

export interface Tosses {
  readonly k: number
  readonly n: number
}

/** k heads in n tosses, every 0 <= k <= n; 0 <= n <= 24 unless told. The fewest tosses come up in every tenth sample at least. */
export function tosses({ atLeast = 0, atMost = 24 } = {}): Arbitrary<Tosses> {
  return fc
    .oneof({ weight: 1, arbitrary: fc.constant(atLeast) }, { weight: 9, arbitrary: fc.integer({ min: atLeast, max: atMost }) })
    .chain((n) => fc.record({ k: fc.integer({ min: 0, max: n }), n: fc.constant(n) }))
}

/** As many heads as tails, at least one of each. */
export const balancedTosses: Arbitrary<Tosses> = fc.integer({ min: 1, max: 12 }).map((k) => ({ k, n: 2 * k }))

/** Priors with whole shapes: their posteriors have moments and masses in closed form. */
export const wholePriors: Arbitrary<Beta> = fc.record({ a: fc.integer({ min: 1, max: 5 }), b: fc.integer({ min: 1, max: 5 }) })

/** Uniform, Jeffreys, and two that lean to heads or to tails. */
export const leaning: readonly Beta[] = [
  { a: 1, b: 1 },
  { a: 0.5, b: 0.5 },
  { a: 4, b: 1 },
  { a: 1, b: 4 },
]
export const leaningPriors: Arbitrary<Beta> = fc.constantFrom(...leaning)

/** Priors with shapes that are multiples of one half, also below 1. */
export const halfPriors: Arbitrary<Beta> = fc.record({ a: halves(), b: halves() })

function halves(): Arbitrary<number> {
  return fc.integer({ min: 1, max: 10 }).map((twice) => twice / 2)
}

/** Head probabilities on a grid of 1/1024, ends included. */
export const probabilities: Arbitrary<number> = fc.integer({ min: 0, max: 1024 }).map((step) => step / 1024)

/** Credible levels from 1/32 to 31/32. */
export const levels: Arbitrary<number> = fc.integer({ min: 1, max: 31 }).map((step) => step / 32)
