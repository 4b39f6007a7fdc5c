/** Formats of half precision by their definition, in float64 arithmetic: slow, obvious, and sharing no code with the reference. */

/** A binary format of 16 bits. */
export interface HalfFormat {
  readonly fractionBits: number
  /** Exponent of the least normal number. */
  readonly leastExponent: number
  readonly largest: number
}

export const float16: HalfFormat = { fractionBits: 10, leastExponent: -14, largest: 65504 }
export const bfloat16: HalfFormat = { fractionBits: 7, leastExponent: -126, largest: (2 - 2 ** -7) * 2 ** 127 }

/** Makes an oracle that computes once what it is asked for again, by every subject that is judged. What it returns is not changed. */
export function remembering<Input, Truth>(compute: (input: Input) => Truth): (input: Input) => Truth {
  const known = new Map<Input, Truth>()
  return (input) => {
    const truth = known.get(input) ?? compute(input)
    known.set(input, truth)
    return truth
  }
}

/** The value of every pattern of 16 bits, from 0 on; the second half is negative. */
export const representable = remembering(valuesOf)

function valuesOf({ fractionBits, leastExponent }: HalfFormat): number[] {
  const fractions = 2 ** fractionBits
  const exponents = 2 ** (15 - fractionBits)
  return Array.from({ length: 65536 }, (_, pattern) => {
    const sign = pattern >= 32768 ? -1 : 1
    const exponent = Math.floor((pattern % 32768) / fractions)
    const fraction = (pattern % fractions) / fractions
    if (exponent === exponents - 1) return fraction === 0 ? sign * Infinity : NaN
    return exponent === 0 ? sign * fraction * 2 ** leastExponent : sign * (1 + fraction) * 2 ** (leastExponent + exponent - 1)
  })
}

/** 2^k for every k that the exponents of float32 and of its spacings take. */
const twoTo = Float64Array.from({ length: 320 }, (_, i) => 2 ** (i - 160))

const powerOfTwo = (k: number): number => twoTo[k + 160] ?? NaN

/** The nearest number of the format, ties to the even multiple of the spacing. */
export function nearest(x: number, { fractionBits, leastExponent, largest }: HalfFormat): number {
  if (!Number.isFinite(x) || x === 0) return x
  // the logarithm may be one off where it is nearly whole
  let exponent = Math.max(leastExponent, Math.floor(Math.log2(Math.abs(x))) - 1)
  while (powerOfTwo(exponent + 1) <= Math.abs(x)) exponent += 1
  const spacing = powerOfTwo(exponent - fractionBits)
  const quotient = Math.abs(x) / spacing
  const low = Math.floor(quotient)
  const up = quotient - low > 0.5 || (quotient - low === 0.5 && low % 2 === 1)
  const rounded = (up ? low + 1 : low) * spacing
  return Math.sign(x) * (rounded > largest ? Infinity : rounded)
}

/** float32 numbers of the given bits. */
export const fromBits = (bits: Uint32Array): Float32Array => new Float32Array(bits.buffer, bits.byteOffset, bits.length)

/** The bits of float32 numbers, those of every NaN being the same. */
export function bitsOf(values: Float32Array): Uint32Array {
  const bits = new Uint32Array(values.slice().buffer)
  for (let i = 0; i < bits.length; i += 1) if (((bits[i] ?? 0) & 0x7fffffff) > 0x7f800000) bits[i] = 0x7fc00000
  return bits
}
