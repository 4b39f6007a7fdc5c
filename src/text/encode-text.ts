/** Text as tokens and back, by the size of the vocabulary. */
import { tokenizer, type Tokenizer } from './tokenizer.ts'

/** Tables of tokens that were made before, the last few. */
const made = new Map<number, Tokenizer>()
const MOST_MADE = 4

/** The tokenizer of a vocabulary, made once. @throws RangeError as `tokenizer` does */
export function tokenizerOf(vocabularySize: number): Tokenizer {
  const found = made.get(vocabularySize) ?? tokenizer(vocabularySize)
  made.delete(vocabularySize)
  made.set(vocabularySize, found)
  for (const oldest of [...made.keys()].slice(0, -MOST_MADE)) made.delete(oldest)
  return found
}

/** Tokens of a text; see the contract. */
export function encodeText(text: string, vocabularySize: number): Int32Array {
  return tokenizerOf(vocabularySize).encode(text)
}

/** The text of tokens; see the contract. */
export function decodeTokens(tokens: ArrayLike<number>, vocabularySize: number): string {
  const outside = Array.from(tokens).find((token) => !(Number.isInteger(token) && token >= 0 && token < vocabularySize))
  if (outside !== undefined) {
    throw new RangeError(`decodeTokens: a token must be an integer in [0, vocabularySize = ${vocabularySize}), got ${outside}`)
  }
  return tokenizerOf(vocabularySize).decode(tokens)
}
