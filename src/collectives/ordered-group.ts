/** The part of a group that its backends share: collectives happen in the order in which they began, under one deadline, and are counted. */
import type { BufferOperation, ProcessGroup, SharedBuffer, Started } from '../contract/collectives.ts'
import { type Call, checkCall, checkLength, foreignBuffer } from './call.ts'
import { BEGIN_MS } from './program.ts'
import { shareOf, TrafficCounter } from './traffic.ts'

/** A collective that is under way. */
export interface Step {
  /**
   * Goes as far as it can without waiting; true when the collective is done.
   * @param first whether every collective before it is done
   * @throws CollectiveError once the group has ended
   */
  advance(first: boolean): boolean
}

/** How ranks of one kind reach each other. */
export interface Transport {
  readonly rank: number
  readonly size: number
  readonly kind: ProcessGroup['kind']
  /** How long a rank waits for the others in one collective. */
  readonly deadlineMs: number
  /** The copy of this rank, and the number that the buffer has on every rank. */
  allocate(length: number): { readonly mine: Float32Array; readonly buffer: number }
  /** A collective over a buffer, or one without. Its first `advance` says to the others that this rank has come. */
  overBuffer(call: Call, sequence: number): Step
  /** The ranks' numbers, one after the other, once the step is done. */
  ofNumbers(call: Call, sequence: number, values: Float64Array): Step & { readonly gathered: Float64Array }
  /** Waits until something may have changed, for at most so many milliseconds. */
  pause(atMostMs: number): void
  /** Whether a step may begin before the one before it is done. */
  readonly overlaps: boolean
  /** Ends the group because others have not come in time. @throws CollectiveError always */
  timedOut(call: Call, sequence: number): never
  /** Ends the group, for a reason of this rank's own. */
  abort(reason: string, sequence: number): void
}

const PROGRAM: Call = { operation: 'program', length: 0, root: 0, buffer: 0 }

interface Ticket<S extends Step = Step> {
  readonly call: Call
  readonly sequence: number
  readonly step: S
}

/** A rank's group over a transport whose waiting blocks the thread. */
export class OrderedGroup implements ProcessGroup {
  readonly rank: number
  readonly size: number
  readonly kind: ProcessGroup['kind']
  readonly traffic = new TrafficCounter()
  readonly #transport: Transport
  readonly #buffers = new WeakMap<Float32Array, number>()
  /** What has begun and is not done, in order. */
  readonly #open: Ticket[] = []
  #sequence = 0

  constructor(transport: Transport) {
    this.#transport = transport
    this.rank = transport.rank
    this.size = transport.size
    this.kind = transport.kind
  }

  allocate(length: number): SharedBuffer {
    checkLength(length)
    const { mine, buffer } = this.#transport.allocate(length)
    this.#buffers.set(mine, buffer)
    return { mine }
  }

  barrier(): void {
    this.#end(this.#begin({ operation: 'barrier', length: 0, root: 0, buffer: 0 }))
  }

  allReduce(buffer: SharedBuffer): void {
    this.#end(this.#overBuffer('allReduce', buffer))
  }

  reduceScatter(buffer: SharedBuffer): Float32Array {
    this.#end(this.#overBuffer('reduceScatter', buffer))
    return this.#shard(buffer)
  }

  allGather(buffer: SharedBuffer): void {
    this.#end(this.#overBuffer('allGather', buffer))
  }

  broadcast(buffer: SharedBuffer, root: number): void {
    this.#end(this.#overBuffer('broadcast', buffer, root))
  }

  gatherNumbers(values: Float64Array): Float64Array {
    const call: Call = { operation: 'gatherNumbers', length: values.length, root: 0, buffer: 0 }
    const ticket = this.#begin(call, (sequence) => this.#transport.ofNumbers(call, sequence, values))
    this.#end(ticket)
    return ticket.step.gathered
  }

  start(operation: 'reduceScatter', buffer: SharedBuffer): Started<Float32Array>
  start(operation: Exclude<BufferOperation, 'reduceScatter'>, buffer: SharedBuffer, root?: number): Started<void>
  start(operation: BufferOperation, buffer: SharedBuffer, root = 0): Started<Float32Array> | Started<void> {
    const ticket = this.#overBuffer(operation, buffer, root)
    const shard = (): Float32Array => {
      this.#end(ticket)
      return this.#shard(buffer)
    }
    return operation === 'reduceScatter' ? { wait: shard } : { wait: () => this.#end(ticket) }
  }

  abort(reason: string): void {
    this.#transport.abort(reason, this.#sequence)
  }

  /** Returns when every rank is about to run its program, so that no deadline counts what it takes to begin. */
  enter(): void {
    this.#meet(1, Math.max(this.#transport.deadlineMs, BEGIN_MS))
  }

  /** The last collective of a rank: its program has ended. Returns when all have. */
  leave(): void {
    this.#meet(this.#sequence, this.#transport.deadlineMs)
  }

  /** Collectives that have begun. */
  get sequence(): number {
    return this.#sequence
  }

  #shard({ mine }: SharedBuffer): Float32Array {
    const { from, to } = shareOf(this.rank, this.size, mine.length)
    return mine.subarray(from, to)
  }

  #overBuffer(operation: BufferOperation, { mine }: SharedBuffer, root = 0): Ticket {
    const buffer = this.#buffers.get(mine)
    if (buffer === undefined) throw foreignBuffer(operation)
    return this.#begin({ operation, length: mine.length, root, buffer })
  }

  #begin(call: Call): Ticket
  #begin<S extends Step>(call: Call, open: (sequence: number) => S): Ticket<S>
  #begin(call: Call, open = (sequence: number): Step => this.#transport.overBuffer(call, sequence)): Ticket {
    checkCall(call, this.size)
    const ticket = this.#push(call, open(this.#sequence))
    this.traffic.begin(call, this.rank, this.size)
    this.#advance()
    return ticket
  }

  #meet(sequence: number, deadlineMs: number): void {
    const ticket = { call: PROGRAM, sequence, step: this.#transport.overBuffer(PROGRAM, sequence) }
    this.#open.push(ticket)
    this.#end(ticket, { deadlineMs })
  }

  #push(call: Call, step: Step): Ticket {
    const ticket = { call, sequence: this.#sequence, step }
    this.#open.push(ticket)
    this.#sequence += 1
    return ticket
  }

  /** Takes every open collective as far as it goes. */
  #advance(): void {
    for (let i = 0; i < this.#open.length;) {
      if ((this.#open[i] as Ticket).step.advance(i === 0) && i === 0) this.#open.shift()
      else if (this.#transport.overlaps) i += 1
      else return
    }
  }

  /** Waits until a collective is done, and those before it. */
  #end(ticket: Ticket, { deadlineMs }: { readonly deadlineMs: number } = this.#transport): void {
    this.#advance()
    let [head, began] = [this.#open[0], performance.now()]
    while (this.#open.includes(ticket)) {
      const now = performance.now()
      if (this.#open[0] !== head) [head, began] = [this.#open[0], now]
      const left = deadlineMs - (now - began)
      if (head !== undefined && left <= 0) this.#transport.timedOut(head.call, head.sequence)
      this.#transport.pause(left)
      this.traffic.waitMs += performance.now() - now
      this.#advance()
    }
  }
}
