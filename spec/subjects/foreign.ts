/** A subject in a process of its own: stand-ins for its parts, which call across, and a new process where one was lost. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Lost } from '../judge/lost.ts'
import { writeBack } from '../judge/plain-data.ts'
import { Mismatch } from '../judge/witness.ts'
import { Bridge } from './bridge.ts'
import type { Launch } from './guarded-process.ts'
import type { Limits } from './launch.ts'
import { Peer, plain, resultOf, type Side } from './peer.ts'
import { errorFromWire } from './wire-error.ts'
import { PROTOCOL, type Hello } from './wire.ts'

/** What a busy machine may take to start Node, Python, or a framework, besides the time that loading the module may take. */
const START_MS = 40_000

/** Specs that may run out of time in a part until it is not asked any more. */
const BUDGETS = 3

/** The subject could not be started or loaded at all: nothing was judged. */
export class LoadError extends Error {
  override readonly name = 'LoadError'
}

/** How a foreign subject is started, with the folder for long arrays. */
export type Launcher = (folder: string) => Launch

export class Foreign {
  /** What it says of itself. */
  readonly hello: Hello
  /** A stand-in for everything that it offers. */
  readonly parts: Readonly<Record<string, unknown>>
  readonly #launcher: Launcher
  readonly #limits: Limits
  readonly #folder = mkdtempSync(join(tmpdir(), 'assay-subject-'))
  readonly #bridge: Bridge
  /** Budgets that calls of each part have spent. */
  readonly #budgetsSpent = new Map<string, number>()
  #peer: Peer
  #unstarted: Lost | undefined

  /** @throws LoadError if it cannot be started, loaded, or understood */
  constructor(launcher: Launcher, limits: Limits, onOutput: (text: string) => void = () => undefined) {
    this.#launcher = launcher
    this.#limits = limits
    this.#bridge = new Bridge(onOutput)
    try {
      this.#peer = this.#start()
      this.hello = readHello(this.#peer.hello())
    } catch (error) {
      this.close()
      throw new LoadError(error instanceof Lost ? error.message : String(error), { cause: error })
    }
    this.parts = Object.fromEntries(this.hello.parts.map((part) => [part, this.#standIn(part)]))
  }

  /** Before a spec: its budget begins, with a new process if the last one is gone. If there is none, every call says why. */
  begin(what: string): void {
    if (this.#bridge.lost !== undefined) this.#startAgain()
    this.#bridge.allow(this.#limits.budgetMs, what)
  }

  /** Ends the process; nothing of it is left. */
  close(): void {
    this.#bridge.close()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #startAgain(): void {
    this.#unstarted = undefined
    try {
      this.#peer = this.#start()
      this.#peer.hello()
    } catch (error) {
      this.#bridge.stop()
      const why = error instanceof Error ? error.message : String(error)
      this.#unstarted = new Lost('stopped', `it could not be started again after its process had ended: ${why}`)
    }
  }

  #start(): Peer {
    const { budgetMs } = this.#limits
    const launch = this.#launcher(this.#folder)
    this.#bridge.start(launch, START_MS)
    // A module's own time begins when Node is up, which its first line tells; of a command nobody knows.
    if (launch.line === 'own') this.#bridge.receive()
    this.#bridge.allow(launch.line === 'own' ? budgetMs : START_MS + budgetMs, 'loading the subject')
    return new Peer(
      this.#bridge,
      this.#folder,
      judgeSide(() => this.#bridge.stop()),
    )
  }

  /** Runs a call, and notes if it spends the budget: a part that always does is not waited for in every spec. */
  #timed<T>(part: string, run: () => T): T {
    if (this.#unstarted !== undefined) throw this.#unstarted
    const spent = this.#budgetsSpent.get(part) ?? 0
    if (spent >= BUDGETS) throw new Lost('out of time', `${part} has spent the budget of ${BUDGETS} specs: it is not asked again`)
    try {
      return run()
    } catch (error) {
      if (error instanceof Lost && error.outcome === 'out of time') this.#budgetsSpent.set(part, spent + 1)
      throw error
    }
  }

  #standIn(part: string): unknown {
    const call = (args: readonly unknown[], isNew: boolean): unknown => {
      const answer = this.#timed(part, () => this.#peer.call(part, args, isNew))
      for (const [at, now] of answer.changed) writeBack(args[at], now)
      if (answer.altered !== undefined)
        throw new Mismatch(`an earlier result of ${answer.altered}, after ${part} was called`, 'unchanged', 'changed')
      return resultOf(answer)
    }
    // Can be called and constructed, as the part may be either.
    return function (...args: readonly unknown[]): unknown {
      return call(args, new.target !== undefined)
    }
  }
}

/** The judge's end: it serves nothing by name, and makes its own errors of what it is told. */
function judgeSide(stop: () => void): Side {
  return {
    isJudge: true,
    hello: () => undefined,
    call: (part) => {
      throw new TypeError(`the judge has no part ${part}`)
    },
    around: (_what, _args, run) => plain(run()),
    readError(wire) {
      const { type, code, message } = Object(wire) as { readonly [key in 'type' | 'code' | 'message']?: unknown }
      const text = String(message).slice(0, 400)
      if (type === 'Stuck') {
        stop()
        return new Lost('threw', text)
      }
      const hint = 'the fence of the judge; --trusted lets a module write files and start processes and threads'
      return code === 'ERR_ACCESS_DENIED' ? new Lost('stopped', `${text}: ${hint}`) : errorFromWire(wire)
    },
  }
}

function readHello(value: unknown): Hello {
  const { protocol, name, parts } = Object(value) as { readonly [key in keyof Hello]?: unknown }
  if (protocol !== PROTOCOL)
    throw new TypeError(`it must answer hello with protocol ${PROTOCOL}, got ${JSON.stringify(protocol)?.slice(0, 80)}`)
  if (!Array.isArray(parts) || !parts.every((part) => typeof part === 'string'))
    throw new TypeError('it must answer hello with a list of the names of its parts')
  return {
    protocol,
    name: typeof name === 'string' ? name : 'a process',
    parts: [...new Set(parts)].filter((part) => part !== '__proto__'),
  }
}
