/** Runs the command line as a user does, in a folder of its own: in a process of its own, or in this one where no other is the point. For tests. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { answerTo } from './command-line.ts'

/** The built command line. */
export const cli = fileURLToPath(new URL('./main.js', import.meta.url))

/** What a command left. */
export interface Ran {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
  readonly elapsedMs: number
}

/** A folder with the given files, gone when `use` returns. */
export function inFolder<T>(files: Readonly<Record<string, string | Uint8Array>>, use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'assay-'))
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
    return use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** `assay ...args`, run in `cwd`. */
export function assay(cwd: string, ...args: readonly string[]): Ran {
  const started = performance.now()
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  })
  return { exitCode: status, stdout, stderr, elapsedMs: performance.now() - started }
}

/** What `assay ...args` in `cwd` answers to words that make no sense, in this process. */
export async function refusal(cwd: string, ...args: readonly string[]): Promise<Pick<Ran, 'exitCode' | 'stderr'>> {
  const home = process.cwd()
  let stderr = ''
  try {
    process.chdir(cwd)
    const exitCode = await answerTo(args, (text) => (stderr += text))
    return { exitCode, stderr }
  } finally {
    process.chdir(home)
  }
}
