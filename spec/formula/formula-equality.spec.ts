/** Equality of formulas is decided exactly: never told apart where equal, told apart with a point that is right where not. */
import fc from 'fast-check'
import { Fraction } from 'fraction.js'
import { describe, expect, test } from 'vitest'
import { identical } from './formula-equality.ts'
import { readFormula, type Formula } from './formula.ts'

const variables = ['k', 'n', 'p']
const read = (text: string): Formula => readFormula(text, variables)

const same = (a: string, b: string, seed: number): boolean => identical(read(a), read(b), seed).equal

describe('equality', () => {
  const polynomial = fc
    .array(fc.constantFrom('k', 'n', 'p', '2', 'k*n', '(p - 1)', '-k^2'), { minLength: 1, maxLength: 4 })
    .map((terms) => terms.join(' + '))

  test('holds for the laws of arithmetic', () => {
    fc.assert(
      fc.property(polynomial, polynomial, polynomial, fc.integer(), (a, b, c, seed) => {
        expect(same(`(${a}) * (${b})`, `(${b}) * (${a})`, seed)).toBe(true)
        expect(same(`(${a}) * ((${b}) + (${c}))`, `(${a}) * (${b}) + (${a}) * (${c})`, seed)).toBe(true)
        expect(same(`(${a}) - (${b})`, `-((${b}) - (${a}))`, seed)).toBe(true)
        expect(
          same(`((${a}) * (${b})^2 + (${b})) / ((k - 7/13)^2 + 1)`, `(${b}) * ((${a}) * (${b}) + 1) / ((7/13 - k)^2 + 1)`, seed),
        ).toBe(true)
      }),
      { numRuns: 25 },
    )
  })

  test('fails for what differs at all, with a witness that is right', () => {
    fc.assert(
      fc.property(
        polynomial,
        fc.constantFrom('k', 'n*p', '1e-30', '(k - n)^4', 'p^2/(k^2 + 1)'),
        fc.integer(),
        (a, extra, seed) => {
          const [first, second] = [read(a), read(`${a} + ${extra}`)]
          const verdict = identical(first, second, seed)
          if (verdict.equal) throw new Error(`${second.text} was taken for ${first.text}`)
          const at = Object.fromEntries(Object.entries(verdict.witness.values).map(([name, x]) => [name, new Fraction(x)]))
          expect([first.exact(at)?.toFraction(), second.exact(at)?.toFraction()]).toEqual([verdict.witness.a, verdict.witness.b])
          expect(verdict.witness.a).not.toBe(verdict.witness.b)
        },
      ),
      { numRuns: 50 },
    )
  })

  test('tells a third from its decimals, and passes over removable gaps', () => {
    expect(identical(read('1/3'), read('0.3333333333333333'), 1)).toEqual({
      equal: false,
      witness: { values: {}, a: '1/3', b: '3333333333333333/10000000000000000' },
    })
    expect(identical(read('(k^2 - 1) / (k - 1)'), read('k + 1'), 1)).toEqual({ equal: true, points: 8 })
    expect(identical(read('k / (n - n)'), read('k'), 1)).toEqual({
      equal: false,
      witness: { values: { k: '0', n: '0' }, a: undefined, b: '0' },
    })
    expect(identical(read('p^k * p^n'), read('p^(k + n)'), 1).equal).toBe(true)
    expect(identical(read('p^k'), read('p^n'), 1).equal).toBe(false)
  })

  test('shows the smallest whole point', () => {
    expect(identical(read('k / n'), read('(k + 1) / (n + 2)'), 1)).toEqual({
      equal: false,
      witness: { values: { k: '0', n: '1' }, a: '0', b: '1/3' },
    })
  })

  test('compares functions in doubles', () => {
    const [a, b] = ['log(p * p)', '2 * log(p)'].map((text) => readFormula(text, ['p'], ['log']))
    if (a === undefined || b === undefined) throw new Error('two formulas')
    expect(identical(a, b, 1)).toEqual({ equal: true, points: 8 })
    expect(identical(a, readFormula('3 * log(p)', ['p'], ['log']), 1).equal).toBe(false)
  })
})
