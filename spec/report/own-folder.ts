/** A folder that runs write into, one at a time: a marker file tells which of its files assay wrote, and no other file is ever replaced or deleted. */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '../judge/usage-error.ts'
import { makeFolder } from './make-folder.ts'

/** Lists, a name a line, what assay wrote into the folder. */
const MARKER = '.assay-files'
/** Holds the number of the process that writes into the folder, and when it began, where the system tells: numbers are given again. */
const LOCK = '.assay-run'

export interface OwnFolder {
  /** Writes a file, whole or not at all. @returns its path. @throws UsageError if it cannot be written, or is somebody else's */
  readonly write: (name: string, text: string) => string
  /** Whether a file of this name may be written: there is none, or assay wrote it. */
  readonly isFree: (name: string) => boolean
  /** Sees to it before long work that these can be written after it. @throws UsageError if one is somebody else's */
  readonly reserve: (...names: readonly string[]) => void
  /** Deletes what earlier runs wrote, and is chosen by its name. */
  readonly clear: (which: (name: string) => boolean) => void
  /** Lets other runs write into the folder. Done at the end of the process, too. */
  readonly release: () => void
}

/**
 * Opens a folder for one run, making it if need be.
 * @throws UsageError if it has no name, cannot be made or written, or another run is writing into it
 */
export function openOwnFolder(folder: string): OwnFolder {
  if (folder === '') throw new UsageError('--out: expected a folder, got an empty name')
  const own = attempt(folder, () => {
    makeFolder(folder)
    lock(folder)
    return namesIn(folder)
  })
  const release = (): void => unlock(folder)
  process.once('exit', release)
  return {
    write: (name, text) => {
      claim(folder, name, own)
      return writeWhole(folder, name, text)
    },
    isFree: (name) => own.has(name) || !existsSync(join(folder, name)),
    reserve: (...names) => names.forEach((name) => claim(folder, name, own)),
    clear(which) {
      attempt(folder, () => {
        for (const name of [...own].filter(which)) rmSync(join(folder, name), { force: true })
      })
    },
    release() {
      process.off('exit', release)
      release()
    },
  }
}

/** A name goes into the marker before its file is written: what a killed run left is known, too. */
function claim(folder: string, name: string, own: Set<string>): void {
  if (own.has(name)) return
  if (existsSync(join(folder, name))) {
    throw new UsageError(
      `--out: ${folder} holds a ${name} that assay did not write; it was left alone: move it away, or name another folder`,
    )
  }
  own.add(name)
  writeWhole(folder, MARKER, [...own, ''].join('\n'))
}

/** The names of the marker that are names of files here, and nothing else: it is a file that anybody may have written. */
function namesIn(folder: string): Set<string> {
  const path = join(folder, MARKER)
  const listed = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : []
  const here = new Set(readdirSync(folder))
  return new Set(listed.filter((name) => here.has(name)))
}

/** @throws UsageError if a process that is alive holds the lock */
function lock(folder: string): void {
  const path = join(folder, LOCK)
  const holder = holderOf(path)
  const own = `${[process.pid, ...beganAt(process.pid)].join(' ')}\n`
  if (holder === own) return
  if (holder !== undefined) {
    const [pid = NaN, ...began] = holder.trim().split(' ').map(Number)
    if (isAlive(pid) && began.every((ticks) => beganAt(pid).every((since) => since === ticks))) {
      throw new UsageError(
        `--out: another run of assay (process ${pid}) is writing into ${folder}; wait for it, or name another folder`,
      )
    }
    rmSync(path, { force: true })
  }
  // Exclusively: of two runs that start at the same moment one fails
  writeFileSync(path, own, { flag: 'wx' })
}

function unlock(folder: string): void {
  const path = join(folder, LOCK)
  if (holderOf(path)?.split(/\s/)[0] === String(process.pid)) rmSync(path, { force: true })
}

function holderOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** In ticks since the system started; nothing where there is no /proc. */
function beganAt(pid: number): readonly number[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return [Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19])]
  } catch {
    return []
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Writes beside the file, then renames: a reader sees the old text or the new one. */
function writeWhole(folder: string, name: string, text: string): string {
  const path = join(folder, name)
  const draft = join(folder, `.${name}.${process.pid}.tmp`)
  attempt(folder, () => {
    try {
      writeFileSync(draft, text)
      renameSync(draft, path)
    } catch (error) {
      rmSync(draft, { force: true })
      throw error
    }
  })
  return path
}

function attempt<T>(folder: string, action: () => T): T {
  try {
    return action()
  } catch (error) {
    if (error instanceof UsageError) throw error
    const why = error instanceof Error ? error.message : String(error)
    throw new UsageError(`--out: cannot write to ${folder}: ${why}`, { cause: error })
  }
}
