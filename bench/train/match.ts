/** The match: every contestant shows first that its loss and gradients are right, then all are timed, interleaved. */
import { Contestant, ContestantError, type Checksum, type Entry, type Turn } from '../harness/contestant.ts'
import { median } from '../harness/statistics.ts'
import { withScratchFolder } from '../harness/scratch-folder.ts'
import { writeProblem, type Problem } from './problem.ts'

/** What one contestant did. */
export interface Standing {
  readonly entry: Entry
  /** Milliseconds a pass, wall and processor, one figure a round. */
  readonly wallMs: readonly number[]
  readonly cpuMs: readonly number[]
  readonly peakBytes: number | undefined
  /** Why it left the match, if it did. */
  readonly failed?: string
}

interface Seat {
  readonly entry: Entry
  readonly contestant: Contestant
  readonly turns: Turn[]
  failed?: string
}

/** Milliseconds of turns after which a contestant has shown enough: the stock tape takes so long for a few passes. */
const ENOUGH_MS = 60_000

/** Runs `rounds` rounds of turns of `turnMs`, in an order that alternates. `tell` hears what happens. */
export async function runMatch(
  problem: Problem,
  entries: readonly Entry[],
  truth: Checksum,
  { rounds, turnMs, tell }: { readonly rounds: number; readonly turnMs: number; readonly tell: (news: string) => void },
): Promise<Standing[]> {
  return withScratchFolder('train', async (folder) => {
    const shape = writeProblem(problem, folder)
    const seats: Seat[] = entries.map((entry) => ({ entry, contestant: new Contestant(entry), turns: [] }))
    try {
      for (const seat of seats) {
        tell(`${seat.entry.name}: first pass`)
        await unlessItFails(seat, async () => requireRight(seat.entry, await seat.contestant.load(shape), truth))
      }
      for (let round = 0; round < rounds; round += 1) {
        const order = round % 2 === 0 ? seats : seats.toReversed()
        for (const seat of order.filter((each) => each.failed === undefined && timeOf(each) < ENOUGH_MS)) {
          tell(`round ${round + 1} of ${rounds}: ${seat.entry.name}`)
          await unlessItFails(seat, async () => void seat.turns.push(await seat.contestant.turn(turnMs)))
        }
      }
    } finally {
      for (const { contestant } of seats) contestant.close()
    }
    return seats.map(standingOf)
  })
}

const timeOf = ({ turns }: Seat): number => turns.reduce((sum, { wallNs }) => sum + wallNs / 1e6, 0)

async function unlessItFails(seat: Seat, act: () => Promise<void>): Promise<void> {
  try {
    await act()
  } catch (error) {
    if (!(error instanceof ContestantError)) throw error
    seat.failed = error.message
  }
}

function requireRight({ name, tolerance }: Entry, got: Checksum, expected: Checksum): void {
  for (const figure of ['loss', 'sum', 'dot'] as const) {
    const scale = Math.max(Math.abs(expected[figure]), figure === 'dot' ? Math.abs(expected.sum) : 0)
    const off = Math.abs(got[figure] - expected[figure]) / scale
    if (!(off <= tolerance)) {
      throw new ContestantError(`${name}: ${figure} must be ${expected[figure]} to ${tolerance}, relative, got ${got[figure]}`)
    }
  }
}

function standingOf({ entry, turns, failed }: Seat): Standing {
  return {
    entry,
    wallMs: turns.map(({ wallNs, calls }) => wallNs / calls / 1e6),
    cpuMs: turns.map(({ cpuNs, calls }) => cpuNs / calls / 1e6),
    peakBytes: turns.at(-1)?.peakBytes,
    ...(failed === undefined ? {} : { failed }),
  }
}

/** Median over the rounds of how many times faster `a` was than `b` in the same round, by processor time; NaN without common rounds. */
export function pairedRatio(a: Standing, b: Standing): number {
  return median(a.cpuMs.slice(0, b.cpuMs.length).map((ms, round) => (b.cpuMs[round] ?? NaN) / ms))
}
