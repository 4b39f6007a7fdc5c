/** Faults of what ranks see, count and refuse, on every backend of one process. */
import { launchLocal, launchSimulated, launchThreads } from '../../../../src/index.ts'
import type { Mutant } from '../../../judge/mutant.ts'
import { type GroupFault, withFault } from './faulty-group.ts'

const SEES = ['ranks-simulated.see-what-is-defined', 'ranks-threads.see-what-is-defined']
const COUNTS = ['ranks-simulated.count-what-is-sent', 'ranks-threads.count-what-is-sent']

const FAULTS: readonly { fault: GroupFault; says: string; refutedBy: readonly string[] }[] = [
  { fault: 'rootIsZero', says: 'a broadcast sends the copy of rank 0, whoever is the root', refutedBy: SEES },
  { fault: 'scattersAll', says: 'a reduceScatter leaves the whole sum with every rank', refutedBy: SEES },
  { fault: 'scattersShifted', says: 'a reduceScatter gives a rank the shard of the next', refutedBy: SEES },
  { fault: 'averages', says: 'a sum is divided by a number of ranks', refutedBy: ['ranks-local.see-what-is-defined', ...SEES] },
  {
    fault: 'gathersFloats',
    says: 'numbers are rounded to float32 on their way',
    refutedBy: ['ranks-local.see-what-is-defined', ...SEES],
  },
  { fault: 'gathersOwnFirst', says: 'numbers come with those of the rank itself first', refutedBy: SEES },
  { fault: 'startsLate', says: 'a buffer that was begun holds what it held, however long one waits', refutedBy: SEES },
  { fault: 'opensOne', says: 'of several collectives that are begun at once only the first is done', refutedBy: SEES },
  { fault: 'countsNoBytes', says: 'bytes are not counted', refutedBy: COUNTS },
  { fault: 'countsNoStarts', says: 'broadcasts are not counted', refutedBy: ['ranks-local.count-what-is-sent', ...COUNTS] },
  {
    fault: 'forgetsTheEnd',
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
    says: 'half a float and a root that is no rank are taken for something else',
    refutedBy: [
      'ranks-local.refuse-what-cannot-be',
      'ranks-simulated.refuse-what-cannot-be',
      'ranks-threads.refuse-what-cannot-be',
    ],
  },
]

export default FAULTS.map(({ fault, says, refutedBy }): Mutant => ({
  id: `collectives-${fault.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
  fault: says,
  refutedBy,
  parts: {
    launchLocal: withFault(launchLocal, fault),
    launchSimulated: withFault(launchSimulated, fault),
    launchThreads: withFault(launchThreads, fault),
  },
}))
