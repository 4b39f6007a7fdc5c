/** A line to a subject's process on which the judge's thread can block: laws call parts as if they were here. */
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads'
import { Lost } from '../judge/lost.ts'
import type { Ending, Launch } from './guarded-process.ts'
import type { Link } from './peer.ts'

export type ToWorker =
  | { readonly kind: 'start'; readonly launch: Launch; readonly budgetMs: number }
  /** `leftMs` of `budgetMs` are left for what the subject is asked. */
  | { readonly kind: 'line'; readonly line: string; readonly leftMs: number; readonly budgetMs: number; readonly what: string }
  /** Nothing is asked; the time that is left goes on. */
  | { readonly kind: 'go on'; readonly leftMs: number; readonly budgetMs: number; readonly what: string }
  | { readonly kind: 'stop' }

export type FromWorker =
  | { readonly kind: 'line'; readonly line: string }
  | { readonly kind: 'output'; readonly text: string }
  | { readonly kind: 'ended'; readonly ending: Ending }

/** A line that the worker is to keep. */
export interface Line {
  readonly port: MessagePort
  /** Counts the messages that the worker sent on the line; the judge waits for it to change. */
  readonly wakes: Int32Array<SharedArrayBuffer>
}

let worker: Worker | undefined

/** The worker that keeps all lines; an idle one does not keep the judge alive. */
function keeper(): Worker {
  if (worker === undefined) {
    worker = new Worker(new URL('./bridge-worker.js', import.meta.url))
    worker.unref()
    // By this signal Node opens its debugger, to whoever sent it.
    process.on('SIGUSR1', () => undefined)
  }
  return worker
}

/** How a budget that is spent is told. */
export function outOfTime(what: string, budgetMs: number): string {
  return `${what} was still running after ${Math.round(budgetMs)} ms: the process was killed`
}

/** One line for all lives of a process. */
export class Bridge implements Link {
  readonly #port: MessagePort
  readonly #wakes = new Int32Array(new SharedArrayBuffer(4))
  readonly #onOutput: (text: string) => void
  #lost: Lost | undefined = new Lost('stopped', 'no process was started')
  #budgetMs = 0
  #spentMs = 0
  #what = ''

  constructor(onOutput: (text: string) => void) {
    this.#onOutput = onOutput
    const { port1, port2 } = new MessageChannel()
    this.#port = port1
    keeper().postMessage({ port: port2, wakes: this.#wakes } satisfies Line, [port2])
  }

  /** Why the process is no more, if it is not. */
  get lost(): Lost | undefined {
    return this.#lost
  }

  /** @param budgetMs what it may take until its first line */
  start(launch: Launch, budgetMs: number): void {
    this.#lost = undefined
    this.#tell({ kind: 'start', launch, budgetMs })
  }

  /** From here on the subject may take `budgetMs` in all; time that the judge takes does not count. */
  allow(budgetMs: number, what: string): void {
    this.#budgetMs = budgetMs
    this.#spentMs = 0
    this.#what = what
  }

  /** @throws Lost if the process is gone or its budget is spent */
  send(line: string): void {
    this.#tell({ kind: 'line', line, leftMs: this.#leftMs(), budgetMs: this.#budgetMs, what: this.#what })
  }

  /** @throws Lost if the process is gone or its budget is spent */
  goOn(): void {
    this.#tell({ kind: 'go on', leftMs: this.#leftMs(), budgetMs: this.#budgetMs, what: this.#what })
  }

  /** However many lines a subject sends, each of them takes of its budget. */
  #leftMs(): number {
    if (this.#lost !== undefined) throw this.#lost
    const leftMs = this.#budgetMs - this.#spentMs
    if (leftMs > 0) return leftMs
    this.stop()
    throw (this.#lost = new Lost('out of time', outOfTime(this.#what, this.#budgetMs)))
  }

  /** Blocks until the subject answers or ends. @throws Lost if it ended */
  receive(): string {
    const started = performance.now()
    try {
      for (;;) {
        const seen = Atomics.load(this.#wakes, 0)
        const message = receiveMessageOnPort(this.#port)?.message as FromWorker | undefined
        if (message === undefined) {
          if (this.#lost !== undefined) throw this.#lost
          Atomics.wait(this.#wakes, 0, seen)
        } else if (message.kind === 'line') return message.line
        else if (message.kind === 'output') this.#onOutput(message.text)
        else {
          const { outcome, message: why } = message.ending
          this.#lost = new Lost(outcome, why)
        }
      }
    } finally {
      this.#spentMs += performance.now() - started
    }
  }

  /** Ends the process and waits until it has ended. */
  stop(): void {
    if (this.#lost !== undefined) return
    this.#tell({ kind: 'stop' })
    try {
      for (;;) this.receive()
    } catch {
      // ended
    }
  }

  /** Ends the process and the line. */
  close(): void {
    this.stop()
    this.#port.close()
  }

  #tell(message: ToWorker): void {
    this.#port.postMessage(message, [])
  }
}
