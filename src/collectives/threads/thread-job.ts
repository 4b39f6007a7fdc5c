/** One job on threads, followed from outside: how each rank ends, and that all of them do. */
import type { Worker } from 'node:worker_threads'
import type { RankFailure, RankJob, RankOutcome } from '../../contract/collectives.ts'
import { reserveMemories } from '../arena.ts'
import { fromOutside } from '../failure.ts'
import { BEGIN_MS, DEADLINE_MS } from '../program.ts'
import { compileSum } from '../sum-kernel/kernel.ts'
import { Control } from './control.ts'
import type { RankNews, RankOrder } from './rank-thread.ts'
import type { SharedWorld } from './thread-transport.ts'

/** What a rank gets to end by itself once its group has ended; one that waits in a collective needs a fraction of it. */
const GRACE_MS = 500

/** A job, and one thread for each of its ranks. */
export class ThreadJob {
  readonly #job: RankJob
  readonly #threads: readonly Worker[]
  readonly #transport: string | undefined
  readonly #deadlineMs: number
  readonly #control: Control
  readonly #world: SharedWorld
  readonly #results: unknown[]
  readonly #running: Set<number>
  readonly #timers: NodeJS.Timeout[] = []
  #grace: NodeJS.Timeout | undefined
  #end: (() => void) | undefined

  /** @param transport module that makes a rank's way to the others, if not the usual one */
  constructor(job: RankJob, threads: readonly Worker[], transport?: URL) {
    const control = Control.memory(job.ranks)
    this.#job = job
    this.#threads = threads
    this.#transport = transport?.href
    this.#deadlineMs = job.deadlineMs ?? DEADLINE_MS
    this.#control = new Control(control, job.ranks)
    this.#world = {
      size: job.ranks,
      deadlineMs: this.#deadlineMs,
      control,
      memories: reserveMemories(),
      sum: compileSum(),
    }
    this.#results = threads.map(() => undefined)
    this.#running = new Set(threads.keys())
  }

  /** Runs the job; fulfilled when every rank has ended. */
  async outcome(): Promise<RankOutcome> {
    const { signal } = this.#job
    const abort = (): void => this.#fail(fromOutside(signal))
    signal?.addEventListener('abort', abort)
    const ended = new Promise<void>((resolve) => (this.#end = resolve))
    const stopWatching = this.#threads.map((thread, rank) => this.#watch(thread, rank))
    this.#threads.forEach((thread, rank) => this.#order(thread, rank))
    if (signal?.aborted === true) abort()
    await ended
    stopWatching.forEach((stop) => stop())
    clearTimeout(this.#grace)
    signal?.removeEventListener('abort', abort)
    const failure = this.#control.failure()
    return failure === undefined ? { results: this.#results } : { results: this.#results, failure }
  }

  #order(worker: Worker, rank: number): void {
    const { program, data } = this.#job
    worker.ref()
    const order: RankOrder = { rank, world: this.#world, program: String(program), data, transport: this.#transport }
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    worker.postMessage(order)
    const patienceMs = Math.max(BEGIN_MS, this.#deadlineMs)
    const late = (): void => this.#die(rank, `has not loaded its program within ${patienceMs} ms`)
    this.#timers[rank] = setTimeout(late, patienceMs)
  }

  #watch(thread: Worker, rank: number): () => void {
    const onMessage = (message: RankNews): void => {
      if (message.news === 'loaded') clearTimeout(this.#timers[rank])
      else if (message.news === 'returned') this.#results[rank] = message.result
      else this.#ended(rank)
      if (message.news === 'failed') this.#fail(message.failure)
    }
    const onError = (error: Error): void => this.#die(rank, `died of ${error.stack ?? String(error)}`)
    const onExit = (code: number): void => {
      this.#die(rank, `its thread exited with code ${code}`)
      this.#ended(rank)
    }
    thread.on('message', onMessage).on('error', onError).on('exit', onExit)
    return () => {
      thread.off('message', onMessage).off('error', onError).off('exit', onExit)
      thread.unref()
    }
  }

  #die(rank: number, reason: string): void {
    this.#fail({ rank, operation: 'program', sequence: this.#control.begun(rank), reason })
  }

  /** The first failure stays; ranks that do not end by themselves are ended. */
  #fail(failure: RankFailure): void {
    this.#control.fail(failure)
    this.#grace ??= setTimeout(() => {
      for (const rank of this.#running) void this.#threads[rank]?.terminate()
    }, GRACE_MS)
  }

  #ended(rank: number): void {
    clearTimeout(this.#timers[rank])
    this.#running.delete(rank)
    if (this.#running.size === 0) this.#end?.()
  }
}
