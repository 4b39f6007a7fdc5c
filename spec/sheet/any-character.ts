/** Any character of Unicode: for strings of tests. */
import fc, { type Arbitrary } from 'fast-check'

const SURROGATES = 0xd800
const SURROGATE_COUNT = 0x800

/** Any code point but surrogates, as the unit 'binary' of `fc.string`, which would make a table of the 1.1 million first. */
export const anyCharacter: Arbitrary<string> = fc.nat(0x10_ffff - SURROGATE_COUNT).map(
  (i) => String.fromCodePoint(i < SURROGATES ? i : i + SURROGATE_COUNT),
  (text) => {
    if (typeof text !== 'string' || Array.from(text).length !== 1) throw new TypeError('anyCharacter: not one character')
    const code = text.codePointAt(0) ?? 0
    if (code >= SURROGATES && code < SURROGATES + SURROGATE_COUNT) throw new TypeError('anyCharacter: a surrogate alone')
    return code < SURROGATES ? code : code - SURROGATE_COUNT
  },
)
