/** What a collective costs: the bytes that each rank sends to others. */
import fc from 'fast-check'
import { law, table } from '../../judge/spec.ts'
import { bytesCounted } from './oracle.ts'

const OPERATIONS = ['barrier', 'allReduce', 'reduceScatter', 'allGather', 'broadcast', 'gatherNumbers'] as const

const isWhatCrosses = law({
  id: 'bytes-sent.is-what-crosses',
  says: 'a rank sends each other the elements that the other sums, and the sums or shards that it owns, and nothing else',
  cites: 'counted element by element',
  needs: ['bytesSent'],
  holds: ({ bytesSent }, w) =>
    fc.property(
      fc.constantFrom(...OPERATIONS),
      fc.nat(40),
      fc.integer({ min: 1, max: 9 }),
      fc.nat(8),
      (operation, length, size, r) => {
        const root = r % size
        const called = { operation, length: operation === 'barrier' ? 0 : length, root }
        w.equal(`${operation}(${length}) of ${size}`, bytesSent(operation, called.length, size, root), bytesCounted(called, size))
      },
    ),
})

/** A model of 7 561 216 parameters on four ranks, in float32. */
const PARAMETERS = 7_561_216

const published = law({
  id: 'bytes-sent.of-a-training-step',
  says: 'a step of data-parallel training sends 2 * 4P (W - 1) / W bytes a rank, one of fully sharded training 3 * 4P (W - 1) / W',
  cites: 'Rajbhandari et al. 2020 (ZeRO), section 7; computed here for P = 7 561 216, W = 4: 45 367 296 and 68 050 944',
  needs: ['bytesSent'],
  holds: ({ bytesSent }, w) =>
    table([0, 1, 2, 3], (rank) => {
      const sent = (operation: 'allReduce' | 'allGather' | 'reduceScatter'): number =>
        bytesSent(operation, PARAMETERS, 4)[rank] ?? NaN
      w.equal('data parallel: one all-reduce', sent('allReduce'), 45_367_296)
      w.equal('fully sharded: two all-gathers, one reduce-scatter', 2 * sent('allGather') + sent('reduceScatter'), 68_050_944)
    }),
})

const large = law({
  id: 'bytes-sent.of-large-models',
  says: 'bytes beyond 2^32 are counted, and a broadcast is sent by rank 0 by default',
  cites: 'GPT-2 XL has 1 557 611 200 parameters: on 8 ranks 2 * 4P * 7 / 8 = 10 903 278 400',
  needs: ['bytesSent'],
  holds: ({ bytesSent }, w) =>
    table([1_557_611_200], (parameters) => {
      w.equal('all-reduce', bytesSent('allReduce', parameters, 8), Array<number>(8).fill(10_903_278_400))
      w.equal('broadcast', bytesSent('broadcast', 10, 3), [80, 0, 0])
      w.equal('broadcast of it all', bytesSent('broadcast', parameters, 2), [4 * parameters, 0])
    }),
})

export default [isWhatCrosses, published, large]
