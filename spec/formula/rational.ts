/** Exact rationals to and from literals and doubles. fraction.js approximates doubles (0.1 becomes 1/10); here a double is the dyadic number that it is. */
import { Fraction } from 'fraction.js'

/** The exact value of a decimal literal such as `12`, `.5` or `1e-3`. */
export function fromLiteral(literal: string): Fraction {
  const [mantissa = '', exponent = '0'] = literal.toLowerCase().split('e')
  const [whole = '', decimals = ''] = mantissa.split('.')
  const power = Number(exponent) - decimals.length
  const digits = BigInt(whole + decimals)
  return power < 0 ? new Fraction(digits, 10n ** BigInt(-power)) : new Fraction(digits * 10n ** BigInt(power))
}

/** The exact value of a double; undefined if it is not finite. */
export function fromNumber(value: number): Fraction | undefined {
  if (!Number.isFinite(value)) return undefined
  let [scaled, halvings] = [value, 0]
  // Doubling is exact here: a fraction is below 2^53, and scaled down only by powers of two
  while (!Number.isInteger(scaled)) {
    scaled *= 2
    halvings += 1
  }
  return new Fraction(BigInt(scaled), 1n << BigInt(halvings))
}

/** The double nearest to a rational, ties to even; infinite beyond the largest double. Below 2^-1022 it may be rounded twice. */
export function toNumber({ s, n, d }: Fraction): number {
  // At least 64 bits of the quotient and a sticky bit decide the rounding, which Number(bigint) does to nearest, ties to even
  const shift = 64 - bitLength(n) + bitLength(d)
  const [scaledN, scaledD] = shift > 0 ? [n << BigInt(shift), d] : [n, d << BigInt(-shift)]
  const quotient = scaledN / scaledD
  const sticky = quotient * scaledD === scaledN ? 0n : 1n
  const half = Math.trunc(shift / 2)
  return Number(s) * Number((quotient << 1n) | sticky) * 2 ** -(half + 1) * 2 ** -(shift - half)
}

export function bitLength(value: bigint): number {
  const hex = (value < 0n ? -value : value).toString(16)
  return 4 * (hex.length - 1) + Math.trunc(Math.log2(Number.parseInt(hex.charAt(0), 16) || 1)) + 1
}
