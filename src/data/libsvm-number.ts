/** Numbers in LibSVM text, read byte by byte where that is exact. */
import { DOT, isEnd, MINUS, NINE, PLUS, ZERO } from './libsvm-bytes.ts'

/** 10^0 .. 10^22, the powers of ten that are exact. */
export const EXACT_POWERS: readonly number[] = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`))
const EXACT_INTEGER = 2 ** 53

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/
const SPECIAL = new Map([
  ['infinity', Infinity],
  ['inf', Infinity],
  ['+inf', Infinity],
  ['+infinity', Infinity],
  ['-inf', -Infinity],
  ['-infinity', -Infinity],
])

/** Reads one number after the other. */
export class NumberReader {
  /** What was read last: NaN if that was no number. */
  value = 0

  /**
   * Reads the token at `start`; returns one past it, or -1 if the bytes end before it does.
   * Digits that fit into 53 bits and a power of ten up to 22 make an exactly rounded number at once; the others go through `Number`.
   */
  read(bytes: Uint8Array, start: number): number {
    const length = bytes.length
    let at = start
    const sign = bytes[at]
    if (sign === MINUS || sign === PLUS) at += 1
    let mantissa = 0
    let digits = 0
    let fraction = 0
    for (let seenDot = false; at < length; at += 1) {
      const byte = bytes[at] as number
      if (byte >= ZERO && byte <= NINE) {
        mantissa = 10 * mantissa + (byte - ZERO)
        digits += 1
        if (seenDot) fraction += 1
      } else if (byte === DOT && !seenDot) seenDot = true
      else break
    }
    if (at === length) return -1
    if (digits > 0 && isEnd(bytes[at] as number) && mantissa < EXACT_INTEGER && fraction <= 22) {
      const value = fraction === 0 ? mantissa : mantissa / (EXACT_POWERS[fraction] as number)
      this.value = sign === MINUS ? -value : value
      return at
    }
    while (at < length && !isEnd(bytes[at] as number)) at += 1
    if (at === length) return -1
    const text = Buffer.from(bytes.subarray(start, at)).toString('latin1')
    this.value = DECIMAL.test(text) ? Number(text) : (SPECIAL.get(text.toLowerCase()) ?? NaN)
    return at
  }
}
