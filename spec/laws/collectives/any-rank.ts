/** Ranks in this thread and ranks that are threads: what each sees, counts, refuses and survives. */
import { tracing } from '../../judge/trace.ts'
import { asyncTable, law } from '../../judge/spec.ts'
import {
  anyScript,
  beginsClean,
  countsWhatIsSent,
  DISAGREEMENTS,
  endsFromOutside,
  longBuffers,
  meetsOften,
  namesTheRank,
  refuses,
  staysEnded,
  type RunScript,
  scriptRunner,
  seesWhatIsDefined,
} from './conformance.ts'
import { longScripts, type Step } from './script.ts'

/** Milliseconds that ranks that have all begun wait for one that has gone astray: many times the turn of a thread on a loaded machine. */
const PATIENCE_MS = 500

const ofLocal = tracing(['launchLocal'], ({ launchLocal }, size: number, script: readonly Step[]) =>
  scriptRunner(launchLocal)(size, script),
)
const ofSimulated = tracing(['launchSimulated'], ({ launchSimulated }, size: number, script: readonly Step[]) =>
  scriptRunner(launchSimulated)(size, script),
)
const ofThreads = tracing(['launchThreads'], ({ launchThreads }, size: number, script: readonly Step[]) =>
  scriptRunner(launchThreads)(size, script),
)

const definition = 'definitions of the collectives, computed one number at a time'

const local = [
  law({
    id: 'ranks-local.see-what-is-defined',
    says: 'a rank that is alone sees of every collective what its definition says',
    cites: definition,
    needs: ['launchLocal'],
    holds: (subject, w) =>
      anyScript([1], (size, script) => seesWhatIsDefined((...of) => ofLocal(subject, ...of), w, size, script)),
  }),
  law({
    id: 'ranks-local.count-what-is-sent',
    says: 'a rank that is alone counts its calls, and sends nothing',
    cites: 'counted element by element',
    needs: ['launchLocal'],
    holds: (subject, w) =>
      anyScript([1], (size, script) => countsWhatIsSent((...of) => ofLocal(subject, ...of), w, size, script)),
  }),
  law({
    id: 'ranks-local.refuse-what-cannot-be',
    says: "a buffer without floats, shares that do not divide, a rank that does not exist, another group's buffer: a rank that is alone refuses each, and goes on",
    cites: 'contract: ProcessGroup',
    needs: ['launchLocal'],
    holds: ({ launchLocal }, w) => refuses(launchLocal, w, 1),
  }),
  law({
    id: 'ranks-local.stay-ended',
    says: 'once a group has ended, every collective on a rank that is alone throws the same error',
    cites: 'contract: ProcessGroup',
    needs: ['launchLocal'],
    holds: ({ launchLocal }, w) => staysEnded(launchLocal, w, 1),
  }),
]

const SIMULATED = [1, 2, 3, 4, 5, 8]

const simulated = [
  law({
    id: 'ranks-simulated.see-what-is-defined',
    says: 'ranks in lock step see of every collective, blocking or begun and waited for in any order, what its definition says',
    cites: definition,
    needs: ['launchSimulated'],
    holds: (subject, w) =>
      anyScript(SIMULATED, (size, script) => seesWhatIsDefined((...of) => ofSimulated(subject, ...of), w, size, script)),
  }),
  law({
    id: 'ranks-simulated.count-what-is-sent',
    says: 'ranks in lock step count their calls and the bytes of each',
    cites: 'counted element by element',
    needs: ['launchSimulated'],
    holds: (subject, w) =>
      anyScript(SIMULATED, (size, script) => countsWhatIsSent((...of) => ofSimulated(subject, ...of), w, size, script)),
  }),
  law({
    id: 'ranks-simulated.name-who-goes-astray',
    says: 'of ranks in lock step one that means another collective, buffer or root, throws, ends, aborts or hangs ends the group and is named',
    cites: 'contract: ProcessGroup',
    needs: ['launchSimulated'],
    holds: ({ launchSimulated }, w) =>
      namesTheRank(launchSimulated, w, [[...DISAGREEMENTS, 'throws', 'ends', 'aborts', 'hangs']], 50),
  }),
  law({
    id: 'ranks-simulated.refuse-what-cannot-be',
    says: "a buffer without floats, shares that do not divide, a rank that does not exist, another group's buffer: ranks in lock step refuse each, and go on",
    cites: 'contract: ProcessGroup',
    needs: ['launchSimulated'],
    holds: ({ launchSimulated }, w) => refuses(launchSimulated, w, 3),
  }),
  law({
    id: 'ranks-simulated.stay-ended',
    says: 'once a group has ended, every collective on ranks in lock step throws the same error',
    cites: 'contract: ProcessGroup',
    needs: ['launchSimulated'],
    holds: ({ launchSimulated }, w) => staysEnded(launchSimulated, w, 3),
  }),
  law({
    id: 'ranks-simulated.begin-clean-and-wait-twice',
    says: 'ranks in lock step get buffers of zeros, and the result of what they began as often as they ask',
    cites: 'contract: ProcessGroup, Started',
    needs: ['launchSimulated'],
    holds: ({ launchSimulated }, w) => beginsClean(launchSimulated, w, 3),
  }),
  law({
    id: 'ranks-simulated.end-from-outside',
    says: 'a signal ends ranks in lock step, and its reason is that of the failure, which is no rank’s fault',
    cites: 'contract: RankJob',
    needs: ['launchSimulated'],
    holds: ({ launchSimulated }, w) => endsFromOutside(launchSimulated, w, 2),
  }),
]

