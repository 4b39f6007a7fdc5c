/** The order of a sum over ranks: one tree, so that a sum has one bit pattern. */
import fc from 'fast-check'
import { law, once, table } from '../../judge/spec.ts'
import { treeOf } from './oracle.ts'
import { ownNumber } from './own-number.ts'

/** Arrays of `ranks` ranks, of equal lengths. */
function arraysOf(ranks: number, length: number, seed: number): Float32Array[] {
  return Array.from({ length: ranks }, (_, rank) => Float32Array.from({ length }, (__, i) => ownNumber(seed, rank, i)))
}

const anyRanks = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constantFrom(11, 13, 16, 17, 31, 33, 64))

const isTheTree = law({
  id: 'canonical-sum.is-the-tree',
  says: 'the sum over ranks adds neighbours first, level by level, an odd one waits, and every addition is rounded to float32',
  cites: 'definition; computed one element at a time',
  needs: ['canonicalSum'],
  reaches: ['a power of two', 'not a power of two', 'longer than a block'],
  runs: 40,
  holds: ({ canonicalSum }, w) =>
    fc.property(anyRanks, fc.oneof({ weight: 4, arbitrary: fc.nat(40) }, fc.constant(4099)), fc.nat(), (ranks, length, seed) => {
      w.reached(Number.isInteger(Math.log2(ranks)) ? 'a power of two' : 'not a power of two')
      if (length > 2048) w.reached('longer than a block')
      const addends = arraysOf(ranks, length, seed)
      const expected = Float32Array.from({ length }, (_, i) => treeOf(addends.map((addend) => addend[i] as number)))
      w.equal(`sum over ${ranks} ranks of ${length}`, canonicalSum(addends), expected)
    }),
})

const published = law({
  id: 'canonical-sum.tells-orders-apart',
  says: 'a large number and ones sum to what the tree gives, and to nothing that another order or a wider accumulator gives',
  cites: 'derived here: above 2^24 float32 has only even numbers, so 2^24 + 1 = 2^24 and 2^24 + 3 rounds to 2^24 + 4',
  needs: ['canonicalSum'],
  holds: ({ canonicalSum }, w) =>
    table(
      [
        // (L + 1) + (1 + 1): one after the other gives L, doubles rounded once give L + 4
        { addends: [2 ** 24, 1, 1, 1], sum: 2 ** 24 + 2 },
        // (L + 1) + 1: from the right L + 2
        { addends: [2 ** 24, 1, 1], sum: 2 ** 24 },
        // (1 + 1) + L: a ring that begins with the second gives L
        { addends: [1, 1, 2 ** 24], sum: 2 ** 24 + 2 },
        // ((1 + 1) + (L + 1)) + 1, and L + 3 is a tie: halves of 2 and 3, (1 + 1) + ((L + 1) + 1), give L + 2
        { addends: [1, 1, 2 ** 24, 1, 1], sum: 2 ** 24 + 4 },
        // ((1 + 1) + (1 + 1)) + (L + 1): neighbours, not i with i + 3, which gives L + 4 + 2
        { addends: [1, 1, 1, 1, 2 ** 24, 1], sum: 2 ** 24 + 4 },
      ],
      ({ addends, sum }) => {
        w.equal(`[${addends.join(', ')}]`, canonicalSum(addends.map((addend) => Float32Array.of(addend))), Float32Array.of(sum))
      },
    ),
})

const goesOn = law({
  id: 'canonical-sum.goes-on-over-sums-of-equal-powers-of-two',
  says: 'the sum over ranks of sums over equally many micro-batches, a power of two of them, is the sum over all micro-batches, bit for bit',
  cites: 'derived here: a tree of neighbours over M = W 2^k leaves has the trees over 2^k neighbours as its lower levels',
  needs: ['canonicalSum'],
  holds: ({ canonicalSum }, w) =>
    table(
      [1, 2, 3, 4, 5, 8].flatMap((ranks) => [1, 2, 4, 8].map((each) => ({ ranks, each }))),
      ({ ranks, each }) => {
        const all = arraysOf(ranks * each, 33, ranks + 100 * each)
        const sums = Array.from({ length: ranks }, (_, rank) => canonicalSum(all.slice(rank * each, (rank + 1) * each)))
        w.equal(`${ranks} ranks of ${each}`, canonicalSum(sums), canonicalSum(all))
      },
    ),
})

const signOfZero = law({
  id: 'canonical-sum.keeps-the-sign-of-zero',
  says: 'zeros that are all negative sum to a negative zero, on any number of ranks, and one that is not makes it positive',
  cites: 'IEEE 754-2019, 6.3: -0 + -0 is -0, and 0 + -0 is 0',
  needs: ['canonicalSum'],
  holds: ({ canonicalSum }, w) =>
    table([1, 2, 3, 4, 5, 8], (ranks) => {
      const zeros = Array.from({ length: ranks }, (_, rank) => Float32Array.of(-0, rank === ranks - 1 ? 0 : -0))
      w.equal(
        'one over each',
        Array.from(canonicalSum(zeros), (zero) => 1 / zero),
        [-Infinity, Infinity],
      )
    }),
})

const refuses = law({
  id: 'canonical-sum.refuses-what-has-no-sum',
  says: 'no arrays, or arrays of several lengths, are refused with their lengths',
  cites: 'contract',
  needs: ['canonicalSum'],
  holds: ({ canonicalSum }, w) =>
    once(() => {
      w.throws('none', RangeError, 'none', () => canonicalSum([]))
      w.throws('two lengths', RangeError, '2 and, at 1, 3', () => canonicalSum([new Float32Array(2), new Float32Array(3)]))
    }),
})

export default [isTheTree, published, goesOn, signOfZero, refuses]
