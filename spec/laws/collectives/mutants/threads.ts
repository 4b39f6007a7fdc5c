/** Faults that need threads: of the order of their sums, of how they meet, and of how they end. */
import { launchThreads } from '../../../../src/index.ts'
import type { Mutant } from '../../../judge/mutant.ts'
import { type ThreadFault, threadWith } from './thread-faults.ts'

const SUMS = ['ranks-threads.see-what-is-defined', 'ranks-threads.sum-long-buffers-canonically']

const FAULTS: readonly { fault: ThreadFault; says: string; refutedBy: readonly string[] }[] = [
  { fault: 'fromTheLeft', says: 'threads sum their shares one rank after the other', refutedBy: SUMS },
  { fault: 'roundedOnce', says: 'threads sum their shares in double precision', refutedBy: SUMS },
  { fault: 'inARing', says: 'threads sum in the order of a ring, another for each share', refutedBy: SUMS },
  {
    fault: 'wakesForNothing',
    says: 'a thread that wakes takes it that all have come',
    refutedBy: ['ranks-threads.meet-as-often-as-they-like'],
  },
  {
    fault: 'oneSlot',
    says: 'a thread that is one collective ahead overwrites what the others are about to read',
    refutedBy: ['ranks-threads.meet-as-often-as-they-like'],
  },
  {
    fault: 'ignoresTheEnd',
    says: 'a thread that wakes does not look whether the group has ended',
    refutedBy: ['ranks-threads.stay-ended', 'ranks-threads.name-who-is-lost'],
  },
  {
    fault: 'believesAnything',
    says: 'a thread does not compare what the others mean',
    refutedBy: ['ranks-threads.name-who-means-another'],
  },
  { fault: 'missesNobody', says: 'a time-out names the rank that waited', refutedBy: ['ranks-threads.name-who-is-lost'] },
]

export default FAULTS.map(({ fault, says, refutedBy }): Mutant => ({
  id: `collectives-threads-${fault.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
  fault: says,
  refutedBy,
  parts: { launchThreads: (job) => launchThreads(job, threadWith(fault)) },
}))
