/** What holds of ranks whatever they are: these checks run on every backend. */
import fc from 'fast-check'
import type { Launch, RankOutcome } from '../../../src/contract/collectives.ts'
import { asyncOnce, asyncTable, type Property } from '../../judge/spec.ts'
import { Mismatch, type Witness } from '../../judge/witness.ts'
import { bytesCounted, callsOf, expectedOf } from './oracle.ts'
import type { Astray, Deed } from './programs/astray.ts'
import type { Begun } from './programs/begins-clean.ts'
import type { Refused } from './programs/refusals.ts'
import type { Log } from './programs/script.ts'
import { everyOperation, scripts, type Step } from './script.ts'

const programOf = (name: string): string => new URL(`./programs/${name}.js`, import.meta.url).href

/** Runs a script on so many ranks. */
export type RunScript = (size: number, script: readonly Step[]) => Promise<RankOutcome>

/** How a launcher runs scripts. */
export function scriptRunner(launch: Launch): RunScript {
  return (ranks, script) => launch({ ranks, program: programOf('script'), data: script })
}

/** Logs by rank. @throws Mismatch if the job failed */
function logsOf({ results, failure }: RankOutcome): Log[] {
  if (failure !== undefined) throw new Mismatch('the job', 'no failure', JSON.stringify(failure))
  return results as Log[]
}

/** Random scripts on one of the sizes. */
export function anyScript(sizes: readonly number[], check: (size: number, script: readonly Step[]) => Promise<void>): Property {
  const cases = fc.constantFrom(...sizes).chain((size) => scripts(size).map((script) => ({ size, script })))
  return fc.asyncProperty(cases, ({ size, script }) => check(size, script))
}

/** Every rank sees of a script what the definitions of the collectives say. */
export async function seesWhatIsDefined(run: RunScript, w: Witness, size: number, script: readonly Step[]): Promise<void> {
  const logs = logsOf(await run(size, script))
  const expected = expectedOf(script, size)
  w.equal(
    'ranks',
    logs.map((log) => [log.rank, log.size]),
    expected.map((_, rank) => [rank, size]),
  )
  w.equal(
    'seen, by rank',
    logs.map(({ seen }) => seen),
    expected,
  )
}

/** Every operation on buffers whose shares are longer than a block, or shorter, and no whole number of vectors. */
export function longBuffers(run: RunScript, w: Witness): Property {
  const cases = [
    { size: 5, shares: [67, 9] },
    { size: 3, shares: [2051, 2243] },
    { size: 8, shares: [9] },
  ]
  return asyncTable(cases, ({ size, shares }) =>
    seesWhatIsDefined(
      run,
      w,
      size,
      everyOperation(
        shares.map((share) => size * share),
        size,
      ),
    ),
  )
}

/** Calls and bytes are those of the script. */
export async function countsWhatIsSent(run: RunScript, w: Witness, size: number, script: readonly Step[]): Promise<void> {
  const logs = logsOf(await run(size, script))
  const calls = callsOf(script)
  const bytes = calls.map((call) => bytesCounted(call, size))
  for (const { rank, traffic } of logs) {
    for (const [operation, count] of Object.entries(traffic.calls)) {
      w.equal(`${operation} of rank ${rank}`, count, calls.filter((call) => call.operation === operation).length)
    }
    w.equal(
      `bytes of rank ${rank}`,
      traffic.bytesSent,
      bytes.reduce((sum, each) => sum + (each[rank] ?? 0), 0),
    )
  }
}

/** What makes a job fail. */
export type Misdeed = Exclude<Deed, 'nothing'>

/** How a job must fail if one rank goes astray: which operation is named, and what the reason mentions. */
const FAILS: Record<Misdeed, { operation: string; reason: string }> = {
  barrier: { operation: 'barrier', reason: 'rank 1 called barrier()' },
  length: { operation: 'allReduce', reason: 'rank 1 called allReduce(24 floats of buffer 1)' },
  buffer: { operation: 'allReduce', reason: 'rank 1 called allReduce(12 floats of buffer 2)' },
  root: { operation: 'broadcast', reason: 'rank 1 called broadcast(12 floats of buffer 0, root 1)' },
  throws: { operation: 'program', reason: 'a deliberate error' },
  ends: { operation: 'program', reason: 'rank 1 called nothing more' },
  aborts: { operation: 'program', reason: 'a deliberate end' },
  exits: { operation: 'program', reason: 'exited with code 7' },
  killed: { operation: 'program', reason: 'signal 9' },
  hangs: { operation: 'allReduce', reason: 'missing ranks [1]' },
  spins: { operation: 'allReduce', reason: 'missing ranks [1]' },
}

