/**
 * Rounding float32 numbers to what float16 and bfloat16 can hold: nearest, ties to even, in integer arithmetic on the bits. The numbers stay
 * float32, so that storage in half precision is emulated exactly where the hardware has no such type.
 */

/** Smallest normal float16 number, 2^-14, as float32 bits. */
const LEAST_NORMAL_BITS = 0x38800000
/** From here on a magnitude rounds to infinity: 65520, halfway from the largest float16 number, 65504, to 65536. */
const OVERFLOW_BITS = 0x477ff000
const INFINITY_BITS = 0x7f800000
/** From 0.5 on float32 numbers are 2^-24 apart, as float16 subnormals are: adding it to a smaller magnitude rounds as float16 does. */
const SAME_SPACING = 0.5

/**
 * Rounds every element to float16 (1 sign, 5 exponent, 10 fraction bits), in place: subnormals are kept, magnitudes from 65520 on become
 * infinite, NaN stays NaN.
 * @param values any length; a view on a larger buffer is fine
 * @returns the same array
 */
export function roundFloat16(values: Float32Array): Float32Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length)
  for (let i = 0; i < bits.length; i += 1) {
    const word = bits[i] as number
    const magnitude = word & 0x7fffffff
    if (magnitude < LEAST_NORMAL_BITS) roundSubnormal(values, bits, i, word)
    else if (magnitude < OVERFLOW_BITS) {
      // 13 bits go; adding just under half of their unit, plus the last bit that stays, carries into it exactly when rounding goes up
      bits[i] = (word + 0xfff + ((word >>> 13) & 1)) & 0xffffe000
    } else if (magnitude <= INFINITY_BITS) bits[i] = (word & 0x80000000) | INFINITY_BITS
  }
  return values
}

function roundSubnormal(values: Float32Array, bits: Uint32Array, i: number, word: number): void {
  bits[i] = word & 0x7fffffff
  values[i] = Math.fround((values[i] as number) + SAME_SPACING) - SAME_SPACING
  if (word >= 0x80000000) bits[i] |= 0x80000000
}

/**
 * Rounds every element to bfloat16 (1 sign, 8 exponent, 7 fraction bits), in place; the range is that of float32, NaN stays NaN.
 * @param values any length; a view on a larger buffer is fine
 * @returns the same array
 */
export function roundBfloat16(values: Float32Array): Float32Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length)
  for (let i = 0; i < bits.length; i += 1) {
    const word = bits[i] as number
    if ((word & 0x7fffffff) <= INFINITY_BITS) bits[i] = (word + 0x7fff + ((word >>> 16) & 1)) & 0xffff0000
  }
  return values
}

/** A rounded copy; see `roundFloat16`. */
export function toFloat16(values: Float32Array): Float32Array {
  return roundFloat16(values.slice())
}

/** A rounded copy; see `roundBfloat16`. */
export function toBfloat16(values: Float32Array): Float32Array {
  return roundBfloat16(values.slice())
}
