/** Runs a program on ranks that are processes under MPI, on this machine or on several. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { MpiJob, RankOutcome } from '../../contract/collectives.ts'
import { checkJob, DEADLINE_MS } from '../program.ts'
import { rankCommand } from './command.ts'
import { findMpi } from './find.ts'
import { JobFolder } from './job-folder.ts'
import { beforeTheEnd } from './last-words.ts'
import { Launcher } from './launcher.ts'
import { MpiRun } from './mpi-run.ts'
import { killProcesses } from './processes.ts'

/** Memory that processes share lies here where there is such a folder. */
const SHARED_MEMORY = '/dev/shm'

/**
 * Runs a job over MPI.
 * @throws Error that says what to install, if there is no MPI here
 */
export async function launchMpi(job: MpiJob): Promise<RankOutcome> {
  checkJob('launchMpi', job)
  checkHosts(job)
  const found = findMpi(job.implementation)
  if (found.implementation === undefined) throw new Error(`launchMpi: ${found.reason}`)
  const folder = JobFolder.within(job.folder ?? tmpdir())
  const shared = existsSync(SHARED_MEMORY) ? mkdtempSync(join(SHARED_MEMORY, `assay-ranks-${process.pid}-`)) : folder.path
  const remove = (): void => {
    folder.remove()
    rmSync(shared, { recursive: true, force: true })
  }
  try {
    const { ranks, data, deadlineMs = DEADLINE_MS, sums = 'canonical', gpusPerHost } = job
    const { implementation, launcher } = found
    const crowded = ranks > availableParallelism()
    folder.order = { ranks, implementation, program: String(job.program), data, deadlineMs, sums, crowded, gpusPerHost }
    const rank = [process.execPath, fileURLToPath(new URL('./rank.js', import.meta.url)), folder.path]
    const { parameters, environment } = rankCommand(implementation, job, { shared, folder: folder.path }, rank)
    const running = new Launcher([...(job.within ?? []), launcher, ...parameters], environment)
    const forget = beforeTheEnd(() => {
      running.kill()
      killProcesses(folder)
      remove()
    })
    try {
      return await new MpiRun(job, folder, deadlineMs, running).outcome()
    } finally {
      forget()
    }
  } finally {
    remove()
  }
}

function checkHosts({ ranks, hosts }: MpiJob): void {
  if (hosts === undefined) return
  const places = hosts.reduce((sum, host) => sum + host.ranks, 0)
  if (places !== ranks) {
    const list = hosts.map((host) => `${host.name}:${host.ranks}`).join(',')
    throw new RangeError(`launchMpi: expected hosts for ${ranks} ranks, got ${places} places in ${list}`)
  }
}
