/**
 * Trials that the judge shares with a second thread, which begins with the first batch of every regime while other questions are judged.
 * Each thread takes the next trial that nobody has taken, so that neither waits for the other longer than a trial takes. It changes
 * nothing but when a verdict is there: what the thread has not done, or cannot do, the judge does.
 */
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads'
import type { Selection, SelectionTrial } from '../../../src/contract/selection.ts'
import { BATCH, MOST_TRIALS, trialOf } from './trial-of.ts'

/** What the thread is told. A batch has the number `regime * BATCHES + batch`. */
export interface SharedTask {
  /** The module of the subject. */
  readonly url: string
  readonly block: number
  readonly regimes: readonly string[]
  /** For each batch: how many of its trials somebody has taken, or more. */
  readonly taken: Int32Array<SharedArrayBuffer>
  /** For each batch: how many of its trials the thread is done with. */
  readonly done: Int32Array<SharedArrayBuffer>
  /** How many batches the thread is asked for, and after that their numbers. */
  readonly asked: Int32Array<SharedArrayBuffer>
  /** Where the thread's trials go. */
  readonly port: MessagePort
}

export type SentTrial = readonly [batch: number, trial: number, result: SelectionTrial]

export const BATCHES = MOST_TRIALS / BATCH

/** A trial takes milliseconds: a thread that takes this long has died. */
const DEAD_MS = 20_000

interface Sharing extends SharedTask {
  /** What the thread has sent, by batch and trial. */
  readonly sent: Map<number, Map<number, SelectionTrial>>
}

const sharing = new WeakMap<Selection['selectionTrial'], Sharing>()

/**
 * Begins to share the trials of a block in these regimes with a thread, for whoever asks the part for them.
 * @returns the thread, and for each batch how many of its trials it is done with
 */
export function shareTrials(
  part: Selection['selectionTrial'],
  url: string,
  block: number,
  regimes: readonly string[],
): { readonly thread: Worker; readonly done: Int32Array<SharedArrayBuffer> } {
  const batches = regimes.length * BATCHES
  const numbers = (length: number) => new Int32Array(new SharedArrayBuffer(4 * length))
  const { port1, port2 } = new MessageChannel()
  const task = { url, block, regimes, taken: numbers(batches), done: numbers(batches), asked: numbers(1 + batches) }
  // The last regimes first, as the judge begins with the first.
  for (let regime = regimes.length - 1; regime >= 0; regime -= 1) ask(task.asked, regime * BATCHES)
  const thread = new Worker(new URL('./shared-trials-thread.js', import.meta.url), {
    workerData: { ...task, port: port2 } satisfies SharedTask,
    transferList: [port2],
  })
  // Without the thread everything is run here.
  thread.on('error', () => undefined)
  thread.unref()
  sharing.set(part, { ...task, port: port1, sent: new Map() })
  return { thread, done: task.done }
}

function ask(asked: Int32Array, batch: number): void {
  const count = Atomics.load(asked, 0)
  Atomics.store(asked, count + 1, batch)
  Atomics.store(asked, 0, count + 1)
  Atomics.notify(asked, 0)
}

/** A batch of a block in a regime, run by both threads; undefined where it is not shared. */
export function sharedBatch(
  part: Selection['selectionTrial'],
  levels: string,
  block: number,
  batch: number,
): SelectionTrial[] | undefined {
  const shared = sharing.get(part)
  const regime = shared?.regimes.indexOf(levels) ?? -1
  if (shared === undefined || shared.block !== block || regime === -1 || batch >= BATCHES) return undefined
  const number = regime * BATCHES + batch
  if (batch > 0) ask(shared.asked, number)
  const run = (i: number): SelectionTrial => trialOf(part, levels, block, batch * BATCH + i)
  const own = new Map(takenOnes(shared.taken, number, (i) => [i, run(i)] as const))
  const sent = received(shared, number, BATCH - own.size)
  return Array.from({ length: BATCH }, (_, i) => own.get(i) ?? sent.get(i) ?? run(i))
}

/** Takes trials of a batch, one after the other, until all are taken. */
export function* takenOnes<T>(taken: Int32Array, batch: number, run: (trial: number) => T): Generator<T> {
  for (let i = Atomics.add(taken, batch, 1); i < BATCH; i = Atomics.add(taken, batch, 1)) yield run(i)
}

/** Waits until the thread is done with so many trials of a batch: those that it sent. */
function received({ done, port, sent }: Sharing, batch: number, count: number): ReadonlyMap<number, SelectionTrial> {
  for (let seen = Atomics.load(done, batch); seen < count; seen = Atomics.load(done, batch))
    if (Atomics.wait(done, batch, seen, DEAD_MS) === 'timed-out') break
  for (let message = receiveMessageOnPort(port); message !== undefined; message = receiveMessageOnPort(port)) {
    const [of, trial, result] = message.message as SentTrial
    sent.set(of, (sent.get(of) ?? new Map<number, SelectionTrial>()).set(trial, result))
  }
  return sent.get(batch) ?? new Map<number, SelectionTrial>()
}
