/** Where ranks of one thread meet: the n-th collective of each is one and the same, or an error for all. */
import type { RankFailure } from '../contract/collectives.ts'
import { type Call } from './call.ts'
import { disagreement } from './disagreement.ts'
import { CollectiveError } from './failure.ts'

type Numbers = Float64Array | undefined

interface Round {
  readonly calls: (Call | undefined)[]
  readonly numbers: Numbers[]
  readonly came: PromiseWithResolvers<readonly Numbers[]>
  readonly deadline: NodeJS.Timeout
}

/** The meetings of the ranks 0 ... size - 1. */
export class Meeting {
  readonly #size: number
  readonly #deadlineMs: number
  readonly #rounds = new Map<number, Round>()
  /** Collectives begun, by rank. */
  readonly #begun: number[]
  #failure: CollectiveError | undefined

  constructor(size: number, deadlineMs: number) {
    this.#size = size
    this.#deadlineMs = deadlineMs
    this.#begun = Array.from({ length: size }, () => 0)
  }

  /** Collectives that a rank has begun. */
  sequenceOf(rank: number): number {
    return this.#begun[rank] ?? 0
  }

  /**
   * A rank comes to its next collective.
   * @param perform done once, when all have come and mean the same
   * @returns the numbers that the ranks brought, by rank
   */
  come(rank: number, call: Call, numbers: Numbers, perform: () => void): Promise<readonly Numbers[]> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure)
    const sequence = this.sequenceOf(rank)
    this.#begun[rank] = sequence + 1
    const round = this.#round(sequence, call)
    round.calls[rank] = call
    round.numbers[rank] = numbers
    if (this.#missing(round).length === 0) this.#end(round, sequence, perform)
    return round.came.promise
  }

  /** Ends the group, unless it has ended. */
  fail(failure: RankFailure): void {
    this.#failure ??= new CollectiveError(failure)
    for (const { came, deadline } of this.#rounds.values()) {
      clearTimeout(deadline)
      came.reject(this.#failure)
    }
    this.#rounds.clear()
  }

  #round(sequence: number, { operation }: Call): Round {
    const known = this.#rounds.get(sequence)
    if (known !== undefined) return known
    const deadline = setTimeout(() => {
      const missing = this.#missing(round)
      const reason = `timed out after ${this.#deadlineMs} ms; missing ranks [${missing.join(', ')}]`
      this.fail({ rank: missing[0] ?? 0, operation, sequence, reason })
    }, this.#deadlineMs)
    const empty = Array.from({ length: this.#size }, () => undefined)
    const round: Round = { calls: [...empty], numbers: [...empty], came: withResolvers(), deadline }
    round.came.promise.catch(() => undefined) // each rank that came has it, too
    this.#rounds.set(sequence, round)
    return round
  }

  #missing({ calls }: Round): number[] {
    return calls.flatMap((call, rank) => (call === undefined ? [rank] : []))
  }

  #end({ calls, numbers, came, deadline }: Round, sequence: number, perform: () => void): void {
    const differs = disagreement(calls as Call[])
    if (differs !== undefined) {
      this.fail({ ...differs, sequence })
      return
    }
    clearTimeout(deadline)
    this.#rounds.delete(sequence)
    perform()
    came.resolve(numbers)
  }
}

interface PromiseWithResolvers<T> {
  readonly promise: Promise<T>
  readonly resolve: (value: T) => void
  readonly reject: (error: Error) => void
}

/** Promise.withResolvers, which Node 20 lacks. */
function withResolvers<T>(): PromiseWithResolvers<T> {
  let resolve!: (value: T) => void
  let reject!: (error: Error) => void
  const promise = new Promise<T>((yes, no) => ((resolve = yes), (reject = no)))
  return { promise, resolve, reject }
}
