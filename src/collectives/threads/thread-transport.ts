/** Ranks that are threads: each sees the copies of all, sums its own share of them, and writes it to all. */
import { availableParallelism } from 'node:os'
import type { WasmMemory, WasmModule } from '../../logistic/wasm/webassembly.ts'
import { Arena, type Place } from '../arena.ts'
import type { Call } from '../call.ts'
import { disagreement } from '../disagreement.ts'
import { CollectiveError } from '../failure.ts'
import type { Step, Transport } from '../ordered-group.ts'
import { type SumKernel, sumOver } from '../sum-kernel/kernel.ts'
import { scratchBytes, sumTree } from '../sum-kernel/tree.ts'
import { shareOf } from '../traffic.ts'
import { Control } from './control.ts'

/** How long a rank spins before it sleeps, if every rank can have a core: about a hand-off. */
const SPIN_MS = 0.05

/** What the threads of a job share; plain data that can be sent to a thread. */
export interface SharedWorld {
  readonly size: number
  readonly deadlineMs: number
  readonly control: SharedArrayBuffer
  readonly memories: readonly WasmMemory[]
  readonly sum: WasmModule
}

/** One rank's way to the others. */
export class ThreadTransport implements Transport {
  readonly kind = 'threads'
  readonly overlaps = false
  readonly rank: number
  readonly size: number
  readonly deadlineMs: number
  readonly control: Control
  readonly #arena: Arena
  readonly #kernels: readonly SumKernel[]
  readonly #places: Place[] = []
  /** One a memory: partial sums of this rank. */
  readonly #scratch: number[]
  /** Room for the numbers of gatherNumbers, in two places in turn, and how many fit. */
  #numbers: { readonly places: readonly Place[]; readonly room: number } = { places: [], room: -1 }
  readonly #spins: boolean
  #arrivals = 0
  /** The generation that the last look at it saw. */
  #seen = 0

  constructor(rank: number, { size, deadlineMs, control, memories, sum }: SharedWorld, shared = new Control(control, size)) {
    this.rank = rank
    this.size = size
    this.deadlineMs = deadlineMs
    this.control = shared
    this.#arena = new Arena(memories, size)
    this.#kernels = memories.map((memory) => sumOver(sum, memory))
    const scratch = memories.map((_, memory) => this.#arena.placeIn(memory, scratchBytes(size)))
    this.#scratch = scratch.map(({ address, stride }) => address + rank * stride)
    this.#spins = size <= availableParallelism()
  }

  allocate(length: number): { mine: Float32Array; buffer: number } {
    const place = this.#arena.place(4 * length)
    return { mine: this.#arena.floats(place, this.rank, length), buffer: this.#places.push(place) - 1 }
  }

  overBuffer(call: Call, sequence: number): Step {
    const place = this.#places[call.buffer]
    return this.#step(call, sequence, () => place !== undefined && this.perform(call, place))
  }

  ofNumbers(call: Call, sequence: number, values: Float64Array): Step & { readonly gathered: Float64Array } {
    const { length } = values
    if (length > this.#numbers.room) {
      this.#numbers = { places: [this.#arena.place(16 * length), this.#arena.place(16 * length)], room: 2 * length }
    }
    const place = this.#numbers.places[sequence % 2] as Place
    const gathered = new Float64Array(length * this.size)
    const step = this.#step(
      call,
      sequence,
      () => {
        for (let rank = 0; rank < this.size; rank += 1) gathered.set(this.#arena.numbers(place, rank, length), rank * length)
      },
      () => this.#arena.numbers(place, this.rank, length).set(values),
    )
    return { ...step, gathered }
  }

  /**
   * Three stages: this rank tells its call and comes; when all have come, it does its share; when all have done theirs, it goes on.
   * A barrier, and the end of a program, need no second meeting.
   */
  #step(call: Call, sequence: number, perform: () => void, bring: () => void = () => undefined): Step {
    let stage = 0
    let awaited = 0
    const come = (): void => {
      this.#arrivals += 1
      awaited = this.#arrivals
      this.control.arrive(this.rank, this.#arrivals)
      stage += 1
    }
    const advance = (): boolean => {
      if (stage === 0) {
        this.#throwIfEnded()
        this.control.tell(this.rank, sequence, call)
        bring()
        come()
      }
      if (stage === 1 && this.passed(awaited)) {
        this.#compare(sequence)
        if (call.operation === 'barrier' || call.operation === 'program') stage = 3
        else {
          perform()
          come()
        }
      }
      if (stage === 2 && this.passed(awaited)) stage = 3
      return stage === 3
    }
    return { advance }
  }

  /** What this rank does of a collective, all having come. */
  perform({ operation, length, root }: Call, place: Place): void {
    const kernel = this.#kernels[place.memory] as SumKernel
    const copies = Array.from({ length: this.size }, (_, rank) => place.address + rank * place.stride)
    const mine = copies[this.rank] as number
    const others = copies.filter((copy) => copy !== mine)
    const { from, to } = shareOf(this.rank, this.size, length)
    const at = (copy: number): number => copy + 4 * from
    if (operation === 'allReduce' || operation === 'reduceScatter') {
      const targets = operation === 'allReduce' ? others.map(at) : []
      sumTree(kernel, copies.map(at), to - from, at(mine), targets, this.#scratch[place.memory] as number)
    }
    if (operation === 'allGather') {
      for (const other of others) kernel.copy(at(other), at(mine), to - from)
    }
    if (operation === 'broadcast' && this.rank !== root) kernel.copy(mine, copies[root] as number, length)
  }

  /** Whether all ranks have come together so often. @throws CollectiveError if the group has ended */
  protected passed(arrivals: number): boolean {
    this.#seen = this.control.generation
    this.#throwIfEnded()
    return ((this.#seen - arrivals) | 0) >= 0
  }

  /** Whoever sleeps is woken by the next generation; one that wakes for another reason looks again. */
  pause(atMostMs: number): void {
    if (this.#spins) {
      const end = performance.now() + Math.min(SPIN_MS, atMostMs)
      while (this.control.generation === this.#seen) if (performance.now() >= end) break
    }
    this.control.sleep(this.#seen, atMostMs)
  }

  timedOut({ operation }: Call, sequence: number): never {
    const missing = this.control.missing(this.#arrivals)
    const reason = `timed out after ${this.deadlineMs} ms; missing ranks [${missing.join(', ')}]`
    this.control.fail({ rank: missing[0] ?? this.rank, operation, sequence, reason })
    this.#throwIfEnded()
    throw new Error('unreachable: a group that was ended has ended')
  }

  abort(reason: string, sequence: number): void {
    this.control.fail({ rank: this.rank, operation: 'program', sequence, reason })
  }

  #compare(sequence: number): void {
    if (this.control.agree(sequence)) return
    const differs = disagreement(Array.from({ length: this.size }, (_, rank) => this.control.told(rank, sequence)))
    if (differs === undefined) return
    this.control.fail({ ...differs, sequence })
    this.#throwIfEnded()
  }

  #throwIfEnded(): void {
    const failure = this.control.failure()
    if (failure !== undefined) throw new CollectiveError(failure)
  }
}
