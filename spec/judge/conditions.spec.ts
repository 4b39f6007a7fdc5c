/** Conditions in words: the products that are named hold exactly the conditions that hold. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { productsOf, describeConditions, inside, points } from './conditions.ts'
import { seed } from './seed.ts'

const conditions = { penalty: ['none', 'l1', 'l2'], start: ['symmetric', 'apart'], data: ['overlapping', 'separable'] }
const all = points(conditions)

describe('describeConditions', () => {
  test('names exactly the conditions that hold, whatever subset they are', () => {
    fc.assert(
      fc.property(fc.subarray(all), (holding) => {
        const products = productsOf(all, holding)
        expect(all.filter((condition) => products.some((product) => inside(condition, product)))).toEqual(holding)
      }),
      { seed },
    )
  })

  test('names the first condition asked, where it holds, in the first product', () => {
    fc.assert(
      fc.property(fc.subarray(all.slice(1)), (others) => {
        const [first = {}] = productsOf(all, [...all.slice(0, 1), ...others])
        expect(inside(all[0] ?? {}, first)).toBe(true)
      }),
      { seed },
    )
  })

  test('says each thing once, the usual case first', () => {
    const holding = all.filter(({ penalty, data }) => penalty === 'l1' || (penalty === 'none' && data === 'overlapping'))
    expect(describeConditions(all, holding)).toBe('penalty = none and data = overlapping; or penalty = l1')
  })

  test.each([
    [all, 'always'],
    [[], 'never'],
    [all.filter(({ start }) => start === 'apart'), 'start = apart'],
    [all.filter(({ penalty }) => penalty !== 'l2'), 'penalty = none or l1'],
  ])('reads %#: %s', (holding, text) => {
    expect(describeConditions(all, holding)).toBe(text)
  })

  test('the points of no factor are one, and applies leaves combinations out', () => {
    expect(points({})).toEqual([{}])
    expect(points(conditions, ({ penalty }) => penalty === 'l1')).toHaveLength(4)
  })
})
