/** The words that the ranks of a job share: who has come, what each means to do, and why the group has ended. */
import type { RankFailure } from '../../contract/collectives.ts'
import { type Call, OPERATIONS } from '../call.ts'

const REASON_BYTES = 4096
const HEAD_BYTES = 64
/** A rank tells its call by these numbers: operation, length, root, buffer. */
const CALL_NUMBERS = 4
/** [Note: slots] A rank may be one collective ahead of a slow reader, never two: calls are told in two slots in turn. */
const SLOTS = 2

/** Words at the head. */
const WORD = { state: 0, generation: 1, count: 2, failedRank: 3, failedOperation: 4, failedSequence: 5, reasonBytes: 6 } as const
/** The values of the state. */
const RUNNING = 0
const ENDING = 1
const ENDED = 2

/** One job's control block, over memory that its threads share. */
export class Control {
  readonly words: Int32Array
  readonly #arrivals: Int32Array
  readonly #begun: Int32Array
  readonly #calls: Float64Array
  readonly #reason: Uint8Array
  readonly #size: number

  /** Memory for a job of `size` ranks. */
  static memory(size: number): SharedArrayBuffer {
    return new SharedArrayBuffer(HEAD_BYTES + SLOTS * size * CALL_NUMBERS * 8 + size * 8 + REASON_BYTES)
  }

  constructor(memory: SharedArrayBuffer, size: number) {
    const calls = SLOTS * size * CALL_NUMBERS
    this.#size = size
    this.words = new Int32Array(memory, 0, HEAD_BYTES / 4)
    this.#calls = new Float64Array(memory, HEAD_BYTES, calls)
    this.#arrivals = new Int32Array(memory, HEAD_BYTES + 8 * calls, size)
    this.#begun = new Int32Array(memory, HEAD_BYTES + 8 * calls + 4 * size, size)
    this.#reason = new Uint8Array(memory, HEAD_BYTES + 8 * calls + 8 * size, REASON_BYTES)
  }

  /** How often all ranks have come together; grows by one more when the group ends, so that no one sleeps through it. */
  get generation(): number {
    return Atomics.load(this.words, WORD.generation)
  }

  /** Says that a rank has come, for the `arrivals`-th time; the last one wakes the others. */
  arrive(rank: number, arrivals: number): void {
    Atomics.store(this.#arrivals, rank, arrivals)
    if (Atomics.add(this.words, WORD.count, 1) !== this.#size - 1) return
    Atomics.store(this.words, WORD.count, 0)
    this.#nextGeneration()
  }

  /** Sleeps until the generation is no longer `seen`, or for so many milliseconds; may wake early. */
  sleep(seen: number, atMostMs: number): void {
    Atomics.wait(this.words, WORD.generation, seen, atMostMs)
  }

  /** Ranks that have come less often than `arrivals` times. */
  missing(arrivals: number): number[] {
    return Array.from(this.#arrivals, (_, rank) => rank).filter((rank) => Atomics.load(this.#arrivals, rank) - arrivals < 0)
  }

  /** Tells the others which collective a rank means to do. */
  tell(rank: number, sequence: number, { operation, length, root, buffer }: Call): void {
    if (operation !== 'program') Atomics.store(this.#begun, rank, sequence + 1)
    this.#calls.set([OPERATIONS.indexOf(operation), length, root, buffer], this.#at(rank, sequence))
  }

  /** Collectives that a rank has begun. */
  begun(rank: number): number {
    return Atomics.load(this.#begun, rank)
  }

  /** What a rank means to do. */
  told(rank: number, sequence: number): Call {
    const [operation = 0, length = 0, root = 0, buffer = 0] = this.#calls.subarray(this.#at(rank, sequence))
    return { operation: OPERATIONS[operation] as Call['operation'], length, root, buffer }
  }

  /** Whether all ranks mean the same, seen without making a call of what any of them told. */
  agree(sequence: number): boolean {
    const first = this.#at(0, sequence)
    for (let i = CALL_NUMBERS; i < this.#size * CALL_NUMBERS; i += 1) {
      if (this.#calls[first + i] !== this.#calls[first + (i % CALL_NUMBERS)]) return false
    }
    return true
  }

  #at(rank: number, sequence: number): number {
    return ((sequence % SLOTS) * this.#size + rank) * CALL_NUMBERS
  }

  /** Ends the group and wakes everybody; the first failure stays. */
  fail({ rank, operation, sequence, reason }: RankFailure): void {
    if (Atomics.compareExchange(this.words, WORD.state, RUNNING, ENDING) !== RUNNING) return
    const bytes = new TextEncoder().encodeInto(reason.slice(0, REASON_BYTES / 3), this.#reason).written
    this.words.set([rank, OPERATIONS.indexOf(operation), sequence, bytes], WORD.failedRank)
    Atomics.store(this.words, WORD.state, ENDED)
    Atomics.notify(this.words, WORD.state)
    this.#nextGeneration()
  }

  /** Why the group has ended, if it has. */
  failure(): RankFailure | undefined {
    if (Atomics.load(this.words, WORD.state) === RUNNING) return undefined
    // Whoever ends the group writes a few words more; should it die while it does, its words are read as they are.
    Atomics.wait(this.words, WORD.state, ENDING, 100)
    const [rank = 0, operation = 0, sequence = 0, bytes = 0] = this.words.subarray(WORD.failedRank)
    const reason = new TextDecoder().decode(this.#reason.slice(0, bytes))
    return { rank, operation: OPERATIONS[operation] as Call['operation'], sequence, reason }
  }

  #nextGeneration(): void {
    Atomics.add(this.words, WORD.generation, 1)
    Atomics.notify(this.words, WORD.generation)
  }
}
