/** How a file is named on pages and in commands: from the working folder if it lies in it, so that the line works where the project is. */
import { isAbsolute, relative, resolve } from 'node:path'

/** Relative to the working folder for files inside it, else absolute. */
export function pathFromHere(path: string): string {
  const here = relative(process.cwd(), resolve(path))
  return here === '' || here.startsWith('..') || isAbsolute(here) ? resolve(path) : here
}
