/** Text as tokens: nothing is lost, and a smaller vocabulary is an earlier state of a larger one. */
import fc from 'fast-check'
import { law, once, table } from '../../judge/spec.ts'

const WHOLE = 50_256
/** As many as are kept (see encode-text.ts): a fifth would be made anew for nearly every text. */
const sizes = fc.constantFrom(256, 257, 10_000, WHOLE)
const words = fc.constantFrom('the', ' whale', ' of', '\n\n', "'s", '  ', 'Ishmael', '<|endoftext|>', ' 1851', 'é', '鯨')
/** Any character of Unicode; fast-check's own unit of all of them first makes a table of a million. */
const characters = fc
  .oneof(fc.integer({ min: 0, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff }))
  .map((point) => String.fromCodePoint(point))
/** Any characters at all, and words among them. */
const texts = fc.oneof(
  fc.string({ unit: characters, maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.array(words, { maxLength: 12 }).map((each) => each.join('')),
)
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

export default [
  law({
    id: 'text.round-trip',
    says: 'every text, of any characters, is given back by its tokens, which lie in the vocabulary, whatever its size',
    cites: 'the bytes are the first 256 tokens',
    needs: ['encodeText', 'decodeTokens'],
    holds: ({ encodeText, decodeTokens }, w) =>
      fc.property(texts, sizes, (text, vocabularySize) => {
        const tokens = encodeText(text, vocabularySize)
        w.require('tokens in the vocabulary', tokens.every((token) => token >= 0 && token < vocabularySize), tokens) // prettier-ignore
        w.equal('text', decodeTokens(tokens, vocabularySize), text)
      }),
  }),
  law({
    id: 'text.published-tokens',
    says: "with the whole vocabulary tokens are GPT-2's",
    cites: 'OpenAI, the gpt2 encoding; transformers GPT2Tokenizer',
    needs: ['encodeText'],
    holds: ({ encodeText }, w) =>
      table(
        [
          { text: 'Hello world', tokens: [15496, 995] },
          { text: 'The quick brown fox jumps over the lazy dog', tokens: [464, 2068, 7586, 21831, 18045, 625, 262, 16931, 3290] },
          { text: '!', tokens: [0] },
          { text: '', tokens: [] },
        ],
        ({ text, tokens }) => w.equal(text, [...encodeText(text, WHOLE)], tokens),
      ),
  }),
  law({
    id: 'text.bytes-alone',
    says: 'a vocabulary of 256 has one token a byte of UTF-8, a different one for each byte',
    cites: 'the first 256 tokens are the bytes, before anything was learned',
    needs: ['encodeText'],
    holds: ({ encodeText }, w) =>
      fc.property(texts, (text) => {
        const [tokens, bytes] = [encodeText(text, 256), bytesOf(text)]
        w.equal('tokens', tokens.length, bytes.length)
        w.equal('a token a byte', new Set(tokens).size, new Set(bytes).size)
        w.equal(
          'the same for the same byte',
          new Set(Array.from(bytes, (byte, i) => `${byte} ${tokens[i]}`)).size,
          new Set(bytes).size,
        )
      }),
  }),
  law({
    id: 'text.cut-is-earlier',
    says: 'every token of a smaller vocabulary stands for the same text in a larger one, and more tokens never make a text longer',
    cites: 'byte pairs are numbered in the order in which they were learned; a merge replaces two tokens by one',
    needs: ['encodeText', 'decodeTokens'],
    reaches: ['a longer token'],
    holds: ({ encodeText, decodeTokens }, w) =>
      fc.property(texts, fc.integer({ min: 0, max: 9999 }), (text, token) => {
        w.equal('text of a token', decodeTokens([token], 10_000), decodeTokens([token], WHOLE))
        const [few, many] = [encodeText(text, 1000), encodeText(text, 10_000)]
        w.require('no longer', many.length <= few.length && few.length <= bytesOf(text).length, [few, many])
        if (many.length < few.length) w.reached('a longer token')
      }),
  }),
  law({
    id: 'text.refuses',
    says: 'vocabularies without all bytes or beyond GPT-2, and tokens that are not in them, are refused by name',
    cites: 'the contract',
    needs: ['encodeText', 'decodeTokens'],
    holds: ({ encodeText, decodeTokens }, w) =>
      once(() => {
        for (const size of [255, 50_257, 300.5, NaN]) w.throws('size', RangeError, `got ${size}`, () => encodeText('a', size))
        for (const token of [-1, 256, 0.5]) w.throws('token', RangeError, `got ${token}`, () => decodeTokens([token], 256))
      }),
  }),
]
