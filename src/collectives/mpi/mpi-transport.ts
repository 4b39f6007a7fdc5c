/**
 * Ranks that are processes under MPI.
 *
 * [Note: canonical over MPI] The library picks the order of its own sums by size and number of ranks. So a canonical sum is made by its owner:
 * all-to-all brings each rank the others' copies of its share, it sums them in the canonical order, and all-gather brings the sums to all.
 * [Note: order] MPI matches the operations of a communicator by the order in which each rank posts them. First operations of collectives are posted
 * as the collectives begin; second ones only when every collective before is done, over a communicator of their own: so both orders are the same everywhere.
 * [Note: telling] Before its data every rank sends what it means to do, and no result is used before all have been compared.
 * [Note: polling] MPI waits for ever. Every operation is non-blocking and tested until it is done, or the deadline of the group has passed.
 */
import type { RankFailure } from '../../contract/collectives.ts'
import { Arena, type Place, reserveMemories } from '../arena.ts'
import type { Call } from '../call.ts'
import { disagreement } from '../disagreement.ts'
import { CollectiveError } from '../failure.ts'
import type { Step, Transport } from '../ordered-group.ts'
import { compileSum, type SumKernel, sumOver } from '../sum-kernel/kernel.ts'
import { scratchBytes, sumTree } from '../sum-kernel/tree.ts'
import { shareOf } from '../traffic.ts'
import { Announcement } from './announcement.ts'
import { errorsReturn, type Handle, type Mpi } from './library.ts'
import { Polling, Request } from './request.ts'

/** A place in memory that a step needs until it is done. */
interface Staging {
  readonly place: Place
  readonly floats: Float32Array
}

/** One process's way to the others. */
export class MpiTransport implements Transport {
  readonly kind = 'mpi'
  readonly overlaps = true
  readonly rank: number
  readonly size: number
  readonly deadlineMs: number
  readonly #mpi: Mpi
  readonly #fast: boolean
  /** The communicator of second operations. */
  readonly #second: Handle
  readonly #memories = reserveMemories()
  readonly #arena = new Arena(this.#memories, 1)
  readonly #kernels: readonly SumKernel[]
  readonly #scratch: readonly Place[]
  readonly #buffers: { readonly mine: Float32Array; readonly place: Place }[] = []
  readonly #idle: Staging[] = []
  readonly #polling: Polling
  /** Collectives to which not all have come. */
  readonly #announced = new Map<number, Announcement>()
  #failure: CollectiveError | undefined

  /** @param mpi begun: MPI_Init has been called */
  constructor(mpi: Mpi, deadlineMs: number, sums: 'canonical' | 'fast', crowded: boolean) {
    const [rank, size] = [new Int32Array(1), new Int32Array(1)]
    mpi.call('MPI_Comm_set_errhandler', mpi.world, errorsReturn(mpi.implementation))
    mpi.call('MPI_Comm_rank', mpi.world, rank)
    mpi.call('MPI_Comm_size', mpi.world, size)
    this.#second = duplicate(mpi)
    this.rank = rank[0] as number
    this.size = size[0] as number
    this.deadlineMs = deadlineMs
    this.#mpi = mpi
    this.#fast = sums === 'fast'
    const sum = compileSum()
    this.#kernels = this.#memories.map((memory) => sumOver(sum, memory))
    this.#scratch = this.#memories.map((_, memory) => this.#arena.placeIn(memory, scratchBytes(this.size)))
    this.#polling = new Polling(crowded)
  }

