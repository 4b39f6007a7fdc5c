/**
 * One run of MPI's launcher, followed from outside.
 *
 * [Note: ending] A launcher can wait for ever: for a rank that hangs, for a machine that does not answer. So it runs in a process group of its own;
 * once a rank has told a failure it gets a moment, and then everything is ended by the ids that the ranks recorded. Its pipes are not waited for.
 */
import { watch } from 'node:fs'
import type { MpiJob, RankFailure, RankOutcome } from '../../contract/collectives.ts'
import { fromOutside } from '../failure.ts'
import { BEGIN_MS } from '../program.ts'
import type { JobFolder } from './job-folder.ts'
import type { Launcher } from './launcher.ts'
import { deathOf, withoutDeath } from './launcher-failure.ts'
import { endProcesses } from './processes.ts'

/** What MPI gets to end a job by itself, once a rank has told a failure. */
const GRACE_MS = 2000

/** A job and its folder. */
export class MpiRun {
  readonly #job: MpiJob
  readonly #folder: JobFolder
  readonly #deadlineMs: number
  readonly #launcher: Launcher
  #outside: RankFailure | undefined
  #ending: NodeJS.Timeout | undefined

  constructor(job: MpiJob, folder: JobFolder, deadlineMs: number, launcher: Launcher) {
    this.#job = job
    this.#folder = folder
    this.#deadlineMs = deadlineMs
    this.#launcher = launcher
  }

  /** Fulfilled when every process on this machine has ended. */
  async outcome(): Promise<RankOutcome> {
    const { ranks, signal } = this.#job
    const late = setTimeout(() => this.#endLate(), Math.max(BEGIN_MS, this.#deadlineMs))
    const watcher = watch(this.#folder.path, () => this.#look(late))
    const end = (): void => this.#fromOutside()
    signal?.addEventListener('abort', end)
    if (signal?.aborted === true) end()
    let code = 1
    try {
      code = await this.#launcher.exit
    } finally {
      watcher.close()
      clearTimeout(late)
      clearTimeout(this.#ending)
      signal?.removeEventListener('abort', end)
    }
    await endProcesses(this.#folder)
    await this.#launcher.close()
    const results = this.#folder.results(ranks)
    const failure = this.#outside ?? this.#failure(code)
    return failure === undefined ? { results } : { results, failure }
  }

  /** A rank has left something in the folder. */
  #look(late: NodeJS.Timeout): void {
    const { loadedRanks, returnedRanks } = this.#folder
    if (loadedRanks === this.#job.ranks) clearTimeout(late)
    if (this.#folder.failure() !== undefined) this.#endAfter(GRACE_MS)
    else if (returnedRanks === this.#job.ranks) this.#endAfter(this.#deadlineMs + GRACE_MS)
  }

  #endAfter(graceMs: number): void {
    this.#ending ??= setTimeout(() => this.#launcher.kill(), graceMs)
  }

  #endLate(): void {
    const reason = `the launcher: ${this.#folder.loadedRanks} of ${this.#job.ranks} ranks have loaded the program within its time`
    this.#outside ??= { rank: -1, operation: 'program', sequence: 0, reason }
    this.#launcher.kill()
  }

  /** The launcher ends its ranks when it is asked to. */
  #fromOutside(): void {
    this.#outside ??= fromOutside(this.#job.signal)
    this.#launcher.terminate()
    this.#endAfter(GRACE_MS)
  }

  #failure(code: number): RankFailure | undefined {
    const { said } = this.#launcher
    const told = this.#folder.failure()
    if (told === undefined && code === 0 && this.#folder.returnedRanks === this.#job.ranks) return undefined
    const died = deathOf(said)
    // The others tell what a death by a signal looked like to them; a rank that ends itself has told why.
    const unheard = died !== undefined && died.reason.includes('signal') && !this.#folder.hasFailed(died.rank)
    return (unheard ? died : (told ?? died)) ?? withoutDeath(said, code)
  }
}
