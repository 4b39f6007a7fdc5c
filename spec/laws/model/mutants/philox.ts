/** Random bits of another generator. */
import { philoxWords } from '../../../../src/numeric/philox.ts'
import type { Mutant } from '../../../judge/mutant.ts'

export default [
  {
    id: 'philox.second-key-is-not-used',
    fault: 'the second word of the key does not count',
    refutedBy: ['philox.published-words'],
    parts: { philoxWords: (counter, key) => philoxWords(counter, [key[0] ?? 0, 0]) },
  },
] satisfies Mutant[]
