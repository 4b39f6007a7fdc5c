/** Rounding to half precision, ties to even, with subnormals and overflow, as processors do it. */
import type { Precision } from '../vocabulary.ts'

/** Fraction bits, the exponent of the least normal number, and the largest number. */
const formats = {
  float16: { bits: 10, least: -14, largest: 65_504 },
  bfloat16: { bits: 7, least: -126, largest: (2 - 2 ** -7) * 2 ** 127 },
} as const

/** Where the exponent of a number is read from its bits; little and big endian alike. */
const float = new Float64Array(1)
const words = new Uint32Array(float.buffer)
float[0] = 1
const HIGH = words[1] === 0 ? 0 : 1

/** float32 stands for exact arithmetic here: numbers are kept in float64. */
export function round(x: number, to: Precision): number {
  if (to === 'float32' || x === 0 || !Number.isFinite(x)) return x
  const { bits, least, largest } = formats[to]
  float[0] = x
  const exponent = (((words[HIGH] ?? 0) >>> 20) & 0x7ff) - 1023
  // Added to a number this large, x keeps the bits that the format has: the processor rounds, ties to even
  const magnet = 1.5 * 2 ** ((exponent < least ? least : exponent) - bits + 52)
  const rounded = x + magnet - magnet
  if (rounded === 0) return x < 0 ? -0 : 0
  return Math.abs(rounded) > largest ? Math.sign(x) * Infinity : rounded
}

export function roundAll(values: Float64Array, to: Precision): Float64Array {
  return to === 'float32' ? values : values.map((x) => round(x, to))
}
