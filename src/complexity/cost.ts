/** Symbolic costs in the sizes m, n, k, up to constant factors: the least of several sums of monomials. */
import type { Sizes, Monomial, Cost } from '../contract/complexity.ts'

/** The value at given sizes, with every constant factor 1 and log(x) at least 1. */
export function costAt(cost: Cost, sizes: Sizes): number {
  return Math.min(...cost.map((sum) => sum.reduce((total, monomial) => total + monomialAt(monomial, sizes), 0)))
}

function monomialAt({ m = 0, n = 0, k = 0, logM = 0, logN = 0, logK = 0 }: Monomial, sizes: Sizes): number {
  const logarithms = log(sizes.m) ** logM * log(sizes.n) ** logN * log(sizes.k) ** logK
  return sizes.m ** m * sizes.n ** n * sizes.k ** k * logarithms
}

function log(x: number): number {
  return Math.max(1, Math.log(x))
}

/** Exponents are kept exact as whole numbers of twelfths. */
export const TWELFTHS = 12
const LARGEST_EXPONENT = 64

/** @throws RangeError for an empty cost or sum, or an exponent that is not a multiple of 1/12 in [-64, 64] */
export function requireCost(caller: string, cost: Cost): void {
  if (cost.length === 0 || cost.some((sum) => sum.length === 0)) {
    throw new RangeError(`${caller}: a cost must have a sum, and every sum a monomial, got ${JSON.stringify(cost)}`)
  }
  for (const [name, exponent] of cost.flat().flatMap((monomial) => Object.entries(monomial))) {
    const twelfths = exponent * TWELFTHS
    if (!(Math.abs(twelfths - Math.round(twelfths)) < 1e-9 && Math.abs(exponent) <= LARGEST_EXPONENT)) {
      throw new RangeError(`${caller}: exponent ${name} must be a multiple of 1/12 in [-64, 64], got ${exponent}`)
    }
  }
}
