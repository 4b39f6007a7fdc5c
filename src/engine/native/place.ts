/** Moves what was built and tried into the project's node_modules: all of it, or nothing. */
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { PACKAGE } from './build.ts'

/** Folders that were moved, and how to undo it. */
export interface Placed {
  readonly folders: readonly string[]
  undo(): void
}

/**
 * Moves every locked package that `to` lacks from `from`, the engine's own last; packages that are there already stay as they are,
 * but for the engine's own, which is put aside until the caller has seen that the new one works. Both are on one file system.
 * @throws what the file system says; everything is then as it was
 */
export function place(from: string, to: string, aside: string): Placed {
  const undone: (() => void)[] = []
  const undo = (): void => {
    for (const step of undone.splice(0).toReversed()) step()
  }
  const move = (source: string, target: string): void => {
    mkdirSync(dirname(target), { recursive: true })
    renameSync(source, target)
    undone.push(() => renameSync(target, source))
  }
  try {
    const own = join(to, PACKAGE)
    if (existsSync(own)) move(own, aside)
    const missing = lockedPackages(from).filter((name) => existsSync(join(from, name)) && !existsSync(join(to, name)))
    const inOrder = [...missing.filter((name) => name !== PACKAGE), PACKAGE]
    for (const name of inOrder) if (existsSync(join(from, name))) move(join(from, name), join(to, name)) // nested ones went along
    return { folders: inOrder, undo }
  } catch (error) {
    undo()
    throw error
  }
}

/** Paths below node_modules, the outer before the inner. */
function lockedPackages(from: string): string[] {
  const lock = JSON.parse(readFileSync(join(from, '.package-lock.json'), 'utf8')) as { packages: Record<string, unknown> }
  return Object.keys(lock.packages)
    .filter((path) => path.startsWith('node_modules/'))
    .map((path) => path.slice('node_modules/'.length))
    .toSorted((a, b) => a.length - b.length)
}
