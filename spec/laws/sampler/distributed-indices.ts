/** Which rank sees which examples: PyTorch's lists, and what every epoch owes. */
import fc from 'fast-check'
import type { Sampling, ShareOfEpoch } from '../../../src/contract/sampler.ts'
import { law, once, table } from '../../judge/spec.ts'

/** All ranks' shares. */
function shares({ distributedIndices }: Pick<Sampling, 'distributedIndices'>, share: Omit<ShareOfEpoch, 'rank'>): number[][] {
  return Array.from({ length: share.ranks }, (_, rank) => [...distributedIndices({ ...share, rank })])
}

const PUBLISHED: readonly { share: Omit<ShareOfEpoch, 'rank'>; lists: readonly (readonly number[])[] }[] = [
  { share: { length: 10, ranks: 4, shuffle: false }, lists: [[0, 4, 8], [1, 5, 9], [2, 6, 0], [3, 7, 1]] }, // prettier-ignore
  { share: { length: 10, ranks: 4, shuffle: false, dropLast: true }, lists: [[0, 4], [1, 5], [2, 6], [3, 7]] }, // prettier-ignore
  { share: { length: 3, ranks: 4, shuffle: false }, lists: [[0], [1], [2], [0]] },
  { share: { length: 3, ranks: 4, shuffle: false, dropLast: true }, lists: [[], [], [], []] },
  { share: { length: 2, ranks: 8, shuffle: false }, lists: [[0], [1], [0], [1], [0], [1], [0], [1]] },
  { share: { length: 0, ranks: 2 }, lists: [[], []] },
  { share: { length: 10, ranks: 2 }, lists: [[4, 7, 3, 0, 6], [1, 5, 9, 8, 2]] }, // prettier-ignore
  { share: { length: 10, ranks: 2, epoch: 1 }, lists: [[5, 1, 0, 9, 7], [6, 2, 8, 3, 4]] }, // prettier-ignore
  { share: { length: 10, ranks: 2, seed: 1 }, lists: [[5, 1, 0, 9, 7], [6, 2, 8, 3, 4]] }, // prettier-ignore
]

const anyShare = fc.record({
  length: fc.nat(60),
  ranks: fc.integer({ min: 1, max: 9 }),
  epoch: fc.nat(5),
  seed: fc.nat(1000),
  shuffle: fc.boolean(),
  dropLast: fc.boolean(),
})

const count = (values: readonly number[]): Map<number, number> =>
  values.reduce((counts, value) => counts.set(value, (counts.get(value) ?? 0) + 1), new Map<number, number>())

/** The places of an epoch in the order in which a lock-step round visits them: rank 0, 1, …, then the next round. */
const inRounds = (lists: readonly (readonly number[])[]): number[] =>
  (lists[0] ?? []).flatMap((_, round) => lists.map((list) => list[round] ?? NaN))

