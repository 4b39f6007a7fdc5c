/** The processes of a job on this machine, by the ids that they recorded, and how they are ended. */
import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { JobFolder } from './job-folder.ts'

const GONE_MS = 2000

/** Ends what lives of a job: its ranks, and the daemons that began them on other hosts; fulfilled when all are gone. */
export async function endProcesses(folder: JobFolder): Promise<void> {
  const ids = killProcesses(folder)
  const end = performance.now() + GONE_MS
  while (ids.some(lives) && performance.now() < end) await delay(10)
}

/** The same, without waiting. @returns what was told to end */
export function killProcesses(folder: JobFolder): number[] {
  const ids = folder
    .processes()
    .flatMap(({ pid, parent }) => [
      ...(mentions(pid, folder.path) ? [pid] : []),
      ...(mentions(parent, 'orted') || mentions(parent, 'hydra_pmi_proxy') ? [parent] : []),
    ])
  ids.forEach(kill)
  return ids
}

/** Ends a process, or with a negative id a process group, at once. */
export function kill(id: number): void {
  try {
    process.kill(id, 'SIGKILL')
  } catch (error) {
    if (Reflect.get(Object(error) as object, 'code') !== 'ESRCH') throw error
  }
}

/** Whether a process lives whose command line has `text` in it; ids are used again, command lines with such a folder are not. */
function mentions(pid: number, text: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(text)
  } catch {
    return false
  }
}

/** A process that has ended and that nobody has asked about yet is gone, too. */
function lives(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
