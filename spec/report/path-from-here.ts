/** How a file is named on pages and in commands: from the working folder, so that the line works wherever both are moved together. */
import { relative, resolve } from 'node:path'

/** Relative to the working folder; absolute only for a file on another drive. */
export function pathFromHere(path: string): string {
  return relative(process.cwd(), resolve(path)) || '.'
}
