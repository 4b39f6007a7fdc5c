/** Random symbolic costs with small exponents. */
import fc, { type Arbitrary } from 'fast-check'
import type { Cost, Monomial } from '../../../src/contract/complexity.ts'

/** m^a n^b k^c with exponents 0, 1/2, 1, 3/2 or 2. */
export function monomial(): Arbitrary<Monomial> {
  const exponent = fc.integer({ min: 0, max: 4 }).map((halves) => halves / 2)
  return fc.record({ m: exponent, n: exponent, k: exponent })
}

/** The least of one or two sums of one to three monomials. */
export function cost(): Arbitrary<Cost> {
  const sum = fc.array(monomial(), { minLength: 1, maxLength: 3 })
  return fc.oneof({ arbitrary: fc.tuple(sum), weight: 3 }, { arbitrary: fc.tuple(sum, sum), weight: 1 })
}

/** The same with whole powers of logarithms. */
export function costWithLogarithms(): Arbitrary<Cost> {
  const small = fc.integer({ min: 0, max: 1 })
  const both = fc.record({ m: small, n: small, k: small, logM: small, logN: small, logK: small })
  return fc.tuple(fc.array(both, { minLength: 1, maxLength: 2 }))
}
