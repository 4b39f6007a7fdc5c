/** What each rank owns: micro-batches of a step, and elements of a unit. */
import fc from 'fast-check'
import { law, table } from '../../judge/spec.ts'

const count = (max: number) => fc.integer({ min: 1, max })

export default [
  law({
    id: 'parallel.micro-batches-are-shared-out',
    says: 'the ranks own contiguous runs of micro-batches, in the order of ranks, disjoint and complete, whose lengths differ by at most one, the first ranks having more',
    cites: 'derived here; contiguous, so that a rank has a whole subtree of the sum over micro-batches',
    needs: ['ownMicroBatches'],
    reaches: ['unequal', 'fewer than ranks'],
    holds: ({ ownMicroBatches }, w) =>
      fc.property(count(64), count(16), (microBatches, ranks) => {
        const owned = Array.from({ length: ranks }, (_, rank) => ownMicroBatches(microBatches, ranks, rank))
        let end = 0
        for (const { from, to } of owned) {
          w.equal('first of a rank', from, end)
          end = to
        }
        w.equal('last of all', end, microBatches)
        const lengths = owned.map(({ from, to }) => to - from)
        w.require('lengths differ by at most one', Math.max(...lengths) - Math.min(...lengths) <= 1, lengths)
        w.equal('the first ranks have more', lengths, lengths.toSorted((a, b) => b - a)) // prettier-ignore
        if (microBatches % ranks !== 0) w.reached('unequal')
        if (microBatches < ranks) w.reached('fewer than ranks')
      }),
  }),
  law({
    id: 'parallel.same-bits-needs-whole-subtrees',
    says: 'sums on W ranks have the bits of one rank exactly when the sum over each rank’s micro-batches and then over the ranks, written out with brackets, is that over all micro-batches; so it is whenever each owns the same power of two',
    cites:
      'derived here: the tree over M leaves, split at the largest power of two below the count, joins the ranks’ trees then and only then',
    needs: ['sameBitsAsSingle'],
    reaches: ['same', 'other'],
    holds: ({ sameBitsAsSingle }, w) =>
      fc.property(count(64), count(16), (microBatches, ranks) => {
        const same = sameTree(microBatches, ranks)
        w.reached(same ? 'same' : 'other')
        if (Number.isInteger(Math.log2(microBatches / ranks)) && microBatches >= ranks) w.equal('whole subtrees', same, true)
        w.equal('same bits', sameBitsAsSingle(microBatches, ranks), same)
      }),
  }),
  law({
    id: 'parallel.shards-are-equal-and-cover',
    says: 'shards are equal, a multiple of the chunk, together at least the size, and no smaller multiple would do',
    cites: 'derived here',
    needs: ['shardUnit'],
    holds: ({ shardUnit }, w) =>
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        count(16),
        fc.constantFrom(undefined, 1, 2, 256),
        (size, ranks, multiple) => {
          const chunk = multiple ?? 256
          const { length, padded } = multiple === undefined ? shardUnit(size, ranks) : shardUnit(size, ranks, multiple)
          w.equal('all shards together', padded, length * ranks)
          w.equal('rest of a chunk', length % chunk, 0)
          w.require('the shards cover the size', padded >= size, padded)
          w.require('no smaller shard does', (length - chunk) * ranks < size, length)
        },
      ),
  }),
  law({
    id: 'parallel.flat-parameters-of-803-elements',
    says: '803 parameters lie in shards of 402, 268 and 201 on 2, 3 and 4 ranks, with one element of padding each',
    cites: 'measured on PyTorch, FSDP with flat parameters',
    needs: ['shardUnit'],
    holds: ({ shardUnit }, w) =>
      table(
        [
          { ranks: 2, length: 402 },
          { ranks: 3, length: 268 },
          { ranks: 4, length: 201 },
        ],
        ({ ranks, length }) => {
          w.equal('shard', shardUnit(803, ranks, 1), { length, padded: 804 })
        },
      ),
  }),
]

/** Whether the sum, written out with brackets, reads the same on one rank and on several. */
function sameTree(microBatches: number, ranks: number): boolean {
  const least = Math.floor(microBatches / ranks)
  const withOneMore = microBatches % ranks
  const trees: string[] = []
  let next = 0
  for (let rank = 0; rank < ranks; rank += 1) {
    const own = least + (rank < withOneMore ? 1 : 0)
    trees.push(brackets(Array.from({ length: own }, (_, i) => `g${next + i}`)))
    next += own
  }
  return brackets(trees) === brackets(Array.from({ length: microBatches }, (_, m) => `g${m}`))
}

/** Neighbours first, an odd one is carried up a level. */
function brackets(terms: readonly string[]): string {
  if (terms.length <= 1) return terms[0] ?? '0'
  const pairs = Array.from({ length: Math.ceil(terms.length / 2) }, (_, i) =>
    2 * i + 1 < terms.length ? `(${terms[2 * i]}+${terms[2 * i + 1]})` : (terms[2 * i] ?? ''),
  )
  return brackets(pairs)
}
