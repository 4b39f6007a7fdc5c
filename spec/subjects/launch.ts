/** How the process of a module, or of a command, is started: its flags, its fence, its environment. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Launch } from './guarded-process.ts'

/** What a foreign subject may do. */
export interface Limits {
  /** Wall time that loading it, or the calls of one spec, may take. */
  readonly budgetMs: number
  /** Memory of its process, in MiB. */
  readonly memoryMib: number
  /** Lets a module write files, and start processes and threads. Denied by default; a fence against accidents: it does not contain malicious code. */
  readonly trusted: boolean
}

/** @param folder where long arrays lie: all that a fenced module may write to */
export function launchModule(path: string, folder: string, { memoryMib, trusted }: Limits): Launch {
  const child = fileURLToPath(new URL('./module-child.js', import.meta.url))
  return {
    command: process.execPath,
    args: [
      `--max-old-space-size=${memoryMib}`,
      ...(trusted ? [] : fence(folder)),
      ...stripFlags(path, trusted),
      child,
      path,
      folder,
    ],
    env: environment({}),
    folder,
    memoryMib,
    line: 'own',
  }
}

/** A command of the shell that speaks `assay-subject/1` on its standard input and output. The Python helper is on its path. */
export function launchCommand(command: string, folder: string, { memoryMib }: Limits): Launch {
  const helper = fileURLToPath(new URL('../../../spec/subjects/python', import.meta.url))
  const python = [helper, process.env['PYTHONPATH']].filter((each) => each !== undefined && each !== '').join(':')
  return {
    command: 'sh',
    args: ['-c', `exec ${command}`],
    env: environment({ PYTHONPATH: python, PYTHONDONTWRITEBYTECODE: '1', ASSAY_FOLDER: folder }),
    folder,
    memoryMib,
    line: 'standard',
  }
}

function environment(more: Readonly<Record<string, string>>): Record<string, string> {
  const own = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return { ...Object.fromEntries(own), ...more }
}

function fence(folder: string): string[] {
  const permission = Number(process.versions.node.split('.')[0]) >= 23 ? '--permission' : '--experimental-permission'
  return [
    permission,
    '--allow-fs-read=*',
    `--allow-fs-write=${folder}/*`,
    '--allow-addons',
    '--disable-warning=ExperimentalWarning',
    '--disable-warning=SecurityWarning',
  ]
}

/** Where TypeScript is about: Node strips types itself from 22.18 on; before that a loader does, which costs a thread. */
function stripFlags(path: string, trusted: boolean): string[] {
  if ('typescript' in process.features && process.features.typescript !== false) return []
  const isAbout = /\.[cm]?ts$/.test(path) || /\.[cm]?ts['"]/.test(readFileSync(path, 'utf8'))
  if (!isAbout) return []
  // The loader lives in a thread; `module-child` lets the module itself start none.
  return [...(trusted ? [] : ['--allow-worker']), '--import', new URL('./strip-types.js', import.meta.url).href]
}
