/** Several ranks in one thread, in lock step: a collective is done when the last of them has called it. */
import type { BufferOperation, ProcessGroup, SharedBuffer, Started } from '../contract/collectives.ts'
import { type Call, checkCall, checkLength, foreignBuffer } from './call.ts'
import { perform } from './perform.ts'
import { Meeting } from './meeting.ts'
import { shareOf, TrafficCounter } from './traffic.ts'

/** What the ranks of one simulated group have in common. */
export interface SimulatedWorld {
  /** The ranks' groups, by rank. Their collectives return promises. */
  readonly groups: readonly ProcessGroup[]
  /** The last collective of a rank: its program has ended. The promise is fulfilled when all have, and rejected if another rank still calls one. */
  leave(rank: number): Promise<void>
}

/**
 * @param size number of ranks
 * @param deadlineMs how long a rank waits for the others in one collective; 30 000 by default
 */
export function simulatedWorld(size: number, deadlineMs = 30_000): SimulatedWorld {
  const meeting = new Meeting(size, deadlineMs)
  const buffers: Float32Array[][] = []
  return {
    groups: Array.from({ length: size }, (_, rank) => new SimulatedGroup(rank, size, meeting, buffers)),
    leave: async (rank) => {
      await meeting.come(rank, { operation: 'program', length: 0, root: 0, buffer: 0 }, undefined, () => undefined)
    },
  }
}

class SimulatedGroup implements ProcessGroup {
  readonly kind = 'simulated'
  readonly traffic = new TrafficCounter()
  readonly rank: number
  readonly size: number
  readonly #meeting: Meeting
  /** Number of a buffer -> the copies of the ranks. */
  readonly #buffers: Float32Array[][]
  readonly #numberOf = new Map<Float32Array, number>()

  constructor(rank: number, size: number, meeting: Meeting, buffers: Float32Array[][]) {
    this.rank = rank
    this.size = size
    this.#meeting = meeting
    this.#buffers = buffers
  }

  allocate(length: number): SharedBuffer {
    checkLength(length)
    const number = this.#numberOf.size
    const mine = new Float32Array(length)
    this.#numberOf.set(mine, number)
    const copies = (this.#buffers[number] ??= [])
    copies[this.rank] = mine
    return { mine }
  }

  async barrier(): Promise<void> {
    await this.#call({ operation: 'barrier', length: 0, root: 0, buffer: 0 })
  }

  async allReduce(buffer: SharedBuffer): Promise<void> {
    await this.#overBuffer('allReduce', buffer)
  }

  async reduceScatter(buffer: SharedBuffer): Promise<Float32Array> {
    await this.#overBuffer('reduceScatter', buffer)
    return this.#shard(buffer)
  }

  async allGather(buffer: SharedBuffer): Promise<void> {
    await this.#overBuffer('allGather', buffer)
  }

  async broadcast(buffer: SharedBuffer, root: number): Promise<void> {
    await this.#overBuffer('broadcast', buffer, root)
  }

  async gatherNumbers(values: Float64Array): Promise<Float64Array> {
    const all = await this.#call({ operation: 'gatherNumbers', length: values.length, root: 0, buffer: 0 }, values.slice())
    const gathered = new Float64Array(values.length * this.size)
    all.forEach((of, rank) => gathered.set(of ?? [], rank * values.length))
    return gathered
  }

  start(operation: 'reduceScatter', buffer: SharedBuffer): Started<Float32Array>
  start(operation: Exclude<BufferOperation, 'reduceScatter'>, buffer: SharedBuffer, root?: number): Started<void>
  start(operation: BufferOperation, buffer: SharedBuffer, root = 0): Started<Float32Array> | Started<void> {
    const done = this.#overBuffer(operation, buffer, root)
    done.catch(() => undefined) // thrown where it is waited for
    const shard = async (): Promise<Float32Array> => {
      await done
      return this.#shard(buffer)
    }
    return operation === 'reduceScatter' ? { wait: shard } : { wait: () => done }
  }

  abort(reason: string): void {
    this.#meeting.fail({ rank: this.rank, operation: 'program', sequence: this.#meeting.sequenceOf(this.rank), reason })
  }

  #shard({ mine }: SharedBuffer): Float32Array {
    const { from, to } = shareOf(this.rank, this.size, mine.length)
    return mine.subarray(from, to)
  }

  async #overBuffer(operation: BufferOperation, { mine }: SharedBuffer, root = 0): Promise<void> {
    const buffer = this.#numberOf.get(mine)
    if (buffer === undefined) throw foreignBuffer(operation)
    await this.#call({ operation, length: mine.length, root, buffer })
  }

  #call(call: Call, numbers?: Float64Array): Promise<readonly (Float64Array | undefined)[]> {
    checkCall(call, this.size)
    this.traffic.begin(call, this.rank, this.size)
    return this.#meeting.come(this.rank, call, numbers, () => perform(call, this.#buffers[call.buffer] ?? []))
  }
}
