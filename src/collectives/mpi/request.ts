/** A non-blocking operation of MPI, and how to wait for one without MPI's own waiting. */
import type { Mpi } from './library.ts'

/** An operation that has been posted. Holds what it was given, of which the garbage collector knows no other holder. */
export class Request {
  /** One that needs nothing to be done. */
  static readonly none = new Request()

  done: boolean
  readonly #mpi: Mpi | undefined
  readonly #held: readonly unknown[]
  /** An address in OpenMPI, a number of half the size in MPICH. */
  readonly #request = new BigInt64Array(1)
  readonly #flag = new Int32Array(1)

  /** Posts the operation `name`, whose last parameter is the request. */
  constructor(...[mpi, name, parameters]: [] | [Mpi, Parameters<Mpi['call']>[0], Parameters<Mpi['call']>[1][]]) {
    this.#mpi = mpi
    this.#held = parameters ?? []
    this.done = mpi === undefined
    if (name !== undefined) mpi?.call(name, ...(this.#held as Parameters<Mpi['call']>[1][]), this.#request)
  }

  /** Lets MPI go on; true when the operation is done. @throws Error with the library's text */
  test(): boolean {
    if (this.done || this.#mpi === undefined) return true
    this.#mpi.call('MPI_Test', this.#request, this.#flag, this.#mpi.ignoreStatus)
    this.done = this.#flag[0] !== 0
    return this.done
  }
}

/** Tests that are made before a rank sleeps in between: about a millisecond. */
const TESTS_AWAKE = 200
const SLEEP_MS = 0.05
/** A rank that has waited so long sleeps longer. */
const LONG_MS = 20

/** The pauses between tests: none at first if every rank can have a core, then short sleeps. */
export class Polling {
  readonly #awake: number
  readonly #never = new Int32Array(new SharedArrayBuffer(4))
  #tests = 0
  #last = 0
  #since = 0

  /** @param crowded more ranks than cores */
  constructor(crowded: boolean) {
    this.#awake = crowded ? 2 : TESTS_AWAKE
  }

  /** One pause between two tests. */
  pause(atMostMs: number): void {
    const now = performance.now()
    if (now - this.#last > 1) {
      this.#tests = 0
      this.#since = now
    }
    this.#tests += 1
    if (this.#tests > this.#awake) {
      Atomics.wait(this.#never, 0, 0, Math.min(now - this.#since > LONG_MS ? 1 : SLEEP_MS, Math.max(0, atMostMs)))
    }
    this.#last = performance.now()
  }
}
