/** What a rank means to do, sent to every other before the data; so each knows who has come, and whether all mean the same. */
import { type Call, OPERATIONS } from '../call.ts'
import type { Mpi } from './library.ts'
import { Request } from './request.ts'

/** Numbers by which a rank tells its call: operation, length, root, buffer. */
const CALL_NUMBERS = 4
const TAG = 77

/** One collective, announced by this rank; the others' announcements arrive one by one. */
export class Announcement {
  readonly #told: Float64Array[]
  readonly #sent: Request[] = []
  readonly #coming = new Map<number, Request>()

  constructor(mpi: Mpi, rank: number, size: number, { operation, length, root, buffer }: Call) {
    const mine = Float64Array.of(OPERATIONS.indexOf(operation), length, root, buffer)
    this.#told = Array.from({ length: size }, (_, other) => (other === rank ? mine : new Float64Array(CALL_NUMBERS)))
    for (const [other, told] of this.#told.entries()) {
      if (other === rank) continue
      this.#coming.set(other, new Request(mpi, 'MPI_Irecv', [told, CALL_NUMBERS, mpi.double, other, TAG, mpi.world]))
      this.#sent.push(new Request(mpi, 'MPI_Isend', [mine, CALL_NUMBERS, mpi.double, other, TAG, mpi.world]))
    }
  }

  /** Whether everybody has come. @throws Error with the library's text */
  test(): boolean {
    for (const [rank, request] of this.#coming) if (request.test()) this.#coming.delete(rank)
    while (this.#sent[0]?.test() === true) this.#sent.shift()
    return this.#coming.size === 0 && this.#sent.length === 0
  }

  /** Ranks that have not come. */
  get missing(): number[] {
    return [...this.#coming.keys()]
  }

  /** What each rank means to do, once everybody has come. */
  calls(): Call[] {
    return this.#told.map(([operation = 0, length = 0, root = 0, buffer = 0]) => ({
      operation: OPERATIONS[operation] as Call['operation'],
      length,
      root,
      buffer,
    }))
  }
}
