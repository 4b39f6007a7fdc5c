/** The language of claimed costs: what is read, and what is refused where and with which advice. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { costWithLogarithms } from '../laws/complexity/any-cost.ts'
import { compareRates, growthGrid, rateOf } from '../laws/complexity/growth.ts'
import { costText } from './cost-algebra.ts'
import { costClaim, readCostClaim } from './cost-claim.ts'

const grid = growthGrid(3)

/** Whether two claims are of one order, as far as the grid shows. */
function same(a: string, b: string): boolean {
  const [x, y] = [readCostClaim(a).cost, readCostClaim(b).cost]
  return grid.every((growth) => compareRates(rateOf(x, growth), rateOf(y, growth)) === 0)
}

describe('a claimed cost', () => {
  test.each([
    ['O(m*k + n)', 'O', 'm*k + n'],
    ['Theta(nnz)', 'Theta', 'm*k'],
    ['  Θ ( m ) ', 'Theta', 'm'],
    ['O(2*m*k + 5)', 'O', 'm*k'],
    ['O(k*n*m)', 'O', 'm*n*k'],
    ['O(m*log(n))', 'O', 'm*log(n)'],
    ['O(log(m*n)^2)', 'O', 'log(m)^2 + log(n)^2'],
    ['O(min(n, nnz))', 'O', 'min(n, m*k)'],
    ['O(m + min(n, max(m, k)))', 'O', 'min(m + n, m + k)'],
    ['O(sqrt(m)*n)', 'O', 'm^(1/2)*n'],
    ['O((m + n)^(3/2))', 'O', 'm^(3/2) + n^(3/2)'],
    ['O(m^2*k/n)', 'O', 'm^2*k/n'],
    ['O(1)', 'O', '1'],
    ['O(mk)', 'O', 'm*k'],
    ['O(m n)', 'O', 'm*n'],
    ['O(m·n)', 'O', 'm*n'],
    ['O(2mk²)', 'O', 'm*k^2'],
    ['O(m*n\u{A0})', 'O', 'm*n'],
    ['O(m\u{A0}*k)', 'O', 'm*k'],
    [`O(${'min(m,'.repeat(40)}n${')'.repeat(40)})`, 'O', 'min(m, n)'],
    ['O(min(m, mk))', 'O', 'min(m, m*k)'],
  ])('%s is read as %s of %s', (text, bound, cost) => {
    const claim = readCostClaim(text)
    expect(claim.bound).toBe(bound)
    expect(costText(claim.cost)).toBe(cost)
    expect(claim.text).toBe(text.trim())
  })

  test.each([
    ['O(mq)', 3, 'one of m, n, k, nnz'],
    ['O(N)', 3, 'did you mean n?'],
    ['m*n', 1, 'write O(m*n), for instance'],
    ['', 1, 'O(...) or Theta(...)'],
    ['o(m)', 1, 'capital O'],
    ['Omega(m)', 1, 'lower bound'],
    ['O(m) + O(n)', 6, 'O(a + b)'],
    ['O()', 3, 'a cost'],
    ['O(m*n', 6, ') for an open ('],
    ['O(m - n)', 3, 'leave smaller terms out'],
    ['O(-m)', 3, 'leave smaller terms out'],
    ['O(0*m)', 3, 'a positive number'],
    ['O(m^k)', 5, 'a number in (0, 8]'],
    ['O(m^9)', 5, 'a number in (0, 8]'],
    ['O(m^0.1)', 5, 'multiple of 1/12'],
    ['O(m/(n + k))', 6, 'one product to divide by'],
    ['O(log(log(m)))', 3, 'the logarithm of a sum of products'],
    ['O(log(n/k))', 3, 'the logarithm of a sum of products'],
    ['O(min(n))', 8, 'two or more values in min'],
    ['O(m*(n + ))', 10, 'a value'],
    ['O(min(m + , n))', 11, 'a value'],
  ])('%s is refused at column %d, with "%s"', (text, column, mention) => {
    const { error } = costClaim().safeParse(text)
    expect(error?.issues[0]).toMatchObject({ params: { column } })
    expect(error?.issues[0]?.message).toContain(mention)
  })

  test('reads back as it is written', () => {
    fc.assert(
      fc.property(costWithLogarithms(), costWithLogarithms(), (a, b) => {
        for (const text of [`O(${costText(a)})`, `O(min(${costText(a)}, ${costText(b)}))`]) {
          const again = `O(${costText(readCostClaim(text).cost)})`
          expect(same(text, again), `${text} as ${again}`).toBe(true)
        }
      }),
      { seed: 1, numRuns: 100 },
    )
  })

  test('keeps its order when it is scaled, reordered, factored out or given a smaller term', () => {
    for (const [a, b] of [
      ['O(m*k + n)', 'O(n + k*m)'],
      ['O(m*k + n)', 'O(7*nnz + n/3 + m + 1)'],
      ['O(m*(n + k))', 'O(m*n)'],
      ['O(min(n, m*k) + m*k)', 'O(nnz)'],
      ['O(sqrt(m^2 + n^2))', 'O(max(m, n))'],
      ['O(m*log(n^3))', 'O(m*log(n))'],
    ] as const) {
      expect(same(a, b), `${a} and ${b}`).toBe(true)
    }
    expect(same('O(m*k)', 'O(m*k + n)')).toBe(false)
    expect(same('O(m)', 'O(m*log(n))')).toBe(false)
  })

  test('of any length and depth is read or refused at once', () => {
    const texts = [
      `O(${'('.repeat(300)}m${')'.repeat(90)})`,
      `O(${'min(m,'.repeat(70)}n${')'.repeat(70)})`,
      `O(${'(m+n+k)*'.repeat(40)}m)`,
      'O('.repeat(5000),
    ]
    for (const text of texts) expect(costClaim().safeParse(text).success, text.slice(0, 40)).toBe(false)
  })
})
