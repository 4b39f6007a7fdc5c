/** Faults that show with many ranks, zeros of either sign, large models and left-out options only. */
import { bytesSent, canonicalSum, launchSimulated } from '../../../../src/index.ts'
import type { Mutant } from '../../../judge/mutant.ts'
import { withFault } from './faulty-group.ts'
import { onThreads } from './on-threads.ts'
import { sequential } from './orders.ts'

export default [
  {
    id: 'collectives.sum-begins-at-zero',
    fault: 'the sum begins at 0, so that zeros lose their sign',
    refutedBy: ['canonical-sum.keeps-the-sign-of-zero'],
    parts: { canonicalSum: (addends) => canonicalSum(addends).map((sum) => sum + 0) },
  },
  {
    id: 'collectives.long-odd-sums-go-from-the-left',
    fault: 'an odd number of more than nine ranks is summed from the left',
    refutedBy: ['canonical-sum.is-the-tree'],
    parts: {
      canonicalSum: (addends) =>
        addends.length > 9 && addends.length % 2 === 1
          ? canonicalSum(addends).map((_, i) => sequential(addends.map((addend) => addend[i]!)))
          : canonicalSum(addends),
    },
  },
  {
    id: 'collectives.bytes-are-counted-in-32-bits',
    fault: 'bytes are counted in 32 bits',
    refutedBy: ['bytes-sent.of-large-models'],
    parts: { bytesSent: (...call) => bytesSent(...call).map((bytes) => bytes | 0) },
  },
  {
    id: 'collectives.last-rank-broadcasts-by-default',
    fault: 'a broadcast is sent by the last rank by default',
    refutedBy: ['bytes-sent.of-large-models'],
    parts: { bytesSent: (operation, length, size, root = size - 1) => bytesSent(operation, length, size, root) },
  },
  {
    id: 'collectives.buffers-begin-dirty',
    fault: 'a new buffer holds what was there before',
    refutedBy: ['ranks-simulated.begin-clean-and-wait-twice', 'ranks-threads.begin-clean-and-wait-twice'],
    parts: {
      launchSimulated: withFault(launchSimulated, 'dirtyMemory'),
      launchThreads: withFault(onThreads, 'dirtyMemory'),
    },
  },
  {
    id: 'collectives.result-is-given-once',
    fault: 'who asks again for the result of a collective gets none',
    refutedBy: ['ranks-simulated.begin-clean-and-wait-twice', 'ranks-threads.begin-clean-and-wait-twice'],
    parts: {
      launchSimulated: withFault(launchSimulated, 'waitsOnce'),
      launchThreads: withFault(onThreads, 'waitsOnce'),
    },
  },
  {
    id: 'collectives.failure-loses-its-place',
    fault: 'a failure does not know how many collectives had begun before it',
    refutedBy: ['ranks-simulated.stay-ended'],
    parts: {
      launchSimulated: async (job) => {
        const { failure, ...rest } = await launchSimulated(job)
        return failure === undefined ? rest : { ...rest, failure: { ...failure, sequence: 0 } }
      },
    },
  },
  {
    id: 'collectives.abort-loses-its-reason',
    fault: 'the reason of the signal that ends a job is lost',
    refutedBy: ['ranks-simulated.end-from-outside'],
    parts: {
      launchSimulated: async (job) => {
        const { failure, ...rest } = await launchSimulated(job)
        if (failure === undefined) return rest
        return { ...rest, failure: failure.rank === -1 ? { ...failure, reason: 'ended' } : failure }
      },
    },
  },
] satisfies Mutant[]
