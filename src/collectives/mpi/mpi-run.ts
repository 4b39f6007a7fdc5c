/**
 * One run of MPI's launcher, followed from outside.
 *
 * [Note: ending] A launcher can wait for ever: for a rank that hangs, for a machine that does not answer. So it runs in a process group of its own;
 * once a rank has told a failure it gets a moment, and then everything is ended by the ids that the ranks recorded. Its pipes are not waited for.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { watch } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { MpiJob, RankFailure, RankOutcome } from '../../contract/collectives.ts'
import { fromOutside } from '../failure.ts'
import { BEGIN_MS } from '../program.ts'
import type { JobFolder } from './job-folder.ts'
import { deathOf, isNotice, withoutDeath } from './launcher-failure.ts'
import { endProcesses, kill } from './processes.ts'

/** What MPI gets to end a job by itself, once a rank has told a failure. */
const GRACE_MS = 2000
/** How long what ranks have written is waited for, once they have ended. */
const DRAIN_MS = 500
/** Characters kept of what the launcher says. */
const SAID = 20_000

/** A job and its folder. */
export class MpiRun {
  readonly #job: MpiJob
  readonly #folder: JobFolder
  readonly #deadlineMs: number
  #outside: RankFailure | undefined
  #ending: NodeJS.Timeout | undefined

  constructor(job: MpiJob, folder: JobFolder, deadlineMs: number) {
    this.#job = job
    this.#folder = folder
    this.#deadlineMs = deadlineMs
  }

  /** Runs the command; fulfilled when every process on this machine has ended. */
  async outcome([program = '', ...parameters]: readonly string[], environment: Record<string, string>): Promise<RankOutcome> {
    const launcher = spawn(program, parameters, {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
    })
    let said = ''
    const keep = (text: string): void => void (said = (said + text).slice(-SAID))
    launcher.stderr.setEncoding('utf8').on('data', keep)
    let noticed = false
    launcher.stdout.setEncoding('utf8').on('data', (text: string) => {
      noticed ||= isNotice(text)
      if (noticed) keep(text)
      else process.stdout.write(text)
    })
    const late = setTimeout(() => this.#endLate(launcher), Math.max(BEGIN_MS, this.#deadlineMs))
    const watcher = watch(this.#folder.path, () => this.#look(launcher, late))
    const endThen = (): void => this.#fromOutside(launcher)
    const { signal } = this.#job
    signal?.addEventListener('abort', endThen)
    if (signal?.aborted === true) endThen()
    const killAll = (): void => killGroup(launcher)
    process.once('exit', killAll)
    const closed = new Promise<void>((resolve) => launcher.once('close', () => resolve()))
    const code = await exitOf(launcher)
    process.off('exit', killAll)
    watcher.close()
    clearTimeout(late)
    clearTimeout(this.#ending)
    signal?.removeEventListener('abort', endThen)
    await endProcesses(this.#folder)
    await Promise.race([closed, delay(DRAIN_MS)])
    launcher.stdout.destroy()
    launcher.stderr.destroy()
    const results = this.#folder.results(this.#job.ranks)
    const failure = this.#outside ?? this.#failure(said, code)
    return failure === undefined ? { results } : { results, failure }
  }

  /** A rank has left something in the folder. */
  #look(launcher: ChildProcess, late: NodeJS.Timeout): void {
    const { loadedRanks, returnedRanks } = this.#folder
    if (loadedRanks === this.#job.ranks) clearTimeout(late)
    if (this.#folder.failure() !== undefined) this.#endAfter(launcher, GRACE_MS)
    else if (returnedRanks === this.#job.ranks) this.#endAfter(launcher, this.#deadlineMs + GRACE_MS)
  }

  #endAfter(launcher: ChildProcess, graceMs: number): void {
    this.#ending ??= setTimeout(() => {
      killGroup(launcher)
    }, graceMs)
  }

  #endLate(launcher: ChildProcess): void {
    const reason = `the launcher: ${this.#folder.loadedRanks} of ${this.#job.ranks} ranks have loaded the program within its time`
    this.#outside ??= { rank: -1, operation: 'program', sequence: 0, reason }
    killGroup(launcher)
  }

  /** The launcher ends its ranks when it is asked to. */
  #fromOutside(launcher: ChildProcess): void {
    this.#outside ??= fromOutside(this.#job.signal)
    launcher.kill('SIGTERM')
    this.#endAfter(launcher, GRACE_MS)
  }

  #failure(said: string, code: number): RankFailure | undefined {
    const told = this.#folder.failure()
    if (told === undefined && code === 0 && this.#folder.returnedRanks === this.#job.ranks) return undefined
    const died = deathOf(said, (pid) => this.#folder.rankOf(pid))
    // The others tell what a death by a signal looked like to them; a rank that ends itself has told why.
    const unheard = died !== undefined && died.reason.includes('signal') && !this.#folder.hasFailed(died.rank)
    return (unheard ? died : (told ?? died)) ?? withoutDeath(said, code)
  }
}

/** The launcher leads a process group of its own. */
function killGroup({ pid }: ChildProcess): void {
  if (pid !== undefined) kill(-pid)
}

/** @throws Error if the command cannot begin */
function exitOf(launcher: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    launcher.once('error', reject)
    launcher.once('exit', (code) => resolve(code ?? 1))
  })
}
