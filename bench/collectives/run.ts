/**
 * What a sum over ranks costs over threads and over MPI: all contestants in turns, in one run, so that whatever else runs on the machine
 * meets them alike. A time is that of the slowest rank; a ratio compares medians, with an interval from drawing the turns again.
 */
import type { MpiJob, RankJob, RankOutcome } from '../../src/contract/collectives.ts'
import { findMpi, launchMpi, launchThreads, threadPool } from '../../src/index.ts'
import { type Estimate, median, withInterval, withReplacement } from '../harness/statistics.ts'

/** What is measured, and how often. */
export interface Plan {
  readonly ranks: number
  readonly lengths: readonly number[]
  /** All contestants once a turn. */
  readonly turns: number
  /** How often the beginning of ranks is timed. */
  readonly starts: number
  readonly repeats: number
  readonly seed: number
  /** MPI takes part where it is installed. */
  readonly mpi: boolean
  /** Told after each contestant. */
  readonly progress: (line: string) => void
}

/** One contestant's times of one length. */
export interface Row {
  readonly contestant: string
  readonly bytes: number
  readonly medianMs: number
  /** How many times as long as the threads it took. */
  readonly againstThreads: Estimate
}

/** What was found. */
export interface Results {
  readonly ranks: number
  readonly rows: readonly Row[]
  /** Contestants that could not run, and why. */
  readonly missing: readonly string[]
  /** From the call of launchThreads until the program runs on every rank. */
  readonly startMs: Estimate
  /** Resident memory that a rank adds before it has a buffer. */
  readonly bytesPerRank: number
}

interface Contestant {
  readonly name: string
  readonly launch: (job: RankJob) => Promise<RankOutcome>
  readonly program: string
}

const THREADS = 'threads'
const programUrl = (name: string): string => new URL(`./programs/${name}.js`, import.meta.url).href

/** Measures according to the plan. @throws Error if a job fails */
export async function runCollectives(plan: Plan): Promise<Results> {
  const { contestants, missing } = allContestants(plan.mpi)
  const times = new Map(contestants.map(({ name }) => [name, plan.lengths.map(() => [] as number[][])]))
  for (let turn = 0; turn < plan.turns; turn += 1) {
    for (const { name, launch, program } of contestants) {
      const { lengths, repeats } = plan
      const { results, failure } = await launch({ ranks: plan.ranks, program, data: { lengths, repeats } })
      if (failure !== undefined) throw new Error(`${name}: rank ${failure.rank}, ${failure.operation}: ${failure.reason}`)
      slowest(results as number[][][]).forEach((ofLength, i) => times.get(name)?.[i]?.push(ofLength))
      plan.progress(`turn ${turn + 1} of ${plan.turns}: ${name}`)
    }
  }
  const rows = plan.lengths.flatMap((length, i) =>
    contestants.map(({ name }): Row => {
      const [mine, threads] = [times.get(name)?.[i] ?? [], times.get(THREADS)?.[i] ?? []]
      return {
        contestant: name,
        bytes: 4 * length,
        medianMs: median(mine.flat()),
        againstThreads: ratio(mine, threads, plan.seed),
      }
    }),
  )
  return { ranks: plan.ranks, rows, missing, ...(await beginning(plan)) }
}

function allContestants(withMpi: boolean): { contestants: Contestant[]; missing: string[] } {
  const ours = programUrl('all-reduce')
  const mpi = (job: Partial<MpiJob>) => (of: RankJob) => launchMpi({ ...of, ...job })
  const contestants: Contestant[] = [{ name: THREADS, launch: launchThreads, program: ours }]
  const missing: string[] = []
  for (const implementation of withMpi ? (['openmpi', 'mpich'] as const) : []) {
    const found = findMpi(implementation)
    if (found.implementation === undefined) {
      missing.push(`${implementation}: ${found.reason}`)
      continue
    }
    if (implementation === 'openmpi')
      contestants.push({ name: 'OpenMPI by itself', launch: mpi({ implementation }), program: programUrl('library-all-reduce') })
    contestants.push(
      { name: `${implementation}, fast`, launch: mpi({ implementation, sums: 'fast' }), program: ours },
      { name: `${implementation}, canonical`, launch: mpi({ implementation }), program: ours },
    )
  }
  return { contestants, missing }
}

/** By length and repeat, the time of the rank that took longest. */
function slowest(byRank: readonly (readonly (readonly number[])[])[]): number[][] {
  return (byRank[0] ?? []).map((times, length) =>
    times.map((_, i) => Math.max(...byRank.map((rank) => rank[length]?.[i] ?? NaN))),
  )
}

/** The ratio of the medians of all turns; turns, not repeats, are drawn again. */
function ratio(mine: readonly number[][], threads: readonly number[][], seed: number): Estimate {
  const of = (a: readonly number[][], b: readonly number[][]): number => median(a.flat()) / median(b.flat())
  return withInterval(of(mine, threads), seed, (draw) => of(withReplacement(mine, draw), withReplacement(threads, draw)))
}

async function beginning({ ranks, starts: count, seed }: Plan): Promise<Pick<Results, 'startMs' | 'bytesPerRank'>> {
  const starts: number[] = []
  for (let start = 0; start < count; start += 1) {
    const began = performance.timeOrigin + performance.now()
    const { results } = await launchThreads({ ranks, program: programUrl('idle') })
    starts.push(Math.max(...(results as number[])) - began)
  }
  const pool = threadPool()
  await pool.launch({ ranks: 1, program: programUrl('idle') })
  const before = process.memoryUsage.rss()
  const more = 4
  await pool.launch({ ranks: 1 + more, program: programUrl('idle') })
  const bytesPerRank = (process.memoryUsage.rss() - before) / more
  await pool.close()
  const startMs = withInterval(median(starts), seed, (draw) => median(withReplacement(starts, draw)))
  return { startMs, bytesPerRank }
}
