/** Formulas: values against an independent oracle, exact equality, refusals with their column. */
import fc from 'fast-check'
import { Fraction } from 'fraction.js'
import { describe, expect, test } from 'vitest'
import { formula, readFormula, type Formula } from './formula.ts'
import { identical } from './formula-equality.ts'
import { FormulaError } from './formula-tokens.ts'
import { fromNumber, toNumber } from './rational.ts'

// An oracle of its own: trees of BigInt pairs that are never reduced, and a printer that knows the precedences

type Rational = readonly [n: bigint, d: bigint]
type Expression =
  | { readonly leaf: string }
  | { readonly minus: Expression }
  | { readonly sign: '+' | '-' | '*' | '/'; readonly a: Expression; readonly b: Expression }
  | { readonly base: Expression; readonly exponent: number }

const variables = ['k', 'n', 'p']

const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.record({
      leaf: fc.oneof(fc.constantFrom(...variables), fc.nat(12).map(String), fc.constantFrom('.5', '1.25', '2e1', '5e-1')),
    }),
    fc.record({ minus: tie('expression') }),
    fc.record({ sign: fc.constantFrom('+', '-', '*', '/'), a: tie('expression'), b: tie('expression') }),
    fc.record({ base: tie('expression'), exponent: fc.integer({ min: -2, max: 3 }) }),
  ),
}))

const literals: Readonly<Record<string, Rational>> = { '.5': [1n, 2n], '1.25': [5n, 4n], '2e1': [20n, 1n], '5e-1': [1n, 2n] }

function value(tree: Expression, at: Readonly<Record<string, number>>): Rational | undefined {
  if ('leaf' in tree) return literals[tree.leaf] ?? [BigInt(at[tree.leaf] ?? tree.leaf), 1n]
  if ('minus' in tree) {
    const inner = value(tree.minus, at)
    return inner && [-inner[0], inner[1]]
  }
  if ('exponent' in tree) {
    const base = value(tree.base, at)
    if (base === undefined) return undefined
    const [n, d] = tree.exponent < 0 ? [base[1], base[0]] : base
    const size = BigInt(Math.abs(tree.exponent))
    return d === 0n ? undefined : [n ** size, d ** size]
  }
  const [a, b] = [value(tree.a, at), value(tree.b, at)]
  if (a === undefined || b === undefined) return undefined
  if (tree.sign === '*') return [a[0] * b[0], a[1] * b[1]]
  if (tree.sign === '/') return b[0] === 0n ? undefined : [a[0] * b[1], a[1] * b[0]]
  return [a[0] * b[1] + (tree.sign === '+' ? 1n : -1n) * b[0] * a[1], a[1] * b[1]]
}

/** With no more parentheses than precedence asks for: 1 sum, 2 product, 3 sign, 4 power, 5 atom. */
function print(tree: Expression, least = 1): string {
  const [strength, text] = printed(tree)
  return strength < least ? `(${text})` : text
}

function printed(tree: Expression): [strength: number, text: string] {
  if ('leaf' in tree) return [5, tree.leaf]
  if ('minus' in tree) return [3, `-${print(tree.minus, 3)}`]
  if ('exponent' in tree) return [4, `${print(tree.base, 5)}^${tree.exponent}`]
  const strength = tree.sign === '+' || tree.sign === '-' ? 1 : 2
  return [strength, `${print(tree.a, strength)} ${tree.sign} ${print(tree.b, strength + 1)}`]
}

const point = fc.record({
  k: fc.integer({ min: -9, max: 9 }),
  n: fc.integer({ min: -9, max: 9 }),
  p: fc.integer({ min: -9, max: 9 }),
})
const readable = expression.filter((tree) => print(tree).length <= 400)
const read = (text: string): Formula => readFormula(text, variables)
const exactAt = (f: Formula, at: Readonly<Record<string, number>>): Fraction | undefined =>
  f.exact(Object.fromEntries(Object.entries(at).map(([name, x]) => [name, new Fraction(x)])))