  allocate(length: number): { mine: Float32Array; buffer: number } {
    const place = this.#arena.place(4 * length)
    const mine = this.#arena.floats(place, 0, length)
    return { mine, buffer: this.#buffers.push({ mine, place }) - 1 }
  }

  overBuffer(call: Call, sequence: number): Step {
    return this.#step(call, sequence, this.#stages(call))
  }

  ofNumbers(call: Call, sequence: number, values: Float64Array): Step & { readonly gathered: Float64Array } {
    const mine = values.slice()
    const gathered = new Float64Array(values.length * this.size)
    const { world, double } = this.#mpi
    const gather = this.#post('MPI_Iallgather', mine, mine.length, double, gathered, mine.length, double, world)
    return { ...this.#step(call, sequence, [gather]), gathered }
  }

  /** Stages are posted one after the other, the first at once with the call's announcement. */
  #step(call: Call, sequence: number, stages: readonly (() => Request)[]): Step {
    let announcement: Announcement | undefined
    let compared = false
    let stage = -1
    let current: Request | undefined
    const next = (): void => {
      stage += 1
      current = stages[stage]?.()
    }
    const advance = (first: boolean): boolean => {
      if (this.#failure !== undefined) throw this.#failure
      if (announcement === undefined) {
        announcement = new Announcement(this.#mpi, this.rank, this.size, call)
        this.#announced.set(sequence, announcement)
        next()
      }
      if (!compared) {
        if (!announcement.test()) return false
        this.#announced.delete(sequence)
        this.#compare(announcement, sequence)
        compared = true
      }
      while (current?.test() === true) {
        if (!first) return false
        next()
      }
      return current === undefined
    }
    return { advance: (first) => this.#telling(call, sequence, () => advance(first)) }
  }

  /** What a collective posts, in order; each is posted when the one before it is done. */
  #stages({ operation, length, root, buffer }: Call): (() => Request)[] {
    const held = this.#buffers[buffer]
    const { world, float, sum, inPlace } = this.#mpi
    if (operation === 'barrier') return [this.#post('MPI_Ibarrier', world)]
    if (held === undefined || operation === 'program') return []
    if (operation === 'broadcast') return [this.#post('MPI_Ibcast', held.mine, length, float, root, world)]
    if (operation === 'allGather') return [this.#gatherShares(held.mine)]
    if (!this.#fast) {
      const sums = this.#sumOfMyShare(held.mine, held.place)
      return operation === 'allReduce' ? [...sums, this.#gatherShares(held.mine, this.#second)] : sums
    }
    if (operation === 'allReduce') return [this.#post('MPI_Iallreduce', inPlace, held.mine, length, float, sum, world)]
    return this.#reduceScatterFast(held.mine)
  }

  #gatherShares(mine: Float32Array, world = this.#mpi.world): () => Request {
    const { counts, offsets } = this.#shares(mine.length)
    const { float, inPlace } = this.#mpi
    return this.#post('MPI_Iallgatherv', inPlace, 0, float, mine, counts, offsets, float, world)
  }

  /** All copies of this rank's share come; their canonical sum goes in place. */
  #sumOfMyShare(mine: Float32Array, { memory, address }: Place): (() => Request)[] {
    const { counts, offsets } = this.#shares(mine.length)
    const { world, float } = this.#mpi
    const share = counts[this.rank] as number
    const came = { counts: counts.map(() => share), offsets: offsets.map((_, rank) => rank * share) }
    let staging: Staging
    const bring = (): Request => {
      staging = this.#stage(memory, share * this.size)
      const { floats } = staging
      return this.#post('MPI_Ialltoallv', mine, counts, offsets, float, floats, came.counts, came.offsets, float, world)()
    }
    const sum = (): Request => {
      const copies = Array.from({ length: this.size }, (_, rank) => staging.place.address + 4 * rank * share)
      const target = address + 4 * (offsets[this.rank] as number)
      sumTree(this.#kernels[memory] as SumKernel, copies, share, target, [], (this.#scratch[memory] as Place).address)
      this.#idle.push(staging)
      return Request.none
    }
    return [bring, sum]
  }

  #reduceScatterFast(mine: Float32Array): (() => Request)[] {
    const { world, float, sum } = this.#mpi
    const { from, to } = shareOf(this.rank, this.size, mine.length)
    const shard = new Float32Array(to - from)
    const put = (): Request => {
      mine.set(shard, from)
      return Request.none
    }
    return [this.#post('MPI_Ireduce_scatter_block', mine, shard, to - from, float, sum, world), put]
  }

  #shares(length: number): { counts: Int32Array; offsets: Int32Array } {
    const shares = Array.from({ length: this.size }, (_, rank) => shareOf(rank, this.size, length))
    return { counts: Int32Array.from(shares, ({ from, to }) => to - from), offsets: Int32Array.from(shares, ({ from }) => from) }
  }

  #stage(memory: number, length: number): Staging {
    const fits = this.#idle.findIndex(({ place, floats }) => place.memory === memory && floats.length >= length)
    if (fits !== -1) return this.#idle.splice(fits, 1)[0] as Staging
    const place = this.#arena.placeIn(memory, 4 * Math.max(length, 1))
    return { place, floats: this.#arena.floats(place, 0, Math.max(length, 1)) }
  }

  #post(...[name, ...parameters]: Parameters<Mpi['call']>): () => Request {
    return () => new Request(this.#mpi, name, parameters)
  }

  /** An error of the library is told as one of this rank's call. */
  #telling({ operation }: Call, sequence: number, advance: () => boolean): boolean {
    try {
      return advance()
    } catch (error) {
      if (error instanceof CollectiveError) throw error
      const reason = error instanceof Error ? error.message : String(error)
      return this.#end({ rank: this.rank, operation, sequence, reason })
    }
  }

  #compare(announcement: Announcement, sequence: number): void {
    const differs = disagreement(announcement.calls())
    if (differs !== undefined) this.#end({ ...differs, sequence })
  }

  pause(atMostMs: number): void {
    this.#polling.pause(atMostMs)
  }

  timedOut({ operation }: Call, sequence: number): never {
    const missing = this.#announced.get(sequence)?.missing ?? []
    const who = missing.length === 0 ? 'all ranks have come, data has not' : `missing ranks [${missing.join(', ')}]`
    const reason = `timed out after ${this.deadlineMs} ms; ${who}`
    return this.#end({ rank: missing[0] ?? this.rank, operation, sequence, reason })
  }

  abort(reason: string, sequence: number): void {
    this.#failure ??= new CollectiveError({ rank: this.rank, operation: 'program', sequence, reason })
  }

  #end(failure: RankFailure): never {
    this.#failure ??= new CollectiveError(failure)
    throw this.#failure
  }
}

/** A communicator of the same ranks. */
function duplicate(mpi: Mpi): Handle {
  const copy = new BigInt64Array(1)
  mpi.call('MPI_Comm_dup', mpi.world, copy)
  return mpi.implementation === 'openmpi' ? (copy[0] as bigint) : (new Int32Array(copy.buffer)[0] as number)
}
