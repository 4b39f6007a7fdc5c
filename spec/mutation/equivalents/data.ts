/** Changes of readers of data that nobody can notice. */
import { because, type Equivalent } from './because.ts'

export default [
  ...because('the largest column is replaced by itself', [
    'data/growing-examples.ts',
    'if (column > this.#largest)',
    'column > this.#largest',
    'column >= this.#largest',
  ]),
  ...because('a number with a dot goes the slow way, which reads it', [
    'data/libsvm-number.ts',
    'else if (byte === DOT && !seenDot)',
    '!seenDot',
    'seenDot',
  ]),
  ...because('the contract names no length from which on a number is refused', [
    'data/parse-libsvm.ts',
    'const LONGEST_TOKEN = 4096;',
    '4096',
    '(4097)',
  ]),
  ...because('a token ends after its first byte, never at 0', ['data/parse-libsvm.ts', 'if (end < 0) {', 'end < 0', 'end <= 0']),
  ...because('beyond the bytes there is no digit, and the short cut ends there', [
    'data/plain-entries.ts',
    'const limit = bytes.length - 64; // so that no read of an entry is out of bounds',
    'bytes.length - 64',
    'bytes.length + 64',
  ]),
  ...because(
    'the short cut gives the entry up; the reader of everything, which comes after it, reads it',
    [
      'data/plain-entries.ts',
      'digit = bytes[(at += 1)] - ZERO;',
      'bytes[(at += 1)] - ZERO',
      'bytes[(at += 1)] + ZERO',
      'everywhere',
    ],
    [
      'data/plain-entries.ts',
      'for (let digit = bytes[at] - ZERO; digit >= 0 && digit <= 9 && digits < 16; digits += 1) {',
      'digit >= 0 && digit <= 9',
      'digit >= 0 || digit <= 9',
    ],
    [
      'data/plain-entries.ts',
      'for (let digit = bytes[(at += 1)] - ZERO; digit >= 0 && digit <= 9 && digits < 16; digits += 1) {',
      '0',
      '(1)',
    ],
    [
      'data/plain-entries.ts',
      'for (let digit = bytes[(at += 1)] - ZERO; digit >= 0 && digit <= 9 && digits < 16; digits += 1) {',
      '16',
      '(17)',
    ],
    [
      'data/plain-entries.ts',
      'for (let digit = bytes[at] - ZERO; digit >= 0 && digit <= 9 && digits < 16; digits += 1) {',
      'digit >= 0',
      'digit > 0',
    ],
    [
      'data/plain-entries.ts',
      'if (digits === 0 || digits > 15 || (next !== SPACE && next !== NEWLINE))',
      'next !== SPACE && next !== NEWLINE',
      'next !== SPACE || next !== NEWLINE',
    ],
  ),
  ...because('what is written beyond the end of a typed array is dropped', [
    'data/growing-examples.ts',
    'for (let p = 0; p < indices.length; p += 1)',
    'p < indices.length',
    'p <= indices.length',
  ]),
  ...because('a number with a sign goes the slow way, which reads it', [
    'data/libsvm-number.ts',
    'at += 1;',
    'at += 1;',
    ';',
    'if (sign === MINUS || sign === PLUS)',
  ]),
  ...because(
    'the short cut gives the entry up; the reader of everything, which comes after it, reads it',
    [
      'data/plain-entries.ts',
      'for (let digit = bytes[at] - ZERO; digit >= 0 && digit <= 9 && digits < 10; digits += 1) {',
      '10',
      '(9)',
    ],
    ['data/plain-entries.ts', 'at += 1;', 'at += 1', 'at -= 1'],
    [
      'data/plain-entries.ts',
      'if (bytes[at] === DOT) {',
      'if (bytes[at] === DOT) {\n            const whole = digits;\n            for (let digit = bytes[(at += 1)] - ZERO; digit >= 0 && digit <= 9 && digits < 16; digits += 1) {\n                mantissa = 10 * mantissa + digit;\n                digit = bytes[(at += 1)] - ZERO;\n            }\n            value = mantissa / EXACT_POWERS[digits - whole];\n        }',
      ';',
    ],
    ['data/plain-entries.ts', 'digit = bytes[(at += 1)] - ZERO;', '1', '(0)', 'everywhere'],
  ),
  ...because('the last exchange is of an entry with itself, and no number is drawn after it', [
    'data/random-order.ts',
    'for (let i = 0; i < length - 1; i += 1) {',
    'i < length - 1',
    'i <= length - 1',
  ]),
] satisfies readonly Equivalent[]
