/** MPI's launcher as a child of this process, in a process group of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { isNotice } from './launcher-failure.ts'
import { kill } from './processes.ts'

/** Characters kept of what the launcher says. */
const SAID = 20_000
/** How long what ranks have written is waited for, once they have ended. */
const DRAIN_MS = 500

/** A launcher that runs. What its ranks write is passed on; what it says itself is kept. */
export class Launcher {
  /** Its exit status. Rejected if the command cannot begin. */
  readonly exit: Promise<number>
  readonly #process: ChildProcess
  readonly #closed: Promise<void>
  #said = ''
  #noticed = false

  constructor([program = '', ...parameters]: readonly string[], environment: Record<string, string>) {
    const launcher = spawn(program, parameters, {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
    })
    this.#process = launcher
    this.exit = new Promise((resolve, reject) => {
      launcher.once('error', reject)
      launcher.once('exit', (code) => resolve(code ?? 1))
    })
    this.#closed = new Promise((resolve) => launcher.once('close', () => resolve()))
    launcher.stderr.setEncoding('utf8').on('data', (text: string) => this.#keep(text))
    launcher.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#noticed ||= isNotice(text)
      if (this.#noticed) this.#keep(text)
      else process.stdout.write(text)
    })
  }

  /** The last of what it has said. */
  get said(): string {
    return this.#said
  }

  /** Asks it to end its ranks. */
  terminate(): void {
    this.#process.kill('SIGTERM')
  }

  /** Ends it, and what else is in its group, at once. */
  kill(): void {
    if (this.#process.pid !== undefined) kill(-this.#process.pid)
  }

  /** Lets go of its pipes, which others may hold open. */
  async close(): Promise<void> {
    await Promise.race([this.#closed, delay(DRAIN_MS)])
    this.#process.stdout?.destroy()
    this.#process.stderr?.destroy()
  }

  #keep(text: string): void {
    this.#said = (this.#said + text).slice(-SAID)
  }
}
