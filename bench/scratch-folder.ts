/** Temporary folders that do not outlive their use. */
import { mkdtempSync, rmSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'

/** Runs `use` with a new folder, which is gone afterwards: also if `use` throws, and if the process is told to stop meanwhile. */
export async function withScratchFolder<T>(purpose: string, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), `assay-${purpose}-`))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  const stop = (signal: NodeJS.Signals): never => process.exit(128 + constants.signals[signal])
  process.on('exit', remove).on('SIGINT', stop).on('SIGTERM', stop)
  try {
    return await use(folder)
  } finally {
    process.off('exit', remove).off('SIGINT', stop).off('SIGTERM', stop)
    remove()
  }
}
