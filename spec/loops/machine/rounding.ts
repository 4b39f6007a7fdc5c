/** Rounding to half precision, ties to even, with subnormals and overflow, as processors do it. */
import type { Precision } from '../vocabulary.ts'

/** The largest number of a format; and by the 11 bits of an exponent what such a number is added to. */
const formats = {
  float16: { largest: 65_504, magnets: magnetsOf(10, -14) },
  bfloat16: { largest: (2 - 2 ** -7) * 2 ** 127, magnets: magnetsOf(7, -126) },
}

/**
 * Added to a number this large, x keeps the bits that the format has: the processor rounds, ties to even.
 *
 * @param bits of the fraction
 * @param least exponent of a normal number
 */
function magnetsOf(bits: number, least: number): Float64Array {
  return Float64Array.from({ length: 2048 }, (_, biased) => 1.5 * 2 ** (Math.max(biased - 1023, least) - bits + 52))
}

/** Where the exponent of a number is read from its bits; little and big endian alike. */
const float = new Float64Array(1)
const words = new Uint32Array(float.buffer)
float[0] = 1
const HIGH = words[1] === 0 ? 0 : 1

/** float32 stands for exact arithmetic here: numbers are kept in float64. */
export function round(x: number, to: Precision): number {
  if (to === 'float32' || x === 0 || !Number.isFinite(x)) return x
  const { largest, magnets } = formats[to]
  float[0] = x
  const magnet = magnets[((words[HIGH] ?? 0) >>> 20) & 0x7ff] ?? NaN
  const rounded = x + magnet - magnet
  if (rounded === 0) return x < 0 ? -0 : 0
  return Math.abs(rounded) > largest ? Math.sign(x) * Infinity : rounded
}

export function roundAll(values: Float64Array, to: Precision): Float64Array {
  return to === 'float32' ? values : values.map((x) => round(x, to))
}
