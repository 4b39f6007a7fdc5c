/** The bytes that mean something in LibSVM text. */
const TAB = 9
const NEWLINE = 10
const RETURN = 13
const SPACE = 32
const HASH = 35
const PLUS = 43
const MINUS = 45
const DOT = 46
const ZERO = 48
const NINE = 57
const COLON = 58
const LETTER_D = 100

export { COLON, DOT, HASH, LETTER_D, MINUS, NEWLINE, NINE, PLUS, RETURN, SPACE, TAB, ZERO }

/** Whether a byte stands between the tokens of a line. */
export function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB || byte === RETURN
}

/** Whether a token ends at a byte. */
export function isEnd(byte: number): boolean {
  return byte === SPACE || byte === NEWLINE || byte === TAB || byte === RETURN || byte === HASH
}

/** The token at `start`, for a message. */
export function shown(bytes: Uint8Array, start: number): string {
  let end = start
  while (end < bytes.length && end < start + 20 && !isEnd(bytes[end] as number)) end += 1
  return JSON.stringify(Buffer.from(bytes.subarray(start, end)).toString('latin1'))
}
