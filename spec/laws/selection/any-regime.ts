/** Random small regimes, and lists of scores with ties. */
import fc from 'fast-check'
import type { Regime } from '../../../src/contract/selection.ts'

/** Seeds, not shrunk: a smaller seed is no simpler case. */
export const seeds = fc.noShrink(fc.integer({ min: 0, max: 2 ** 31 - 1 }))

/** Regimes of at most 4 features and 300 stories. */
export const smallRegimes: fc.Arbitrary<Regime> = fc
  .record({
    features: fc.integer({ min: 1, max: 4 }),
    firstRows: fc.integer({ min: 5, max: 60 }),
    picked: fc.integer({ min: 2, max: 30 }),
    ratio: fc.integer({ min: 2, max: 10 }),
    penalty: fc.constantFrom(0.1, 0.5, 1, 3),
    flips: fc.constantFrom(0, 0.1, 0.3),
    temperature: fc.constantFrom(0, 0.25),
    kind: fc.constantFrom('plain', 'blind', 'shift', 'quadratic'),
  })
  .map(({ ratio, kind, ...regime }) => ({
    ...regime,
    poolRows: regime.picked * ratio,
    ...(kind === 'blind' ? { blindSpots: { tokens: 3, mass: 0.4 } } : {}),
    ...(kind === 'shift' ? { shift: { sources: 4, size: 0.8 } } : {}),
    ...(kind === 'quadratic' ? { truth: 'quadratic' as const, basis: 'quadratic' as const } : {}),
  }))

/** Scores on a coarse grid, so that some are equal and some zero, with labels. */
export const scoredRows = fc
  .array(fc.tuple(fc.integer({ min: -6, max: 6 }), fc.constantFrom(-1, 1)), { minLength: 1, maxLength: 40 })
  .chain((rows) =>
    fc.record({
      scores: fc.constant(Float64Array.from(rows, ([score]) => score / 4)),
      labels: fc.constant(Int8Array.from(rows, ([, label]) => label)),
      count: fc.integer({ min: 0, max: rows.length }),
    }),
  )
