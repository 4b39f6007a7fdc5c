/** Faults of the sampler and of the rows that a language model learns from. */
import { distributedIndices } from '../../../src/data/distributed-indices.ts'
import { countRows, nextTokenBatch } from '../../../src/data/next-token.ts'
import { randomOrder } from '../../../src/data/random-order.ts'
import type { ShareOfEpoch } from '../../../src/contract/sampler.ts'
import type { Mutant } from '../../judge/mutant.ts'

/** The order of all examples of an epoch. */
const orderOf = (share: ShareOfEpoch): Int32Array => distributedIndices({ ...share, ranks: 1, rank: 0, dropLast: false })
const eachOf = ({ length, ranks, dropLast = false }: ShareOfEpoch): number =>
  dropLast ? Math.floor(length / ranks) : Math.ceil(length / ranks)

export default [
  {
    id: 'sampler.parts-are-contiguous',
    fault: 'every rank gets a contiguous part of the order',
    refutedBy: ['sampler.published', 'sampler.same-order-for-all'],
    parts: {
      distributedIndices: (share) => {
        const [order, each] = [orderOf(share), eachOf(share)]
        return Int32Array.from({ length: each }, (_, i) => order[(share.rank * each + i) % share.length] ?? 0)
      },
    },
  },
  {
    id: 'sampler.pads-with-the-end',
    fault: 'the order is padded with its end instead of its start',
    refutedBy: ['sampler.published', 'sampler.covers-the-data'],
    parts: {
      distributedIndices: (share) => {
        const [order, { length, ranks, rank }] = [orderOf(share), share]
        const place = (i: number): number => (i < length ? i : length - 1 - ((i - length) % length))
        return Int32Array.from({ length: eachOf(share) }, (_, i) => order[place(i * ranks + rank)] ?? 0)
      },
    },
  },
  {
    id: 'sampler.uneven',
    fault: 'the order is neither padded nor cut: some ranks get one example more, and the others wait for them for ever',
    refutedBy: ['sampler.published', 'sampler.covers-the-data'],
    parts: { distributedIndices: (share) => orderOf(share).filter((_, i) => i % share.ranks === share.rank) },
  },
  {
    id: 'sampler.pads-with-zero',
    fault: 'the order is padded with example 0',
    refutedBy: ['sampler.published', 'sampler.covers-the-data'],
    parts: {
      distributedIndices: (share) =>
        Int32Array.from({ length: eachOf(share) }, (_, i) => orderOf(share)[i * share.ranks + share.rank] ?? 0),
    },
  },
  {
    id: 'sampler.epoch-is-ignored',
    fault: 'the epoch is ignored: every epoch has the same order',
    refutedBy: ['sampler.published', 'sampler.epochs'],
    parts: { distributedIndices: (share) => distributedIndices({ ...share, epoch: 0 }) },
  },
  {
    id: 'sampler.seed-differs-by-rank',
    fault: 'every rank shuffles with a seed of its own: ranks overlap',
    refutedBy: ['sampler.published', 'sampler.covers-the-data', 'sampler.same-order-for-all'],
    parts: { distributedIndices: (share) => distributedIndices({ ...share, seed: (share.seed ?? 0) + share.rank }) },
  },
  {
    id: 'sampler.unchecked',
    fault: 'a rank outside the world takes the place of another',
    refutedBy: ['sampler.refuses'],
    parts: {
      distributedIndices: (share) => distributedIndices({ ...share, rank: Math.abs(share.rank) % Math.max(1, share.ranks) }),
    },
  },
  {
    id: 'sampler.first-stays',
    fault: 'the first example is never moved by the shuffle',
    refutedBy: ['sampler.random-order'],
    parts: {
      randomOrder: (length, seed) =>
        Int32Array.from({ length }, (_, i) => (i === 0 ? 0 : (randomOrder(length - 1, seed)[i - 1] ?? 0) + 1)),
    },
  },
  {
    id: 'next-token.targets-are-the-inputs',
    fault: 'targets are the tokens themselves, not the next ones',
    refutedBy: ['next-token.published', 'next-token.each-once'],
    parts: {
      nextTokenBatch: (stream, numbers) => {
        const batch = nextTokenBatch(stream, numbers)
        return { ...batch, targets: batch.targets.map((target, i) => (target === -100 ? target : (batch.tokens[i] ?? 0))) }
      },
    },
  },
  {
    id: 'next-token.padding-counts',
    fault: 'padded places count: their target is token 0',
    refutedBy: ['next-token.published', 'next-token.each-once'],
    parts: {
      nextTokenBatch: (stream, numbers) => {
        const batch = nextTokenBatch(stream, numbers)
        return { ...batch, targets: batch.targets.map((target) => Math.max(0, target)) }
      },
    },
  },
  {
    id: 'next-token.seams',
    fault: 'the first token of every row is predicted by none',
    refutedBy: ['next-token.published', 'next-token.each-once'],
    parts: {
      nextTokenBatch: (stream, numbers) => {
        const batch = nextTokenBatch(stream, numbers)
        return { ...batch, targets: batch.targets.map((target, i) => (i % stream.length === stream.length - 1 ? -100 : target)) }
      },
    },
  },
  {
    id: 'next-token.drops-the-tail',
    fault: 'the last row is left out unless it is full',
    refutedBy: ['next-token.published', 'next-token.each-once'],
    parts: {
      countRows: (stream) => Math.min(countRows(stream), Math.floor(Math.max(0, stream.tokens.length - 1) / stream.length)),
    },
  },
  {
    id: 'next-token.in-order',
    fault: 'rows come in the order of the stream, whatever was asked',
    refutedBy: ['next-token.published', 'next-token.row-by-row'],
    parts: {
      nextTokenBatch: (stream, numbers) =>
        nextTokenBatch(
          stream,
          Array.from(numbers).toSorted((a, b) => a - b),
        ),
    },
  },
  {
    id: 'next-token.unchecked',
    fault: 'a row that the stream does not have is taken for its last',
    refutedBy: ['next-token.refuses'],
    parts: {
      nextTokenBatch: (stream, numbers) =>
        nextTokenBatch(
          stream,
          Array.from(numbers, (n) => Math.min(Math.max(0, Math.trunc(n) || 0), countRows(stream) - 1)),
        ),
    },
  },
  {
    id: 'sampler.seed-of-31-bits',
    fault: 'only 31 bits of the seed count',
    refutedBy: ['sampler.seed-of-32-bits'],
    parts: { randomOrder: (length, seed) => randomOrder(length, Number.isInteger(seed) ? seed & 0x7fffffff : seed) },
  },
  {
    id: 'sampler.seed-clamped',
    fault: 'a seed beyond 32 bits is taken for the largest of 32 bits',
    refutedBy: ['sampler.seed-of-32-bits'],
    parts: { randomOrder: (length, seed) => randomOrder(length, Math.min(seed, 2 ** 32 - 1)) },
  },
  {
    id: 'next-token.zero-is-padding',
    fault: 'a token 0 of the text is taken for padding: it is predicted by none',
    refutedBy: ['next-token.token-zero-counts'],
    parts: {
      nextTokenBatch: (stream, numbers) => {
        const batch = nextTokenBatch(stream, numbers)
        return { ...batch, targets: batch.targets.map((target) => (target === 0 ? -100 : target)) }
      },
    },
  },
] satisfies Mutant[]
