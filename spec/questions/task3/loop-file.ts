/** The training loop that a sheet names: a Python file, or steps of the vocabulary. */
import { readFileSync, statSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { UsageError } from '../../judge/usage-error.ts'
import { Refusal } from '../../loops/python/tree.ts'
import { readLoop, type PythonLoop } from '../../loops/python/read-loop.ts'

/** A file is read once: answers that name the same file share its traces. */
const known = new Map<string, PythonLoop>()

/** Largest file that is read. */
const LARGEST_BYTES = 2 ** 20

/** @throws UsageError if the file cannot be read, or is no Python */
export function loopFrom(path: string): PythonLoop {
  const place = resolve(path)
  const loop = known.get(place) ?? read(path)
  known.set(place, loop)
  return loop
}

function read(path: string): PythonLoop {
  let source: string
  try {
    // Looked at before it is read: a pipe would wait, and a device never ends
    const { size, isRegular } = fileAt(path)
    if (!isRegular) throw new Error('it is no regular file')
    if (size > LARGEST_BYTES) throw new Error(`expected at most 1 MiB of Python, got ${size} bytes`)
    source = readFileSync(path, 'utf8')
  } catch (error) {
    throw new UsageError(`loop: cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`)
  }
  try {
    return readLoop(source, basename(path))
  } catch (error) {
    if (error instanceof Refusal) throw new UsageError(`loop: ${basename(path)}: ${error.message}`)
    throw error
  }
}

function fileAt(path: string): { readonly size: number; readonly isRegular: boolean } {
  const found = statSync(path)
  return { size: found.size, isRegular: found.isFile() }
}
