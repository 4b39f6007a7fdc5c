/** Another right way to share examples out. */
import { randomOrder } from '../../../src/data/random-order.ts'
import { distributedIndices } from '../../../src/data/distributed-indices.ts'
import type { Variant } from '../../judge/mutant.ts'

export default [
  {
    id: 'sampler.by-the-list',
    because: 'the order is written out, repeated or cut, and every W-th place taken',
    parts: {
      distributedIndices: (share) => {
        const { length, ranks, rank, epoch = 0, seed = 0, shuffle = true, dropLast = false } = share
        if (distributedIndices(share).length === 0) return new Int32Array(0)
        const order = shuffle ? [...randomOrder(length, seed + epoch)] : [...Array(length).keys()]
        const total = ranks * (dropLast ? Math.floor(length / ranks) : Math.ceil(length / ranks))
        const written = Array.from({ length: Math.ceil(total / length) }, () => order).flat()
        return Int32Array.from(written.slice(0, total).filter((_, i) => i % ranks === rank))
      },
    },
  },
] satisfies Variant[]
