/** The random bits that are a function of a place. */
import { law, table } from '../../judge/spec.ts'

/** Counter, key and words: the known answers that the authors publish with Random123. */
const published: readonly (readonly [counter: number[], key: number[], words: number[]])[] = [
  [
    [0, 0, 0, 0],
    [0, 0],
    [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
  ],
  [
    [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    [0xffffffff, 0xffffffff],
    [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  ],
  [
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    [0xa4093822, 0x299f31d0],
    [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  ],
]

export default [
  law({
    id: 'philox.published-words',
    says: 'Philox4x32-10 gives the words that its authors publish, for counters and keys of zeros, of ones and of the digits of pi',
    cites: 'Salmon, Moraes, Dror and Shaw, SC 2011; the known-answer tests of Random123',
    needs: ['philoxWords'],
    holds: ({ philoxWords }, w) =>
      table(published, ([counter, key, words]) =>
        w.equal(`philoxWords of ${counter.join()} and ${key.join()}`, Array.from(philoxWords(counter, key)), words),
      ),
  }),
]
