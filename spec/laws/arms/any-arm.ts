/** Arms of experiments: counts small enough for exact oracles, sizes that differ, and corners (no successes, only successes). */
import fc, { type Arbitrary } from 'fast-check'
import type { Arm } from '../../../src/contract/two-proportion.ts'

/** Any integer 0 <= successes <= n, 1 <= n <= largest. */
export function arms(largest: number): Arbitrary<Arm> {
  return fc
    .integer({ min: 1, max: largest })
    .chain((n) => fc.record({ successes: fc.integer({ min: 0, max: n }), n: fc.constant(n) }))
}

/** Arms in which both outcomes occur, so that every variance is positive. */
export function mixedArms(largest: number): Arbitrary<Arm> {
  return fc
    .integer({ min: 2, max: largest })
    .chain((n) => fc.record({ successes: fc.integer({ min: 1, max: n - 1 }), n: fc.constant(n) }))
}

/** From a million to a billion trials in each of two arms, whose rates differ by at most three standard deviations of their difference. */
export const largeArms: Arbitrary<readonly [arm: Arm, control: Arm]> = fc
  .tuple(fc.constantFrom(1e6, 1e7, 1e9), fc.integer({ min: 1, max: 9 }), fc.integer({ min: -30, max: 30 }))
  .map(([n, tenths, tenthsOfDeviation]) => {
    const rate = tenths / 10
    const control = { successes: rate * n, n }
    const deviation = Math.sqrt(2 * n * rate * (1 - rate))
    return [{ successes: control.successes + Math.round((tenthsOfDeviation / 10) * deviation), n }, control]
  })

/** Two to six mixed arms by name; any of them may serve as the control. */
export const experiments: Arbitrary<{ readonly arms: Readonly<Record<string, Arm>>; readonly control: string }> = fc
  .array(mixedArms(400), { minLength: 2, maxLength: 6 })
  .chain((list) => {
    const named = Object.fromEntries(list.map((arm, i) => [`arm ${'PQRSTU'[i] ?? ''}`, arm]))
    return fc.record({ arms: fc.constant(named), control: fc.constantFrom(...Object.keys(named)) })
  })

/** p-values on a grid of 1/512 above 0, ties included. */
export const pValueFamilies: Arbitrary<readonly number[]> = fc.array(
  fc.integer({ min: 1, max: 512 }).map((i) => i / 512),
  {
    minLength: 1,
    maxLength: 8,
  },
)

/** Two-sided levels. */
export const alphas: Arbitrary<number> = fc.constantFrom(0.01, 0.05, 0.1, 0.2)
