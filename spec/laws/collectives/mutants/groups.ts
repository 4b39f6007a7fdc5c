/** Faults of what ranks see, count and refuse, on every backend of one process. */
import { launchLocal, launchSimulated } from '../../../../src/index.ts'
import type { Mutant } from '../../../judge/mutant.ts'
import { type GroupFault, withFault } from './faulty-group.ts'
import { onThreads } from './on-threads.ts'

const SEES = ['ranks-simulated.see-what-is-defined', 'ranks-threads.see-what-is-defined']
const COUNTS = ['ranks-simulated.count-what-is-sent', 'ranks-threads.count-what-is-sent']

const FAULTS: readonly { fault: GroupFault; id: string; says: string; refutedBy: readonly string[] }[] = [
  {
    fault: 'rootIsZero',
    id: 'broadcast-is-from-rank-0',
    says: 'a broadcast sends the copy of rank 0, whoever is the root',
    refutedBy: SEES,
  },
  {
    fault: 'scattersAll',
    id: 'reduce-scatter-keeps-all',
    says: 'a reduceScatter leaves the whole sum with every rank',
    refutedBy: SEES,
  },
  {
    fault: 'scattersShifted',
    id: 'reduce-scatter-is-shifted',
    says: 'a reduceScatter gives a rank the shard of the next',
    refutedBy: SEES,
  },
  {
    fault: 'averages',
    id: 'sums-are-divided',
    says: 'a sum is divided by a number of ranks',
    refutedBy: ['ranks-local.see-what-is-defined', ...SEES],
  },
  {
    fault: 'gathersFloats',
    id: 'numbers-are-rounded-to-float32',
    says: 'numbers are rounded to float32 on their way',
    refutedBy: ['ranks-local.see-what-is-defined', ...SEES],
  },
  {
    fault: 'gathersOwnFirst',
    id: 'numbers-begin-with-own',
    says: 'numbers come with those of the rank itself first',
    refutedBy: SEES,
  },
  {
    fault: 'startsLate',
    id: 'begun-buffer-never-changes',
    says: 'a buffer that was begun holds what it held, however long one waits',
    refutedBy: SEES,
  },
  {
    fault: 'opensOne',
    id: 'only-the-first-of-many-is-done',
    says: 'of several collectives that are begun at once only the first is done',
    refutedBy: SEES,
  },
  { fault: 'countsNoBytes', id: 'bytes-are-not-counted', says: 'bytes are not counted', refutedBy: COUNTS },
  {
    fault: 'countsNoStarts',
    id: 'broadcasts-are-not-counted',
    says: 'broadcasts are not counted',
    refutedBy: ['ranks-local.count-what-is-sent', ...COUNTS],
  },
  {
    fault: 'forgetsTheEnd',
    id: 'ended-group-goes-on',
    says: 'a group that a rank ends goes on',
    refutedBy: [
      'ranks-local.stay-ended',
      'ranks-simulated.stay-ended',
      'ranks-threads.stay-ended',
      'ranks-simulated.name-who-goes-astray',
    ],
  },
  {
    fault: 'takesAnything',
    id: 'takes-any-length-and-root',
    says: 'half a float and a root that is no rank are taken for something else',
    refutedBy: [
      'ranks-local.refuse-what-cannot-be',
      'ranks-simulated.refuse-what-cannot-be',
      'ranks-threads.refuse-what-cannot-be',
    ],
  },
]

export default FAULTS.map(({ fault, id, says, refutedBy }): Mutant => ({
  id: `collectives.${id}`,
  fault: says,
  refutedBy,
  parts: {
    launchLocal: withFault(launchLocal, fault),
    launchSimulated: withFault(launchSimulated, fault),
    launchThreads: withFault(onThreads, fault),
  },
}))
