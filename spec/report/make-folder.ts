/** Makes folders. */
import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/** Makes a folder and those above it. Not by `recursive`, which does not come back for a place such as /proc/x (Node 20). */
export function makeFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return
  makeFolder(dirname(folder))
  mkdirSync(folder)
}
