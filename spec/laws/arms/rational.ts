/** Exact fractions, for oracles that may be slow. */

export interface Rational {
  readonly numerator: bigint
  /** Positive. */
  readonly denominator: bigint
}

export function rational(numerator: bigint, denominator = 1n): Rational {
  return denominator < 0n ? { numerator: -numerator, denominator: -denominator } : { numerator, denominator }
}

export function plus(x: Rational, y: Rational): Rational {
  return rational(x.numerator * y.denominator + y.numerator * x.denominator, x.denominator * y.denominator)
}

export function over(x: Rational, y: Rational): Rational {
  return rational(x.numerator * y.denominator, x.denominator * y.numerator)
}

/** The double next to x, to within one unit in its last place; |x| at least 1e-280. */
export function toNumber({ numerator, denominator }: Rational): number {
  if (numerator === 0n) return 0
  // scale the quotient to about 80 bits, divide as integers, scale back
  const shift = 80 - (bits(numerator) - bits(denominator))
  const quotient = shift >= 0 ? (numerator << BigInt(shift)) / denominator : numerator / (denominator << BigInt(-shift))
  return Number(quotient) * 2 ** -shift
}

function bits(x: bigint): number {
  return (x < 0n ? -x : x).toString(2).length
}

/** n choose k, exactly. */
export function choose(n: number, k: number): bigint {
  let count = 1n
  for (let i = 1; i <= k; i += 1) count = (count * BigInt(n - k + i)) / BigInt(i)
  return count
}
