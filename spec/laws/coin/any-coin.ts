/** Trials, priors and head probabilities. Everything is dyadic and small, so that oracles are exact and counter-examples readable. */
import fc, { type Arbitrary } from 'fast-check'
import type { Beta } from '../../../src/contract/beta-bernoulli.ts'

export interface Trials {
  readonly k: number
  readonly n: number
}

/** k heads in n trials, `atLeast` (0 or 1) <= n <= `atMost` (8 or more); the fewest trials, and trials that all agree, come up often. */
export function trials({ atLeast = 0, atMost = 24 } = {}): Arbitrary<Trials> {
  const half = fc.nat(Math.trunc(atMost / 2))
  const mixed = fc
    .record({ heads: half, tails: half })
    .map(({ heads, tails }) => ({ k: heads, n: Math.max(heads + tails, atLeast) }))
  const fewest = fc.constant({ k: 0, n: atLeast })
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 1, arbitrary: fewest },
    { weight: 7, arbitrary: mixed },
    { weight: 2, arbitrary: oneSidedTrials },
  )
}

/** Heads only or tails only, at least one. */
export const oneSidedTrials: Arbitrary<Trials> = fc
  .record({ n: fc.integer({ min: 1, max: 8 }), heads: fc.boolean() })
  .map(({ n, heads }) => ({ k: heads ? n : 0, n }))

/** As many heads as tails, at least one of each. */
export const balancedTrials: Arbitrary<Trials> = fc.integer({ min: 1, max: 12 }).map((k) => ({ k, n: 2 * k }))

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

/** Credible levels: from 1/32 to 31/32, and two beyond at either end. */
export const levels: Arbitrary<number> = fc.oneof(
  fc.integer({ min: 1, max: 31 }).map((step) => step / 32),
  fc.constantFrom(1e-5, 1e-3, 0.999, 1 - 1e-5),
)
