/** Threads that run jobs; those of a job that ended well are kept for the next. The caller's thread is no rank: it stays free to see threads die. */
import { Worker } from 'node:worker_threads'
import type { RankJob, RankOutcome } from '../../contract/collectives.ts'
import { checkJob } from '../program.ts'
import { ThreadJob } from './thread-job.ts'

/** Threads for jobs. */
export interface ThreadPool {
  /**
   * Runs a job on threads that wait, and on new ones where there are too few.
   * @param transport module whose default export makes a rank's way to the others; the usual one by default
   */
  readonly launch: (job: RankJob, transport?: URL) => Promise<RankOutcome>
  /** Ends the threads that wait. They do not keep the process alive. */
  close(): Promise<void>
}

/** No thread is started before a job needs it. */
export function threadPool(): ThreadPool {
  const idle: Worker[] = []
  return {
    async launch(job, transport) {
      checkJob('launchThreads', job)
      const threads = Array.from({ length: job.ranks }, () => idle.pop() ?? rankThread())
      let well = false
      try {
        const outcome = await new ThreadJob(job, threads, transport).outcome()
        well = outcome.failure === undefined
        return outcome
      } finally {
        if (well) idle.push(...threads)
        else await Promise.all(threads.map((thread) => thread.terminate()))
      }
    },
    async close() {
      await Promise.all(idle.splice(0).map((thread) => thread.terminate()))
    },
  }
}

/** The threads of this process that wait for jobs which are shorter than the start of a thread. */
export const waitingThreads = threadPool()

/** Runs a job on threads of its own, which end with it. */
export async function launchThreads(job: RankJob): Promise<RankOutcome> {
  const pool = threadPool()
  try {
    return await pool.launch(job)
  } finally {
    await pool.close()
  }
}

/** A thread inherits the options of this process, but where one of them is about text on a command line, which no thread takes. */
function rankThread(): Worker {
  const isText = process.execArgv.some((option) => option.startsWith('--input-type'))
  return new Worker(new URL('./rank.js', import.meta.url), isText ? { execArgv: [] } : {})
}