describe('a formula', () => {
  test('has the value of the expression that was printed', () => {
    fc.assert(
      fc.property(readable, point, (tree, at) => {
        const [got, expected] = [exactAt(read(print(tree)), at), value(tree, at)]
        expect(got === undefined).toBe(expected === undefined)
        if (got === undefined || expected === undefined) return
        expect(got.s * got.n * expected[1]).toBe(expected[0] * got.d)
      }),
      { numRuns: 500 },
    )
  })

  test('evaluates in doubles to the double nearest to the exact value', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.integer({ min: 1 }), (k, n) => {
        // JavaScript rounds a quotient of whole numbers once
        expect(read('k / n').evaluate({ k, n })).toBe(k / n + 0)
      }),
    )
    expect(read('p * 3').evaluate({ p: 0.1 })).toBe(0.30000000000000004)
    expect(read('1e3').evaluate({})).toBe(1000)
  })

  test('has no value where it divides by zero or its exponent is not whole', () => {
    expect(read('k / n').evaluate({ k: 0, n: 0 })).toBeUndefined()
    expect(read('p ^ -1').evaluate({ p: 0 })).toBeUndefined()
    expect(read('p ^ k').evaluate({ p: 2, k: 0.5 })).toBeUndefined()
    expect(read('p ^ k').evaluate({ p: 2, k: 65 })).toBeUndefined()
    expect(read('k').evaluate({ k: Number.NaN })).toBeUndefined()
    expect(read('p ^ k').evaluate({ p: 0, k: 0 })).toBe(1)
  })

  test.each([
    ['2k', '2*k'],
    ['kn', 'k*n'],
    ['k n', 'k*n'],
    ['2(k + 1)(n - 1)p', '2*(k + 1)*(n - 1)*p'],
    ['k ** 2', 'k^2'],
    ['p² + p¹⁰', 'p^2 + p^10'],
    ['(k + 1)²', '(k + 1)^2'],
    ['k × n − p ÷ 2', 'k * n - p / 2'],
    ['k·n ⋅ p', 'k*n*p'],
    ['½ k', '1/2*k'],
    ['-p²', '-(p^2)'],
    ['k\u{A0}+\u{3000}n\u{FEFF}', 'k + n'],
    ['2k^2', '2*(k^2)'],
    ['heads/tosses', 'k/n'],
  ])('%s is read as %s', (written, plain) => {
    const [a, b] = [written, plain].map((text) => readFormula(text, variables, [], { heads: 'k', tosses: 'n' }))
    expect(a !== undefined && b !== undefined && identical(a, b, 1).equal).toBe(true)
    const at = { k: 3, n: 5, p: 7 }
    expect(a?.evaluate(at)).toBe(b?.evaluate(at))
  })

  test('a lowered index is a name', () => {
    expect(readFormula('wₙ / 2', ['w_n']).evaluate({ w_n: 3 })).toBe(1.5)
  })

  test('asks for the variables that it mentions, and for no other', () => {
    expect([read('k / n').variables, read('k / n').mentions]).toEqual([variables, ['k', 'n']])
    expect(read('p ^ (n - k) * 2').inExponents).toEqual(['k', 'n'])
    expect(() => read('k / n').evaluate({ k: 1 })).toThrow(/expected a value for n/u)
    expect(() => readFormula('toString', ['toString']).evaluate({})).toThrow(RangeError)
  })

  test('calls functions where the slot allows them, in doubles', () => {
    const entropy = readFormula('-p * log(p)', ['p'], ['log'])
    expect(entropy.evaluate({ p: 0.5 })).toBeCloseTo(0.5 * Math.LN2, 15)
    expect([entropy.evaluate({ p: 0 }), entropy.exact({ p: new Fraction(1) })]).toEqual([undefined, undefined])
    expect(() => readFormula('log p', ['p'], ['log'])).toThrow(/expected \( after log/u)
    expect(() => read('log(p)')).toThrow(/expected one of k, n, p/u)
  })
})

