/** The ranks of one run, in lock step: each runs until it calls a collective, and all go on when all have called the same one. */
import { mendable } from './fault.ts'
import type { FaultRecord } from './trace.ts'
import type { Place } from '../vocabulary.ts'

/** A call that needs all ranks. `gather` concatenates by rank; `mean` and `sum` go element by element. */
export interface Collective {
  readonly op: 'mean' | 'sum' | 'gather' | 'barrier' | 'init'
  readonly data: Float64Array
  readonly at: Place | undefined
  /** Counts as an exchange of gradients or parameters. */
  readonly exchange: boolean
}

/** What a rank runs as: it yields collectives and is resumed with their results. */
export type Running<R = void> = Generator<Collective, R, Float64Array>

export interface FileContent {
  readonly entries: ReadonlyMap<string, unknown>
}

/** What ranks share. */
export class World {
  readonly size: number
  readonly faults: FaultRecord[] = []
  readonly files: Map<string, FileContent>
  collectives = 0
  dependsOnDtype = false
  dependsOnLuck = false

  constructor(size: number, files: ReadonlyMap<string, FileContent>) {
    this.size = size
    this.files = new Map(files)
  }

  /** Notes a fault that the run goes on after; others end it. */
  fault(rank: number, { kind, message, at }: Pick<FaultRecord, 'kind' | 'message' | 'at'>): void {
    const mended = mendable.includes(kind)
    const known = this.faults.some((other) => other.rank === rank && other.message === message && other.at === at)
    if (!known) this.faults.push({ rank, kind, message, at, mended })
    if (!mended) throw new Ended()
  }

  /** Runs all ranks to their end. Returns the fault that ended the run early. */
  run(ranks: readonly Running[]): FaultRecord | undefined {
    const waiting: (Collective | undefined)[] = ranks.map(() => undefined)
    const finished = ranks.map(() => false)
    const resume = (rank: number, reply: Float64Array): void => {
      const next = ranks[rank]?.next(reply)
      const isDone = next === undefined || next.done === true
      finished[rank] = isDone
      waiting[rank] = isDone ? undefined : next.value
    }
    try {
      ranks.forEach((_, rank) => resume(rank, new Float64Array()))
      while (!finished.every(Boolean)) {
        const results = this.#meet(waiting, finished)
        results.forEach((reply, rank) => resume(rank, reply))
      }
    } catch (error) {
      if (!(error instanceof Ended)) throw error
    }
    return this.faults.find(({ mended }) => !mended)
  }

  #meet(waiting: readonly (Collective | undefined)[], finished: readonly boolean[]): Float64Array[] {
    const calls = waiting.flatMap((call) => (call === undefined ? [] : [call]))
    const [first] = calls
    if (first === undefined) throw new Error('World: nobody waits, though somebody is not done')
    const alone = finished.findIndex(Boolean)
    const others = calls.find(({ op, data }) => op !== first.op || data.length !== first.data.length)
    if (alone >= 0 || others !== undefined) {
      const rank = waiting.findIndex((call) => call !== undefined)
      const why =
        alone >= 0
          ? `rank ${rank} waits for a ${first.op} that rank ${alone} never calls`
          : `rank ${rank} calls a ${first.op} while another rank calls a ${others?.op}`
      const message = `the run hangs: ${why} (Timed out waiting for recv operation to complete)`
      this.fault(rank, { kind: 'hang', message, at: first.at })
    }
    if (first.exchange) this.collectives += 1
    const combined = combine(calls)
    return calls.map(() => combined.slice())
  }
}

/** Ends a run; the fault is among `World.faults`. */
export class Ended extends Error {}

function combine(calls: readonly Collective[]): Float64Array {
  const [first] = calls
  if (first === undefined || first.op === 'barrier' || first.op === 'init') return new Float64Array()
  if (first.op === 'gather') {
    const all = new Float64Array(calls.reduce((sum_, { data }) => sum_ + data.length, 0))
    calls.reduce((offset, { data }) => (all.set(data, offset), offset + data.length), 0)
    return all
  }
  const sum = first.data.map((_, i) => calls.reduce((total, { data }) => total + (data[i] ?? 0), 0))
  return first.op === 'mean' ? sum.map((x) => x / calls.length) : sum
}