/** The names of the deeds by which a rank means another collective than the others. */
export const DISAGREEMENTS = ['barrier', 'length', 'buffer', 'root'] as const

/** One rank of three does each of the deeds, those of a row at the same time: the failure names it, and no rank returns as if nothing had been. */
export function namesTheRank(launch: Launch, w: Witness, rows: readonly (readonly Misdeed[])[], deadlineMs: number): Property {
  const check = async (deed: Misdeed): Promise<void> => {
    const data: Astray = { rank: 1, deed }
    const { results, failure } = await launch({ ranks: 3, program: programOf('astray'), data, deadlineMs })
    const { operation, reason } = FAILS[deed]
    w.equal(`${deed}: the rank at fault`, failure?.rank, 1)
    w.equal(`${deed}: operation`, failure?.operation, operation)
    w.require(`${deed}: the reason mentions "${reason}"`, failure?.reason.includes(reason) === true, failure?.reason)
    w.equal(`${deed}: ranks that returned`, results.filter((result) => result === 'done').length, 0)
  }
  return asyncTable(rows, async (deeds) => {
    await Promise.all(deeds.map(check))
  })
}

/** What a rank asks for that cannot be: it is refused before the others hear of it, and the group goes on. */
export function refuses(launch: Launch, w: Witness, size: number): Property {
  return asyncOnce(async () => {
    const { results, failure } = await launch({ ranks: size, program: programOf('refusals') })
    w.equal('failure', failure, undefined)
    const shares = ['reduceScatter', 'allGather'].map((operation) => [
      operation,
      `RangeError: ${operation}: expected a length that is a multiple of the group's size ${size}`,
    ])
    const expected = [
      ['no floats', 'RangeError: allocate: expected a number of floats of at least 1, got 0'],
      ['half a float', 'RangeError: allocate: expected a number of floats of at least 1, got 1.5'],
      ...(size === 1 ? [] : shares),
      ['root', `RangeError: broadcast: expected a root from 0 to ${size - 1}, got ${size}`],
      ['another buffer', 'TypeError: allReduce: expected a buffer that this group'],
    ]
    for (const { told, sum } of results as Refused[]) {
      for (const [what = '', error = ''] of expected)
        w.require(`${what}: ${error}`, told[what]?.startsWith(error) === true, told[what])
      w.equal('then the sum of ones', sum, size)
    }
  })
}

/** Once a group has ended, every call on every rank throws the same. */
export function staysEnded(launch: Launch, w: Witness, size: number): Property {
  return asyncOnce(async () => {
    const { results, failure } = await launch({ ranks: size, program: programOf('ended') })
    w.equal('the reason', failure?.reason, 'a deliberate end')
    w.equal('the rank', failure?.rank, size - 1)
    w.equal('collectives before it', failure?.sequence, 1)
    const error = `CollectiveError: rank ${size - 1}, program (collective 1): a deliberate end`
    w.equal(
      'errors, by rank',
      results,
      results.map(() => [error, error]),
    )
  })
}

/** New buffers hold zeros, and a collective that was begun gives its result as often as it is asked. */
export function beginsClean(launch: Launch, w: Witness, size: number): Property {
  return asyncOnce(async () => {
    const { results, failure } = await launch({ ranks: size, program: programOf('begins-clean') })
    w.equal('failure', failure, undefined)
    const sum = (size * (size + 1)) / 2
    for (const { fresh, sums, shards } of results as Begun[]) {
      w.equal('new floats', fresh, [0, 0, 0])
      w.equal('sum, asked twice', sums, [sum, sum])
      w.equal('shard, asked twice', shards, [[sum], [sum]])
    }
  })
}

/** A signal ends the job, whose failure has the signal's reason and is nobody's fault. */
export function endsFromOutside(launch: Launch, w: Witness, size: number): Property {
  return asyncOnce(async () => {
    const ending = new AbortController()
    const job = launch({ ranks: size, program: programOf('waits-for-ever'), signal: ending.signal })
    ending.abort('a wish from outside')
    const { failure } = await job
    w.equal('the rank', failure?.rank, -1)
    w.require('the reason of the signal', failure?.reason.includes('a wish from outside') === true, failure?.reason)
  })
}

/** An all-gather is two meetings, a barrier one. */
const ROUNDS = 33_334

/** More ranks than a small machine has cores meet 100 000 times, and no rank sees a value of another round. */
export function meetsOften(launch: Launch, w: Witness): Property {
  return asyncOnce(async () => {
    const { results, failure } = await launch({ ranks: 3, program: programOf('meetings'), data: { rounds: ROUNDS } })
    w.equal('failure', failure, undefined)
    w.equal('rounds without a stale value', results, [ROUNDS, ROUNDS, ROUNDS])
  })
}
