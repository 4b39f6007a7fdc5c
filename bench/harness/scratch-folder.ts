/** Temporary folders that do not outlive their use. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { whenStopped } from '../../spec/cli/exit.ts'

/** Runs `use` with a new folder, which is gone afterwards: also if `use` throws, and if the process is told to stop meanwhile. */
export async function withScratchFolder<T>(purpose: string, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), `assay-${purpose}-`))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  process.on('exit', remove) // of every folder, however deep they are nested
  const unwatched = whenStopped()
  try {
    return await use(folder)
  } finally {
    unwatched()
    process.off('exit', remove)
    remove()
  }
}