test('every finite double is a rational and comes back', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => toNumber(fromNumber(x) ?? new Fraction(7)) === x + 0),
  )
  // Above a tie by the last bit of 200: up, where a tie would go to even
  const tie = 2n ** 200n + 2n ** 147n
  expect([tie, tie + 1n].map((n) => toNumber(new Fraction(n, 2n ** 200n)))).toEqual([1, 1 + Number.EPSILON])
  expect(toNumber(new Fraction(10n ** 400n))).toBe(Number.POSITIVE_INFINITY)
})

const refused: readonly (readonly [text: string, column: number, mention: string])[] = [
  ['', 1, 'nothing'], ['k +', 4, 'a value after +'], ['(k', 3, ') for an open ('], ['k)', 2, 'the end'], ['k + ()', 6, 'a value after ('],
  ['k2', 1, 'one of'], ['(k)2', 4, 'write * to multiply'], ['k (n)', 3, 'variables are not functions'], ['1/2k', 4, 'read in two ways'], ['²', 1, 'a value'],
  ['k, n', 2, 'decimal point'], ['k = 1', 3, 'right-hand side'], ['[k]', 1, '( )'], ['k.constructor', 2, 'no members'], ['"k"', 1, 'only numbers'],
  ['__proto__', 1, 'one of'], ['constructor', 1, 'one of'], ['this', 1, 'one of'], ['true', 1, 'one of'], ['1 + m', 5, 'one of'], ['k;n', 2, 'only'],
  ['1..2', 3, 'an operator'], ['0x10', 2, 'one of'], ['k ? n : p', 3, 'only'], ['1e65', 1, 'exponent within ±64'], ['k\u0000', 2, '\\u0000'],
  ['9^9^9^9', 5, 'a whole exponent within ±64'], ['(9^9)^(9^9)', 8, 'whole exponent'], ['p^65', 3, 'whole exponent'], ['p^(1/2)', 4, '1/2'],
  ['p^(1/0)', 4, 'no value'], ['((k^64)^64)^64', 1, 'degree'], ['1'.repeat(41), 1, '40 characters'], ['('.repeat(65), 65, '64 parentheses'],
  [`${'('.repeat(20_000)}k${')'.repeat(20_000)}`, 401, '400 characters'], [`k${'^9'.repeat(190)}`, 379, 'whole exponent'],
] // prettier-ignore

describe('what is no formula is refused with its column', () => {
  test.each(refused.map((row) => ({ name: row[0].slice(0, 20), row })))('$name', ({ row: [text, column, mention] }) => {
    const refusal = (): unknown => {
      try {
        return read(text)
      } catch (error) {
        return error
      }
    }
    const error = refusal()
    expect(error).toBeInstanceOf(FormulaError)
    expect(error).toMatchObject({ column, message: expect.stringContaining(mention) as string })
  })

  test('any text at all is read or refused, and pollutes nothing', () => {
    const pieces = fc.constantFrom(
      'k',
      'n',
      '2',
      '.',
      '(',
      ')',
      '+',
      '-',
      '*',
      '/',
      '^',
      ' ',
      '1e3',
      '__proto__',
      'constructor',
      '[',
      "'",
      '=',
      '`',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces).map((words) => words.join('')),
        ),
        (text) => {
          const result = formula(variables).safeParse(text)
          expect(result.success || result.error.issues[0]?.code === 'custom').toBe(true)
          if (result.success) result.data.evaluate({ k: 3, n: 5, p: 0.5 })
        },
      ),
      { numRuns: 1000 },
    )
    expect(Object.keys(Object.prototype)).toEqual([])
  })

  test('the schema takes text and numbers only', () => {
    expect(formula([]).parse(0.25).evaluate({})).toBe(0.25)
    for (const input of [true, null, {}, ['k'], Number.POSITIVE_INFINITY])
      expect(formula(['k']).safeParse(input).success).toBe(false)
  })
})