export default [
  law({
    id: 'sampler.published',
    says: 'the shares of 0, 2, 3 and 10 examples over 1 to 8 ranks are those of DistributedSampler, shuffled ones included',
    cites: 'PyTorch 1.13 and 2.15, torch.utils.data.DistributedSampler',
    needs: ['distributedIndices'],
    holds: (subject, w) => table(PUBLISHED, ({ share, lists }) => w.equal(JSON.stringify(share), shares(subject, share), lists)),
  }),
  law({
    id: 'sampler.covers-the-data',
    says: 'all ranks together see every example equally often up to one, none being left out, or with dropLast each at most once; all get as many',
    cites: 'the rule of DistributedSampler: the order is repeated from its start, or its end is left out',
    needs: ['distributedIndices'],
    reaches: ['repeated', 'left out', 'even', 'fewer examples than ranks'],
    holds: (subject, w) =>
      fc.property(anyShare, (share) => {
        const { length, ranks, dropLast } = share
        const lists = shares(subject, share)
        const each = dropLast ? Math.floor(length / ranks) : Math.ceil(length / ranks)
        w.equal('examples of each rank', lists.map((list) => list.length), lists.map(() => each)) // prettier-ignore
        const drawn = inRounds(lists)
        const distinct = count(drawn)
        w.require('only examples', [...distinct.keys()].every((i) => Number.isInteger(i) && i >= 0 && i < length), drawn) // prettier-ignore
        const expected = dropLast ? each * ranks : length
        w.equal('distinct examples', distinct.size, expected)
        w.equal('repeats follow the order', drawn.slice(length), drawn.slice(0, Math.max(0, drawn.length - length)).slice(0, drawn.length)) // prettier-ignore
        if (!dropLast && length > 0) {
          const often = [...distinct.values()]
          w.require('equally often up to one', Math.max(...often) - Math.min(...often) <= 1, often)
        }
        w.reached(length % ranks === 0 ? 'even' : dropLast ? 'left out' : 'repeated')
        if (length < ranks) w.reached('fewer examples than ranks')
      }),
  }),
  law({
    id: 'sampler.same-order-for-all',
    says: 'rank r of W takes places r, r + W, … of one order, which all numbers of ranks share',
    cites: 'the contract: the order depends on N, seed and epoch only',
    needs: ['distributedIndices'],
    holds: (subject, w) =>
      fc.property(anyShare, (share) => {
        const order = shares(subject, { ...share, ranks: 1 })[0] ?? []
        const drawn = inRounds(shares(subject, share))
        w.equal('order', drawn.slice(0, share.length), order.slice(0, drawn.length))
        if (!share.shuffle) w.equal('without shuffle', order, order.map((_, i) => i)) // prettier-ignore
      }),
  }),
  law({
    id: 'sampler.epochs',
    says: 'epoch e with seed s has the order of epoch 0 with seed s + e; without shuffle all epochs are alike, with it epochs of 20 examples differ',
    cites: 'DistributedSampler.set_epoch',
    needs: ['distributedIndices'],
    holds: (subject, w) =>
      fc.property(anyShare, (share) => {
        const shifted = shares(subject, { ...share, epoch: 0, seed: share.seed + share.epoch })
        w.equal('seed + epoch', shares(subject, share), shifted)
        const long = { ...share, length: 20, dropLast: false }
        const [now, next] = [long, { ...long, epoch: share.epoch + 1 }].map((each) => shares(subject, each))
        // 20 examples have 2 * 10^18 orders
        w.equal('alike', JSON.stringify(now) === JSON.stringify(next), !share.shuffle)
      }),
  }),
  law({
    id: 'sampler.random-order',
    says: 'a random order is a permutation, a function of the seed alone, that of torch.randperm, and over many seeds every example comes first about as often',
    cites:
      'torch.randperm(10) with seeds 0 and 1; Fisher & Yates; 6000 draws of 6 have a chi-square of 5 degrees of freedom, above 45.1 once in 7e7',
    needs: ['randomOrder'],
    holds: ({ randomOrder }, w) =>
      table([0, 1, 2, 6, 100], (length) => {
        w.equal('seed 0', randomOrder(10, 0), Int32Array.of(4, 1, 7, 5, 3, 9, 0, 8, 6, 2))
        w.equal('seed 1', randomOrder(10, 1), Int32Array.of(5, 6, 1, 2, 0, 8, 9, 3, 7, 4))
        const firsts = new Map<number, number>()
        for (let seed = 0; seed < 6000; seed += length === 6 ? 1 : 600) {
          const order = randomOrder(length, seed)
          w.equal(
            'permutation',
            order.toSorted(),
            Int32Array.from({ length }, (_, i) => i),
          )
          w.equal('again', randomOrder(length, seed), order)
          firsts.set(order[0] ?? NaN, (firsts.get(order[0] ?? NaN) ?? 0) + 1)
        }
        if (length !== 6) return
        const chiSquare = Array.from({ length }, (_, i) => ((firsts.get(i) ?? 0) - 1000) ** 2 / 1000).reduce((a, b) => a + b)
        w.require('chi-square at most 45.1', chiSquare <= 45.1, chiSquare)
      }),
  }),
  law({
    id: 'sampler.seed-of-32-bits',
    says: 'the low 32 bits of a seed count, all of them: larger and negative seeds give the order of their rest',
    cites: 'the contract; the Mersenne twister is seeded with a word of 32 bits',
    needs: ['randomOrder'],
    holds: ({ randomOrder }, w) =>
      once(() => {
        const same: readonly (readonly [number, number])[] = [
          [2 ** 32 + 1, 1],
          [-1, 2 ** 32 - 1],
          [2 ** 53 - 1, 2 ** 32 - 1],
          [-(2 ** 32) + 7, 7],
        ]
        for (const [seed, rest] of same) w.equal(`seed ${seed}`, randomOrder(20, seed), randomOrder(20, rest))
        // 20 examples have 2 * 10^18 orders
        w.require('bit 31 counts', randomOrder(20, 2 ** 31).join() !== randomOrder(20, 0).join(), randomOrder(20, 0))
        w.equal('one example', randomOrder(1, 5), Int32Array.of(0))
      }),
  }),
  law({
    id: 'sampler.refuses',
    says: 'ranks outside the world, worlds without ranks, and numbers that are negative or not whole are refused by name',
    cites: 'the contract',
    needs: ['distributedIndices', 'randomOrder'],
    holds: ({ distributedIndices, randomOrder }, w) =>
      once(() => {
        w.throws('rank', RangeError, 'got 2', () => distributedIndices({ length: 4, ranks: 2, rank: 2 }))
        w.throws('rank', RangeError, 'got -1', () => distributedIndices({ length: 4, ranks: 2, rank: -1 }))
        w.throws('ranks', RangeError, 'got 0', () => distributedIndices({ length: 4, ranks: 0, rank: 0 }))
        w.throws('length', RangeError, 'got 1.5', () => distributedIndices({ length: 1.5, ranks: 1, rank: 0 }))
        w.throws('epoch', RangeError, 'got -1', () => distributedIndices({ length: 4, ranks: 1, rank: 0, epoch: -1 }))
        w.throws('length', RangeError, 'got -1', () => randomOrder(-1, 0))
        w.throws('seed', RangeError, 'got 0.5', () => randomOrder(3, 0.5))
      }),
  }),
]
