/** Faults of what a collective is said to send. */
import { bytesSent } from '../../../../src/index.ts'
import type { Mutant } from '../../../judge/mutant.ts'

const BOTH = ['bytes-sent.is-what-crosses', 'bytes-sent.of-a-training-step']

export default [
  {
    id: 'collectives.bytes-count-own-share',
    fault: "a rank's own share is counted as sent: 8n for an all-reduce, whatever the number of ranks",
    refutedBy: BOTH,
    parts: {
      bytesSent: (operation, length, size, root) =>
        operation === 'allReduce'
          ? bytesSent('barrier', 0, size).map(() => 8 * length)
          : bytesSent(operation, length, size, root),
    },
  },
  {
    id: 'collectives.bytes-count-floats',
    fault: 'floats are counted, not bytes',
    refutedBy: BOTH,
    parts: { bytesSent: (...call) => bytesSent(...call).map((bytes) => bytes / 4) },
  },
  {
    id: 'collectives.bytes-assume-equal-shares',
    fault: 'a length that shares do not divide is counted as if they did',
    refutedBy: ['bytes-sent.is-what-crosses'],
    parts: {
      bytesSent: (operation, length, size, root) => bytesSent(operation, Math.floor(length / size) * size, size, root),
    },
  },
  {
    id: 'collectives.bytes-take-every-rank-for-root',
    fault: 'every rank is said to send what only the root of a broadcast sends',
    refutedBy: ['bytes-sent.is-what-crosses'],
    parts: {
      bytesSent: (operation, length, size, root) => {
        const bytes = bytesSent(operation, length, size, root)
        return operation === 'broadcast' ? bytes.map(() => Math.max(...bytes)) : bytes
      },
    },
  },
] satisfies Mutant[]
