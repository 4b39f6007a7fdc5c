/** Tosses, priors and head probabilities. Everything is dyadic and small, so that oracles are exact and counter-examples readable. */
import fc, { type Arbitrary } from 'fast-check'
import type { Beta } from '../contract/beta-bernoulli.ts'

export interface Tosses {
  readonly k: number
  readonly n: number
}

/** k heads in n tosses, every 0 <= k <= n; 0 <= n <= 24 unless told. */
export function tosses({ atLeast = 0, atMost = 24 } = {}): Arbitrary<Tosses> {
  return fc
    .integer({ min: atLeast, max: atMost })
    .chain((n) => fc.record({ k: fc.integer({ min: 0, max: n }), n: fc.constant(n) }))
}

/** Priors with whole shapes: their posteriors have moments and masses in closed form. */
export const wholePriors: Arbitrary<Beta> = fc.record({ a: fc.integer({ min: 1, max: 5 }), b: fc.integer({ min: 1, max: 5 }) })

/** Priors with shapes that are multiples of one half, also below 1. */
export const halfPriors: Arbitrary<Beta> = fc.record({ a: halves(), b: halves() })

function halves(): Arbitrary<number> {
  return fc.integer({ min: 1, max: 10 }).map((twice) => twice / 2)
}

/** Head probabilities on a grid of 1/1024, ends included. */
export const probabilities: Arbitrary<number> = fc.integer({ min: 0, max: 1024 }).map((step) => step / 1024)

/** Credible levels from 1/32 to 31/32. */
export const levels: Arbitrary<number> = fc.integer({ min: 1, max: 31 }).map((step) => step / 32)
