/** Faults of tokens. */
import { decodeTokens, encodeText } from '../../../src/text/encode-text.ts'
import type { Mutant } from '../../judge/mutant.ts'

export default [
  {
    id: 'text.unknown-token',
    fault: 'what is not among the first tokens becomes one token for everything unknown',
    refutedBy: ['text.round-trip'],
    parts: {
      encodeText: (text, size) => encodeText(text, 50_256).map((token) => (token < size ? token : 0)),
    },
  },
  {
    id: 'text.ascii',
    fault: 'characters beyond ASCII are replaced',
    refutedBy: ['text.round-trip', 'text.bytes-alone'],
    parts: { encodeText: (text, size) => encodeText(text.replaceAll(/[^\0-\x7f]/gu, '?'), size) },
  },
  {
    id: 'text.special',
    fault: 'what looks like a special token is left out',
    refutedBy: ['text.round-trip', 'text.bytes-alone'],
    parts: { encodeText: (text, size) => encodeText(text.replaceAll('<|endoftext|>', ''), size) },
  },
  {
    id: 'text.space-first',
    fault: 'a space is put before the text',
    refutedBy: ['text.round-trip', 'text.published-tokens', 'text.bytes-alone'],
    parts: { encodeText: (text, size) => encodeText(text === '' ? text : ` ${text}`, size) },
  },
  {
    id: 'text.letters-alone',
    fault: 'every character is encoded alone: nothing that was learned is used',
    refutedBy: ['text.published-tokens'],
    parts: {
      encodeText: (text, size) => Int32Array.from(Array.from(text, (character) => [...encodeText(character, size)]).flat()),
    },
  },
  {
    id: 'text.reordered',
    fault: 'beyond the bytes the vocabulary is numbered from its end, so that a cut has other tokens',
    refutedBy: ['text.cut-is-earlier'],
    parts: {
      decodeTokens: (tokens, size) =>
        decodeTokens(Array.from(tokens, (token) => (token < 256 ? token : size + 255 - token)), size), // prettier-ignore
    },
  },
  {
    id: 'text.unchecked',
    fault: 'a token that the vocabulary lacks is taken for the last one',
    refutedBy: ['text.refuses'],
    parts: {
      decodeTokens: (tokens, size) =>
        decodeTokens(Array.from(tokens, (token) => Math.trunc(Math.min(Math.max(token, 0), size - 1))), size), // prettier-ignore
    },
  },
] satisfies Mutant[]
