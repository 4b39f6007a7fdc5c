/** The checkpoints of a run, one file each in a folder: a file is there whole or not at all, also when the run is killed. */
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Checkpoint } from '../contract/train.ts'
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint-bytes.ts'

const NAME = /^step-(\d{8})\.safetensors$/
const PARTIAL = /^step-\d{8}\.safetensors\.\d+\.tmp$/

/** Every complete checkpoint of a folder, the newest first; none if there is no such folder. */
export function checkpointsIn(folder: string): readonly string[] {
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch {
    return []
  }
  return names.filter((name) => NAME.test(name)).toSorted().toReversed().map((name) => join(folder, name)) // prettier-ignore
}

/**
 * Writes a checkpoint beside its place, makes sure that the disk has it, and renames it; then takes older ones away.
 * @param keep how many of the newest stay, at least 1
 * @returns the path
 */
export function writeCheckpoint(folder: string, checkpoint: Checkpoint, keep: number): string {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `step-${String(checkpoint.steps).padStart(8, '0')}.safetensors`)
  const partial = `${path}.${process.pid}.tmp`
  try {
    writeThrough(partial, encodeCheckpoint(checkpoint))
    renameSync(partial, path)
  } catch (error) {
    rmSync(partial, { force: true })
    throw new Error(
      `writeCheckpoint: cannot write ${path}: ${(error as Error).message}; the checkpoints before it are as they were`,
      {
        cause: error,
      },
    )
  }
  syncFolder(folder)
  for (const old of checkpointsIn(folder).slice(Math.max(1, keep))) rmSync(old, { force: true })
  return path
}

function writeThrough(path: string, bytes: Uint8Array): void {
  const file = openSync(path, 'wx')
  try {
    for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** The name must be on the disk too; some file systems cannot be asked to. */
function syncFolder(folder: string): void {
  try {
    const handle = openSync(folder, 'r')
    try {
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
  } catch {
    return
  }
}

/** Takes away what a killed run left of checkpoints that were never complete. */
export function removePartial(folder: string): void {
  for (const name of readdirSync(folder).filter((file) => PARTIAL.test(file))) rmSync(join(folder, name), { force: true })
}

/**
 * Reads a checkpoint: of a file, or the newest of a folder. Files are left as they are.
 * @throws RangeError that names the file and says why it is refused
 */
export function readCheckpoint(fileOrFolder: string): { readonly path: string; readonly checkpoint: Checkpoint } {
  let path: string | undefined = fileOrFolder
  try {
    if (statSync(fileOrFolder).isDirectory()) path = checkpointsIn(fileOrFolder)[0]
    if (path === undefined) throw new RangeError('the folder has no checkpoint, a file step-NNNNNNNN.safetensors')
    return { path, checkpoint: decodeCheckpoint(readFileSync(path)) }
  } catch (error) {
    const reason = (error as Error).message.replace('decodeCheckpoint: ', '')
    throw new RangeError(`readCheckpoint: cannot go on from ${path ?? fileOrFolder}: ${reason}`, { cause: error })
  }
}
