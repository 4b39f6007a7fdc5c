/** What a rank spends its time on in a step: computing, communicating, waiting for others. */
import type { Awaitable, Traffic } from '../contract/collectives.ts'
import type { Span } from '../contract/training-step.ts'

/** Times the parts of a step; without a clock it times nothing. */
export class Recorder {
  readonly spans: Span[] = []
  readonly #now: (() => number) | undefined
  readonly #traffic: Traffic
  /** Unit -> since when there is a whole of it. */
  readonly #gatheredMs = new Map<string, number>()

  /** @param now milliseconds of a clock that never goes back */
  constructor(traffic: Traffic, now?: () => number) {
    this.#traffic = traffic
    this.#now = now
  }

  compute<T>(what: Span['what'], unit: string | undefined, work: () => T): T {
    const startMs = this.#now?.()
    const result = work()
    this.#add('compute', what, unit, startMs, this.#now?.())
    return result
  }

  /** The group counts how long a call waited; that part is put at the beginning of the call. */
  async communicate<T>(what: Span['what'], unit: string | undefined, call: () => Awaitable<T>): Promise<T> {
    const startMs = this.#now?.()
    const waitedBefore = this.#traffic.waitMs
    const result = await call()
    if (startMs === undefined) return result
    const endMs = this.#now?.() ?? startMs
    const begunMs = Math.min(endMs, startMs + this.#traffic.waitMs - waitedBefore)
    this.#add('wait', what, unit, startMs, begunMs)
    this.#add('communicate', what, unit, begunMs, endMs)
    return result
  }

  /** A unit is gathered, unless it is already. @param unit of which there is a whole now */
  gathered(unit: string | undefined): void {
    const nowMs = this.#now?.()
    if (unit !== undefined && nowMs !== undefined && !this.#gatheredMs.has(unit)) this.#gatheredMs.set(unit, nowMs)
  }

  /** A unit's whole is gone. */
  released(unit: string | undefined): void {
    if (unit === undefined) return
    this.#add('whole', 'gather', unit, this.#gatheredMs.get(unit), this.#now?.())
    this.#gatheredMs.delete(unit)
  }

  #add(kind: Span['kind'], what: Span['what'], unit: string | undefined, startMs?: number, endMs?: number): void {
    if (startMs === undefined || endMs === undefined || endMs === startMs) return
    this.spans.push({ kind, what, ...(unit === undefined ? {} : { unit }), startMs, endMs })
  }
}
