/**
 * The first batch of every regime, run in a thread while other questions are judged. It changes nothing but when a verdict is there:
 * what the thread has not done, or cannot do, is done by whoever asks.
 */
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads'
import type { Selection, SelectionTrial } from '../../../src/contract/selection.ts'

/** What the thread is told. */
export interface AheadTask {
  /** The module of the subject. */
  readonly url: string
  readonly block: number
  /** The regimes; the last are run first, as the judge begins with the first. */
  readonly regimes: readonly string[]
  /** A state for each regime. */
  readonly states: Int32Array<SharedArrayBuffer>
  /** Where batches go, with the number of the regime. */
  readonly port: MessagePort
}

export type AheadBatch = readonly [regime: number, trials: SelectionTrial[]]

/** Of a regime: nobody runs it, somebody does, the thread has done so. */
export const FREE = 0
export const TAKEN = 1
export const DONE = 2

/** A batch takes a tenth of a second: a thread that takes this long has died. */
const DEAD_MS = 20_000

interface Ahead extends Pick<AheadTask, 'block' | 'regimes' | 'states' | 'port'> {
  readonly batches: Map<number, SelectionTrial[]>
}

const running = new WeakMap<Selection['selectionTrial'], Ahead>()

/** Begins to run the first batch of a block in these regimes, for whoever asks the part for it. @returns the thread */
export function runAhead(part: Selection['selectionTrial'], url: string, block: number, regimes: readonly string[]): Worker {
  const states = new Int32Array(new SharedArrayBuffer(4 * regimes.length))
  const { port1, port2 } = new MessageChannel()
  const task: AheadTask = { url, block, regimes, states, port: port2 }
  const thread = new Worker(new URL('./ahead-thread.js', import.meta.url), { workerData: task, transferList: [port2] })
  // Without the thread everything is run here.
  thread.on('error', () => undefined)
  thread.unref()
  running.set(part, { block, regimes, states, port: port1, batches: new Map() })
  return thread
}

/** The first batch of a block in a regime, where the thread has begun with it. */
export function takenAhead(part: Selection['selectionTrial'], levels: string, block: number): SelectionTrial[] | undefined {
  const ahead = running.get(part)
  const regime = ahead?.regimes.indexOf(levels) ?? -1
  if (ahead === undefined || ahead.block !== block || regime === -1) return undefined
  if (Atomics.compareExchange(ahead.states, regime, FREE, TAKEN) === FREE) return undefined
  Atomics.wait(ahead.states, regime, TAKEN, DEAD_MS)
  for (let sent = receiveMessageOnPort(ahead.port); sent !== undefined; sent = receiveMessageOnPort(ahead.port))
    ahead.batches.set(...(sent.message as AheadBatch))
  return ahead.batches.get(regime)
}
