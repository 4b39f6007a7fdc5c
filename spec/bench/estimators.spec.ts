/** The estimators of the bench on planted costs: what is there is read, what is not there is not, and lesser estimators would fail the same tests. */
import { describe, expect, test } from 'vitest'
import { costByFit, fitAdditive } from '../../bench/harness/additive-fit.ts'
import { crossoverDensity } from '../../bench/harness/crossover.ts'
import {
  axes,
  keyOf,
  pointsOf,
  readExponent,
  readInteraction,
  type Axis,
  type CostsOf,
  type Reading,
} from '../../bench/harness/law.ts'
import { lawStudies } from '../../bench/sparse-gradient/grid.ts'
import { drawFrom, median } from '../../bench/harness/statistics.ts'
import type { Sizes } from '../../src/contract/complexity.ts'

const ROUNDS = 40
const { design } = lawStudies[0] ?? { design: undefined }
if (design === undefined) throw new Error('the bench has no study')

/** Costs as they are measured: never below the truth, mostly a little above, one in ten far above. */
function noisy(truth: (point: Sizes) => number, seed: number): CostsOf {
  const costs = new Map(
    pointsOf(design as NonNullable<typeof design>).map((point, i) => {
      const draw = drawFrom(1000 * seed + i)
      const rounds = Array.from({ length: ROUNDS }, () => {
        const little = (draw(1000) / 1000) ** 3 * 0.2
        return truth(point) * (1 + 0.002 * (draw(1000) / 1000) + little + (draw(10) === 0 ? 2 : 0))
      })
      return [keyOf(point), rounds] as const
    }),
  )
  return (point) => costs.get(keyOf(point)) ?? []
}

/** The additive law with the constants of a real run, in nanoseconds. */
const sum = ({ m, n, k }: Sizes): number => 0.7 * m * k + 0.9 * n + 9 * m + 150
const product = ({ m, n }: Sizes): number => 0.45 * m * n + 30 * m + 150
const square = ({ m, n, k }: Sizes): number => 0.5 * m * k * k + 0.9 * n + 150
const seeds = [1, 2, 3, 4, 5]

const valueOf = (reading: Reading): number => (reading.reads === 'power' ? reading.exponent.value : NaN)

type Estimator = (axis: Axis, bases: readonly Sizes[], costsOf: CostsOf, seed: number) => Reading

/** Whether an estimator reads every exponent of the sum within 0.05, for every seed. */
function readsTheSum(estimator: Estimator): boolean {
  return seeds.every((seed) => {
    const costs = noisy(sum, seed)
    return axes.every((axis) => Math.abs(valueOf(estimator(axis, design?.[axis] ?? [], costs, seed)) - 1) <= 0.05)
  })
}

/** Builds an estimator of the same form from a figure made of T(x), T(2x), T(4x). */
function estimatorOf(reduce: (costs: readonly number[]) => number, figure: (row: readonly number[]) => number): Estimator {
  return (axis, bases, costsOf) => {
    const value = median(
      bases.map((base) => figure([1, 2, 4].map((by) => reduce(costsOf({ ...base, [axis]: base[axis] * by }))))),
    )
    const estimate = { value, low: value, high: value }
    return { reads: 'power', exponent: estimate, growth: estimate }
  }
}

const least = (costs: readonly number[]): number => Math.min(...costs)
const mean = (costs: readonly number[]): number => costs.reduce((a, b) => a + b, 0) / costs.length

const lesser: Readonly<Record<string, Estimator>> = {
  'B1: a line through the logarithms': estimatorOf(least, ([a = NaN, , c = NaN]) => Math.log2(c / a) / 2),
  'B2: the ratio of the last two': estimatorOf(least, ([, b = NaN, c = NaN]) => Math.log2(c / b)),
  'B3: means for minima': estimatorOf(mean, ([a = NaN, b = NaN, c = NaN]) => Math.log2((c - b) / (b - a))),
  'B4: differences from the first only': estimatorOf(least, ([a = NaN, b = NaN, c = NaN]) => Math.log2((c - a) / (b - a))),
}

