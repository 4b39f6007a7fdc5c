/** Rounding to half precision, ties to even, with subnormals and overflow, as processors do it. */
import type { Precision } from '../vocabulary.ts'

/** Fraction bits, and the exponents of the least normal and the largest number. */
const formats = {
  float16: { bits: 10, least: -14, most: 15 },
  bfloat16: { bits: 7, least: -126, most: 127 },
} as const

/** float32 stands for exact arithmetic here: numbers are kept in float64. */
export function round(x: number, to: Precision): number {
  if (to === 'float32' || x === 0 || !Number.isFinite(x)) return x
  const { bits, least, most } = formats[to]
  const magnitude = Math.abs(x)
  let exponent = Math.floor(Math.log2(magnitude))
  // log2 may be off by one next to a power of two
  if (2 ** exponent > magnitude) exponent -= 1
  else if (2 ** (exponent + 1) <= magnitude) exponent += 1
  const unit = 2 ** (Math.max(exponent, least) - bits)
  const rounded = tiesToEven(magnitude / unit) * unit
  const largest = (2 - 2 ** -bits) * 2 ** most
  return Math.sign(x) * (rounded > largest ? Infinity : rounded)
}

function tiesToEven(x: number): number {
  const down = Math.floor(x)
  const over = x - down
  if (over < 0.5) return down
  return over > 0.5 || down % 2 === 1 ? down + 1 : down
}

export function roundAll(values: Float64Array, to: Precision): Float64Array {
  return to === 'float32' ? values : values.map((x) => round(x, to))
}
