/** How this program is called from the working folder, so that it is this program that answers and no registry is asked. */
import { existsSync, realpathSync } from 'node:fs'
import { delimiter, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pathFromHere } from './path-from-here.ts'

/** What begins a command line, as words: by npx where the project has it, by its name where the path has it, else by its file. */
export function ownCommand(): string[] {
  const main = realpathSync(fileURLToPath(new URL('../cli/main.js', import.meta.url)))
  const isOurs = (file: string): boolean => existsSync(file) && realpathSync(file) === main
  // npx runs the nearest of these; where there is none, it fetches whatever has that name.
  const nearest = foldersUp(process.cwd())
    .map((folder) => join(folder, 'node_modules', '.bin', 'assay'))
    .find(existsSync)
  if (nearest !== undefined && isOurs(nearest)) return ['npx', '--no-install', 'assay']
  // npm puts the folders of a project on the path for as long as a script runs.
  const onPath = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '' && !/[\\/]\.bin$/.test(folder))
  const named = onPath.map((folder) => resolve(folder, 'assay')).find(existsSync)
  return named !== undefined && isOurs(named) ? ['assay'] : ['node', pathFromHere(main)]
}

function foldersUp(folder: string): string[] {
  const parent = dirname(folder)
  return parent === folder ? [folder] : [folder, ...foldersUp(parent)]
}
