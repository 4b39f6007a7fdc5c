/**
 * GPT-2's byte-pair tokenizer, cut to a vocabulary of V tokens: the first V of its 50,257. Its tokens are numbered in the order in which they were
 * learned, the 256 bytes first, so the cut is the tokenizer whose learning was stopped earlier: every text still encodes, and decodes to itself.
 */
import { Tiktoken } from 'js-tiktoken/lite'
import gpt2 from 'js-tiktoken/ranks/gpt2'

/** Turns text into tokens and back. */
export interface Tokenizer {
  readonly vocabularySize: number
  /** Tokens in [0, vocabularySize). Nothing in the text is special. */
  encode(text: string): Int32Array
  /** The text of tokens; bytes that are no UTF-8 become U+FFFD. */
  decode(tokens: ArrayLike<number>): string
}

/** The bytes, and all that GPT-2 learned beyond them; the end-of-text token is left out. */
const FEWEST = 256
const MOST = 50_256

/**
 * The tokenizer of a vocabulary.
 * @throws RangeError unless vocabularySize is an integer in [256, 50256]
 */
export function tokenizer(vocabularySize: number): Tokenizer {
  if (!(Number.isInteger(vocabularySize) && vocabularySize >= FEWEST && vocabularySize <= MOST)) {
    throw new RangeError(`tokenizer: vocabularySize must be an integer in [${FEWEST}, ${MOST}], got ${vocabularySize}`)
  }
  const tiktoken = new Tiktoken({ ...gpt2, special_tokens: {}, bpe_ranks: firstRanks(gpt2.bpe_ranks, vocabularySize) })
  return {
    vocabularySize,
    encode: (text) => Int32Array.from(tiktoken.encode(text, [], [])),
    decode: (tokens) => tiktoken.decode(Array.from(tokens)),
  }
}

/** The table of tokens, up to `count`: lines of a name, the number of the first token, and the tokens in base 64. */
function firstRanks(table: string, count: number): string {
  return table
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      // Only as many tokens are cut out as are kept: there are 50,000.
      const [, first = ''] = line.split(' ', 2)
      return line.split(' ', 2 + Math.max(0, count - Number(first))).join(' ')
    })
    .join('\n')
}