describe('exponents', () => {
  test('of a sum are 1 in each of its sizes, whatever constants stand beside', () => {
    expect(readsTheSum(readExponent)).toBe(true)
  })

  test.each(Object.entries(lesser))('%s would be found out', (_, estimator) => {
    expect(readsTheSum(estimator)).toBe(false)
  })

  test('of a planted m k^2 are 2 in k', () => {
    const values = seeds.map((seed) => valueOf(readExponent('k', design.k, noisy(square, seed), seed)))
    for (const value of values) expect(value).toBeCloseTo(2, 1)
  })

  test('are none where the cost does not depend on the size, not 0 / 0', () => {
    const readings = seeds.map((seed) => readExponent('k', design.k, noisy(product, seed), seed).reads)
    expect(new Set(readings)).toEqual(new Set(['none']))
    expect(readExponent('n', design.n, () => [100, 100, 100], 1)).toMatchObject({
      reads: 'none',
      growth: { value: 0, low: 0, high: 0 },
    })
  })

  test('are unclear where noise hides the growth', () => {
    const draw = drawFrom(5)
    const noise = new Map(pointsOf(design).map((point) => [keyOf(point), [100 + draw(60), 100 + draw(60)]]))
    expect(readExponent('k', design.k, (point) => noise.get(keyOf(point)) ?? [], 1).reads).toBe('unclear')
  })

  test('carry an interval that holds them', () => {
    for (const seed of seeds) {
      const reading = readExponent('m', design.m, noisy(sum, seed), seed)
      if (reading.reads !== 'power') throw new Error('unreachable: the exponent was read above')
      expect(reading.exponent.low).toBeLessThanOrEqual(reading.exponent.value)
      expect(reading.exponent.high).toBeGreaterThanOrEqual(reading.exponent.value)
      expect(reading.exponent.high - reading.exponent.low).toBeLessThan(0.5)
    }
  })
})

describe('the interaction of m and n', () => {
  test('is 0 for a sum and near 1 for a product', () => {
    for (const seed of seeds) {
      expect(Math.abs(readInteraction(design.interaction, noisy(sum, seed), seed).value)).toBeLessThan(0.05)
      expect(readInteraction(design.interaction, noisy(product, seed), seed).value).toBeGreaterThan(0.8)
    }
  })

  test('is exact where the costs are', () => {
    expect(readInteraction(design.interaction, ({ m, n }) => [m * n], 1)).toEqual({ value: 1, low: 1, high: 1 })
  })
})

describe('the additive fit', () => {
  test('finds the four terms again', () => {
    for (const seed of [1, 2]) {
      const fit = fitAdditive(pointsOf(design), noisy(sum, seed), seed)
      expect(fit.perEntry.value).toBeCloseTo(0.7, 1)
      expect(fit.perColumn.value).toBeCloseTo(0.9, 1)
      expect(Math.abs(fit.perRow.value - 9)).toBeLessThan(0.9)
      expect(fit.typicalError).toBeLessThan(0.02)
      const point = { m: 300, n: 5000, k: 40 }
      expect(costByFit(fit, point) / sum(point)).toBeCloseTo(1, 1)
    }
  })

  test('refuses points that do not tell the terms apart', () => {
    const flat = [1, 2, 3, 4].map((m) => ({ m, n: 10, k: 5 }))
    expect(() => fitAdditive(flat, ({ m }) => [m], 1)).toThrow('must vary m, n and k independently')
  })
})

const linear = (slope: number) =>
  [0.1, 0.3, 0.5, 0.7, 0.9].map((density) => ({ density, sparse: [slope * density, slope * density], dense: [1, 1.1] }))

describe('the crossover', () => {
  test('lies where the curves meet', () => {
    expect(crossoverDensity(linear(2.5), 1)?.value).toBeCloseTo(0.4, 10)
  })

  test('is absent when dense never wins', () => {
    expect(crossoverDensity(linear(0.9), 1)).toBeUndefined()
  })
})