const OF_THREADS = longScripts([4, 3, 2, 1])

const threads = [
  law({
    id: 'ranks-threads.see-what-is-defined',
    says: 'ranks that are threads see of every collective, blocking or begun and waited for in any order, what its definition says',
    cites: definition,
    needs: ['launchThreads'],
    holds: (subject, w) =>
      asyncTable(OF_THREADS, ({ size, script }) => seesWhatIsDefined((...of) => ofThreads(subject, ...of), w, size, script)),
  }),
  law({
    id: 'ranks-threads.sum-long-buffers-canonically',
    says: 'ranks that are threads leave the canonical sum of buffers longer than a block, for 3, 5 and 8 ranks',
    cites: definition,
    needs: ['launchThreads'],
    holds: (subject, w) => longBuffers((...of: Parameters<RunScript>) => ofThreads(subject, ...of), w),
  }),
  law({
    id: 'ranks-threads.count-what-is-sent',
    says: 'ranks that are threads count their calls and the bytes of each, as if each sent to every other',
    cites: 'counted element by element',
    needs: ['launchThreads'],
    holds: (subject, w) =>
      asyncTable(OF_THREADS, ({ size, script }) => countsWhatIsSent((...of) => ofThreads(subject, ...of), w, size, script)),
  }),
  law({
    id: 'ranks-threads.refuse-what-cannot-be',
    says: "a buffer without floats, shares that do not divide, a rank that does not exist, another group's buffer: ranks that are threads refuse each, and go on",
    cites: 'contract: ProcessGroup',
    needs: ['launchThreads'],
    holds: ({ launchThreads }, w) => refuses(launchThreads, w, 3),
  }),
  law({
    id: 'ranks-threads.begin-clean-and-wait-twice',
    says: 'ranks that are threads get buffers of zeros, and the result of what they began as often as they ask',
    cites: 'contract: ProcessGroup, Started',
    needs: ['launchThreads'],
    holds: ({ launchThreads }, w) => beginsClean(launchThreads, w, 3),
  }),
  law({
    id: 'ranks-threads.meet-as-often-as-they-like',
    says: 'three threads on fewer cores or more meet 100 000 times, and never see a value of the round before',
    cites: 'derived here: what is written before a meeting is read after it',
    needs: ['launchThreads'],
    holds: ({ launchThreads }, w) => meetsOften(launchThreads, w),
  }),
  // From here on jobs fail, and take their threads with them.
  law({
    id: 'ranks-threads.name-who-means-another',
    says: 'a thread that means another collective, length, buffer or root than the others ends the group and is named',
    cites: 'contract: ProcessGroup',
    needs: ['launchThreads'],
    holds: ({ launchThreads }, w) => namesTheRank(launchThreads, w, [['barrier'], ['length', 'buffer', 'root']], PATIENCE_MS),
  }),
  law({
    id: 'ranks-threads.name-who-is-lost',
    says: 'a thread that throws, ends, exits, aborts or hangs ends the group within the deadline and is named',
    cites: 'contract: ProcessGroup',
    needs: ['launchThreads'],
    // The shortest first, and few at once: a thread takes longer to start than to be seen through.
    holds: ({ launchThreads }, w) =>
      namesTheRank(launchThreads, w, [['throws'], ['hangs'], ['ends', 'exits', 'aborts']], PATIENCE_MS),
  }),
  law({
    id: 'ranks-threads.stay-ended',
    says: 'once a group has ended, every collective on ranks that are threads throws the same error',
    cites: 'contract: ProcessGroup',
    needs: ['launchThreads'],
    holds: ({ launchThreads }, w) => staysEnded(launchThreads, w, 3),
  }),
]

export default [...local, ...simulated, ...threads]
