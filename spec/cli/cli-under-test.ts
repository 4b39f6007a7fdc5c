/** Runs the command line as a user does, in a folder of its own: in a process of its own, or in this one where no other is the point. For tests. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { answerTo, onlyHarmless } from './command-line.ts'

/** The built command line. */
export const cli = fileURLToPath(new URL('./main.js', import.meta.url))

/** What a command left. */
export interface Ran {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A folder with the given files, gone when `use` returns. */
export async function inFolder<T>(
  files: Readonly<Record<string, string | Uint8Array>>,
  use: (folder: string) => T,
): Promise<Awaited<T>> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-'))
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** `assay ...args`, run in `cwd`. */
export function assay(cwd: string, ...args: readonly string[]): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
  })
  return { exitCode: status, stdout, stderr }
}

/** The same in this process, for tests that are not about processes: what reaches its streams, and the exit code that it would end with. */
export async function assayHere(cwd: string, ...args: readonly string[]): Promise<Ran> {
  const { exitCode } = process
  const home = process.cwd()
  const [stdout, stderr] = [listenTo(process.stdout), listenTo(process.stderr)]
  try {
    process.chdir(cwd)
    process.exitCode = undefined
    return { exitCode: await answerTo(args), stdout: stdout.said(), stderr: stderr.said() }
  } finally {
    stdout.stop()
    stderr.stop()
    process.exitCode = exitCode
    process.chdir(home)
  }
}

/** Keeps what would be written to a terminal, and writes nothing. */
function listenTo(stream: NodeJS.WriteStream): { readonly said: () => string; readonly stop: () => void } {
  const before = Object.getOwnPropertyDescriptor(stream, 'write')
  let said = ''
  stream.write = (chunk: string | Uint8Array) => {
    said += String(chunk)
    return true
  }
  onlyHarmless(stream)
  return {
    said: () => said,
    stop: () => {
      if (before === undefined) Reflect.deleteProperty(stream, 'write')
      else Object.defineProperty(stream, 'write', before)
    },
  }
}
