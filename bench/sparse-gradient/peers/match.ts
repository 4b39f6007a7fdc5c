/** A match: contestants alternate on one problem (A B C A B C ...), and every round gives one ratio for each of them. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Problem } from '../problem.ts'
import { withScratchFolder } from '../../harness/scratch-folder.ts'
import { median, medianEstimate, type Estimate } from '../../harness/statistics.ts'
import {
  ContestantError,
  type Checksum,
  type Contestant,
  type Entry,
  type LoadRequest,
  type Turn,
} from '../../harness/contestant.ts'

export interface MatchOptions {
  readonly rounds: number
  readonly turnMs: number
  readonly seed: number
  /** A contestant falls out above this processor time over wall time, for each of its threads; 1.1 by default. */
  readonly mostCpuOverWall?: number
}

/** How one contestant did. Times are processor time unless named otherwise. */
export interface Standing {
  readonly name: string
  readonly version: string
  /** More than one: compare wall times only. */
  readonly threads: number
  /** Nanoseconds of processor time per stored entry and gradient: the median of the rounds. */
  readonly nsPerEntry: Estimate
  /** Least wall time of a gradient, in nanoseconds. */
  readonly leastWallNs: number
  /** Our time divided by this one's, paired by round: the median, its interval, and the range. Absent for ourselves. */
  readonly ratio?: Estimate & { readonly least: number; readonly most: number }
  /** Processor time divided by wall time, the median of the rounds. Above 1.1 with one thread it means a pool that spins; below 0.9, a busy machine. */
  readonly cpuOverWall: number
  readonly checksum: Checksum
}

export interface Match {
  readonly standings: readonly Standing[]
  /** Contestants that fell out, and why. */
  readonly fellOut: readonly FellOut[]
}

/** CPU = wall within a tenth. */
const MOST_CPU_OVER_WALL = 1.1

/** A contestant that fell out of a match, and why. */
export interface FellOut {
  readonly name: string
  readonly because: string
}

/** The first contestant is the one that the others are compared with; a dense one sits out what is too large for it. */
export async function playMatch(contestants: readonly Contestant[], problem: Problem, options: MatchOptions): Promise<Match> {
  const fellOut: FellOut[] = []
  const fitting = contestants.filter(({ entry }) => fits(entry, problem))
  return withScratchFolder('match', async (folder) => {
    const ready = await loadAll(fitting, writeProblem(folder, problem), fellOut)
    const turns = await takeTurns(ready, options)
    return { standings: standingsOf(ready, turns, problem, options, fellOut), fellOut }
  })
}

function fits({ mostCells = Infinity, leastNnz = 0 }: Entry, { m, n, csr }: Problem): boolean {
  return m * n <= mostCells && csr.indices.length >= leastNnz
}

interface Ready {
  readonly contestant: Contestant
  readonly checksum: Checksum
}

async function loadAll(contestants: readonly Contestant[], request: LoadRequest, fellOut: FellOut[]): Promise<Ready[]> {
  const ready: Ready[] = []
  for (const contestant of contestants) {
    try {
      const sum = await contestant.load(request)
      const reference = ready[0]?.checksum
      if (reference !== undefined) requireSame(contestant.entry, sum, reference)
      ready.push({ contestant, checksum: sum })
    } catch (error) {
      if (!(error instanceof ContestantError) || ready.length === 0) throw error
      fellOut.push({ name: contestant.entry.name, because: error.message })
    }
  }
  return ready
}

/** `sum` and `dot` are compared on the scale of the larger of them: one of the two may cancel. */
function requireSame({ name, tolerance }: Entry, got: Checksum, expected: Checksum): void {
  const scales = { loss: expected.loss, sum: Math.max(1, Math.abs(expected.sum)), dot: Math.max(1, Math.abs(expected.dot)) }
  for (const what of ['loss', 'sum', 'dot'] as const) {
    const difference = Math.abs(got[what] - expected[what]) / scales[what]
    if (!(difference <= tolerance)) {
      throw new ContestantError(`${name}: ${what} must be ${expected[what]} within ${tolerance} of its size, got ${got[what]}`)
    }
  }
}

/** turns[round][place] */
async function takeTurns(ready: readonly Ready[], { rounds, turnMs }: MatchOptions): Promise<Turn[][]> {
  const turns: Turn[][] = []
  for (let round = -1; round < rounds; round += 1) {
    const row: Turn[] = []
    for (const { contestant } of ready) row.push(await contestant.turn(turnMs))
    if (round >= 0) turns.push(row) // round -1 warms up
  }
  return turns
}

const cpuNs = (turn: Turn | undefined): number => (turn === undefined ? NaN : turn.cpuNs / turn.calls)

function standingsOf(
  ready: readonly Ready[],
  turns: readonly (readonly Turn[])[],
  problem: Problem,
  { seed, mostCpuOverWall = MOST_CPU_OVER_WALL }: MatchOptions,
  fellOut: FellOut[],
): Standing[] {
  const nnz = problem.csr.indices.length
  const standings = ready.map(({ contestant: { entry }, checksum }, place): Standing => {
    const { threads = 1 } = entry
    const own = turns.map((row) => row[place])
    const ratios = turns.map((row) => cpuNs(row[0]) / cpuNs(row[place]))
    return {
      name: entry.name,
      version: entry.version,
      threads,
      nsPerEntry: medianEstimate(
        own.map((turn) => cpuNs(turn) / nnz),
        seed,
      ),
      leastWallNs: Math.min(...own.map((turn) => (turn === undefined ? NaN : turn.wallNs / turn.calls))),
      ...(place === 0 || threads > 1
        ? {}
        : { ratio: { ...medianEstimate(ratios, seed), least: Math.min(...ratios), most: Math.max(...ratios) } }),
      cpuOverWall: median(own.map((turn) => (turn === undefined ? NaN : turn.cpuNs / turn.wallNs))),
      checksum,
    }
  })
  return standings.filter(({ name, threads, cpuOverWall }, place) => {
    if (place === 0 || cpuOverWall <= threads * mostCpuOverWall) return true
    fellOut.push({
      name,
      because: `used ${cpuOverWall.toFixed(2)} processors, not ${threads}: its times would not be comparable`,
    })
    return false
  })
}

function writeProblem(folder: string, { m, n, csr, labels, weights, l2 }: Problem): LoadRequest {
  const arrays = { ...csr, labels: Float64Array.from(labels), weights }
  for (const name of ['indptr', 'indices', 'data', 'labels', 'weights'] as const) writeFileSync(join(folder, name), arrays[name])
  return { folder, m, n, nnz: csr.indices.length, l2 }
}
