/** The common case of LibSVM text at full speed. */
import type { GrowingExamples } from './growing-examples.ts'
import { COLON, DOT, MINUS, NEWLINE, SPACE, ZERO } from './libsvm-bytes.ts'
import { EXACT_POWERS } from './libsvm-number.ts'

/**
 * Reads entries of plain decimal digits, one blank apart, until anything else comes.
 * Takes whole entries only, and returns where it stopped.
 */
export function readPlainEntries(bytes: Uint8Array, start: number, examples: GrowingExamples): number {
  const { lowest, highest } = examples
  const room = bytes.length >> 2 // an entry is four bytes at least
  const indices = examples.indices.room(room)
  const data = examples.data.room(room)
  const limit = bytes.length - 64 // so that no read of an entry is out of bounds
  let count = examples.indices.length
  let end = start
  while (end < limit) {
    let at = bytes[end] === SPACE ? end + 1 : end
    let column = 0
    let digits = 0
    for (let digit = (bytes[at] as number) - ZERO; digit >= 0 && digit <= 9 && digits < 10; digits += 1) {
      column = 10 * column + digit
      digit = (bytes[(at += 1)] as number) - ZERO
    }
    if (digits === 0 || bytes[at] !== COLON || column < lowest || column > highest) break
    const negative = bytes[(at += 1)] === MINUS
    if (negative) at += 1
    let mantissa = 0
    digits = 0
    for (let digit = (bytes[at] as number) - ZERO; digit >= 0 && digit <= 9 && digits < 16; digits += 1) {
      mantissa = 10 * mantissa + digit
      digit = (bytes[(at += 1)] as number) - ZERO
    }
    let value = mantissa
    if (bytes[at] === DOT) {
      const whole = digits
      for (let digit = (bytes[(at += 1)] as number) - ZERO; digit >= 0 && digit <= 9 && digits < 16; digits += 1) {
        mantissa = 10 * mantissa + digit
        digit = (bytes[(at += 1)] as number) - ZERO
      }
      value = mantissa / (EXACT_POWERS[digits - whole] as number)
    }
    const next = bytes[at]
    if (digits === 0 || digits > 15 || (next !== SPACE && next !== NEWLINE)) break
    examples.meet(column)
    indices[count] = column
    data[count] = negative ? -value : value
    count += 1
    end = at
  }
  examples.indices.length = count
  examples.data.length = count
  return end
}
