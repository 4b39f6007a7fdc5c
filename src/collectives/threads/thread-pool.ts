/** Threads that run jobs; those of a job that ended well are kept for the next. The caller's thread is no rank: it stays free to see threads die. */
import { Worker } from 'node:worker_threads'
import type { Launch, RankJob, RankOutcome } from '../../contract/collectives.ts'
import { checkJob } from '../program.ts'
import { ThreadJob } from './thread-job.ts'

/** Threads for jobs. */
export interface ThreadPool {
  /** Runs a job on threads that wait, and on new ones where there are too few. */
  readonly launch: Launch
  /** Ends the threads that wait. They do not keep the process alive. */
  close(): Promise<void>
}

/** @param rank URL of what a rank's thread runs */
export function threadPool(rank = new URL('./rank.js', import.meta.url)): ThreadPool {
  const idle: Worker[] = []
  return {
    async launch(job) {
      checkJob('launchThreads', job)
      const threads = Array.from({ length: job.ranks }, () => idle.pop() ?? new Worker(rank))
      const outcome = await new ThreadJob(job, threads).outcome()
      if (outcome.failure === undefined) idle.push(...threads)
      else await Promise.all(threads.map((thread) => thread.terminate()))
      return outcome
    },
    async close() {
      await Promise.all(idle.splice(0).map((thread) => thread.terminate()))
    },
  }
}

/** Runs a job on threads of its own, which end with it. */
export async function launchThreads(job: RankJob): Promise<RankOutcome> {
  const pool = threadPool()
  try {
    return await pool.launch(job)
  } finally {
    await pool.close()
  }
}
