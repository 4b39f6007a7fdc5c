/** Rows of a stream of tokens: shifted by one, padded and masked at the end, nothing lost and nothing twice. */
import fc from 'fast-check'
import { law, once, table } from '../../judge/spec.ts'

const IGNORED = -100
/** Distinct tokens, so that a place tells where in the stream it is from. */
const streamOf = (count: number): Int32Array => Int32Array.from({ length: count }, (_, i) => 1000 + i)

export default [
  law({
    id: 'next-token.published',
    says: 'eight tokens in rows of three are (0 1 2 -> 1 2 3), (3 4 5 -> 4 5 6) and (6 7 _ -> 7 _ _)',
    cites: 'derived here by hand',
    needs: ['countRows', 'nextTokenBatch'],
    holds: ({ countRows, nextTokenBatch }, w) =>
      once(() => {
        const stream = { tokens: Int32Array.from({ length: 8 }, (_, i) => i), length: 3 }
        w.equal('rows', countRows(stream), 3)
        const { rows, length, tokens, targets } = nextTokenBatch(stream, [2, 0, 1])
        w.equal('shape', [rows, length], [3, 3])
        w.equal('tokens', tokens, Int32Array.of(6, 7, 0, 0, 1, 2, 3, 4, 5))
        w.equal('targets', targets, Int32Array.of(7, IGNORED, IGNORED, 1, 2, 3, 4, 5, 6))
      }),
  }),
  law({
    id: 'next-token.each-once',
    says: 'over all rows every token but the first is a target exactly once, next to the token before it, and what is padded never counts',
    cites: 'definition of next-token prediction over a stream',
    needs: ['countRows', 'nextTokenBatch'],
    reaches: ['padded', 'not padded', 'nothing to predict'],
    holds: ({ countRows, nextTokenBatch }, w) =>
      fc.property(fc.nat(40), fc.integer({ min: 1, max: 9 }), (count, length) => {
        const stream = { tokens: streamOf(count), length }
        const rows = countRows(stream)
        const { tokens, targets } = nextTokenBatch(
          stream,
          Array.from({ length: rows }, (_, i) => i),
        )
        w.equal('places', [tokens.length, targets.length], [rows * length, rows * length])
        const kept = [...targets.keys()].filter((i) => targets[i] !== IGNORED)
        w.equal('targets', kept.map((i) => targets[i]), [...stream.tokens.subarray(1)]) // prettier-ignore
        w.equal('tokens before them', kept.map((i) => tokens[i]), [...stream.tokens.subarray(0, Math.max(0, count - 1))]) // prettier-ignore
        w.reached(count < 2 ? 'nothing to predict' : kept.length < targets.length ? 'padded' : 'not padded')
      }),
  }),
  law({
    id: 'next-token.row-by-row',
    says: 'a batch of rows is its rows one after the other, whichever rows they are, and the stream is left as it was',
    cites: 'the contract',
    needs: ['countRows', 'nextTokenBatch'],
    holds: ({ nextTokenBatch }, w) =>
      fc.property(fc.array(fc.nat(9), { minLength: 1, maxLength: 6 }), (numbers) => {
        const stream = { tokens: streamOf(38), length: 4 }
        const batch = nextTokenBatch(stream, Int32Array.from(numbers))
        const single = numbers.map((number) => nextTokenBatch(stream, [number]))
        w.equal('tokens', [...batch.tokens], single.flatMap(({ tokens }) => [...tokens])) // prettier-ignore
        w.equal('targets', [...batch.targets], single.flatMap(({ targets }) => [...targets])) // prettier-ignore
        w.equal('stream', stream.tokens, streamOf(38))
      }),
  }),
  law({
    id: 'next-token.token-zero-counts',
    says: 'a token 0 of the text is predicted as any other, and is not taken for padding; no rows are an empty batch',
    cites: 'the contract: only places beyond the end of the stream have the target -100',
    needs: ['countRows', 'nextTokenBatch'],
    holds: ({ nextTokenBatch }, w) =>
      once(() => {
        const stream = { tokens: Int32Array.of(0, 0, 5, 0), length: 2 }
        const { tokens, targets } = nextTokenBatch(stream, [0, 1])
        w.equal('tokens', tokens, Int32Array.of(0, 0, 5, 0))
        w.equal('targets', targets, Int32Array.of(0, 5, 0, IGNORED))
        const none = nextTokenBatch(stream, [])
        w.equal('no rows', [none.rows, none.length, none.tokens.length, none.targets.length], [0, 2, 0, 0])
      }),
  }),
  law({
    id: 'next-token.refuses',
    says: 'rows that the stream does not have and rows of no length are refused by name',
    cites: 'the contract',
    needs: ['countRows', 'nextTokenBatch'],
    holds: ({ countRows, nextTokenBatch }, w) =>
      table([-1, 3, 0.5, NaN], (number) => {
        const stream = { tokens: streamOf(8), length: 3 }
        w.throws('row', RangeError, `got ${number}`, () => nextTokenBatch(stream, [0, number]))
        w.throws('length', RangeError, 'got 0', () => countRows({ ...stream, length: 0 }))
      }),
  }),
]
