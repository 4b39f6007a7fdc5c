/** A folder beside what it will be moved into, which never outlives the process. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { stopRunning } from './child.ts'

const PREFIX = '.engine-native-'

/** Makes a folder in `parent` that is gone when the process ends or is told to stop; what a killed process left there goes first. */
export function temporaryFolder(parent: string): string {
  for (const left of readdirSync(parent).filter((name) => name.startsWith(PREFIX))) {
    if (!isAlive(Number(left.slice(PREFIX.length).split('-')[0]))) rmSync(join(parent, left), { recursive: true, force: true })
  }
  const folder = mkdtempSync(join(parent, `${PREFIX}${process.pid}-`))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  for (const [signal, code] of Object.entries({ SIGINT: 130, SIGTERM: 143 })) {
    process.once(signal, () => {
      stopRunning()
      process.exit(code)
    })
  }
  return folder
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
