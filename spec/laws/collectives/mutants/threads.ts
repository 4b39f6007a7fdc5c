/** Faults that need threads: of the order of their sums, of how they meet, and of how they end. */
import type { Mutant } from '../../../judge/mutant.ts'
import { onThreads } from './on-threads.ts'
import { type ThreadFault, threadWith } from './thread-faults.ts'

const SUMS = ['ranks-threads.see-what-is-defined', 'ranks-threads.sum-long-buffers-canonically']

const FAULTS: readonly { fault: ThreadFault; id: string; says: string; refutedBy: readonly string[] }[] = [
  {
    fault: 'fromTheLeft',
    id: 'threads-sum-from-the-left',
    says: 'threads sum their shares one rank after the other',
    refutedBy: SUMS,
  },
  { fault: 'roundedOnce', id: 'threads-sum-in-float64', says: 'threads sum their shares in double precision', refutedBy: SUMS },
  {
    fault: 'inARing',
    id: 'threads-sum-in-a-ring',
    says: 'threads sum in the order of a ring, another for each share',
    refutedBy: SUMS,
  },
  {
    fault: 'wakesForNothing',
    id: 'threads-take-waking-for-arrival',
    says: 'a thread that wakes takes it that all have come',
    refutedBy: ['ranks-threads.meet-as-often-as-they-like'],
  },
  {
    fault: 'oneSlot',
    id: 'threads-overwrite-unread-slots',
    says: 'a thread that is one collective ahead overwrites what the others are about to read',
    refutedBy: ['ranks-threads.meet-as-often-as-they-like'],
  },
  {
    fault: 'ignoresTheEnd',
    id: 'threads-ignore-the-end',
    says: 'a thread that wakes does not look whether the group has ended',
    refutedBy: ['ranks-threads.stay-ended', 'ranks-threads.name-who-is-lost'],
  },
  {
    fault: 'believesAnything',
    id: 'threads-do-not-compare-calls',
    says: 'a thread does not compare what the others mean',
    refutedBy: ['ranks-threads.name-who-means-another'],
  },
  {
    fault: 'missesNobody',
    id: 'time-out-names-the-waiting-rank',
    says: 'a time-out names the rank that waited',
    refutedBy: ['ranks-threads.name-who-is-lost'],
  },
]

export default FAULTS.map(({ fault, id, says, refutedBy }): Mutant => ({
  id: `collectives.${id}`,
  fault: says,
  refutedBy,
  // A rank that waits for nothing waits for the deadline.
  parts: {
    launchThreads: (job) => onThreads({ ...job, deadlineMs: Math.min(job.deadlineMs ?? Infinity, 250) }, threadWith(fault)),
  },
}))
