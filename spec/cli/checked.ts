/** Runs `assay check` in this process and gives its verdicts. For tests. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { check, type CheckOptions } from './check.ts'
import type { ExitCode } from './exit.ts'
import type { Verdict } from '../judge/verdict.ts'
import { catalogue } from '../laws/index.ts'

/** What a check said. */
export interface Checked {
  readonly exitCode: ExitCode
  readonly out: string
  readonly err: string
  readonly verdicts: readonly { readonly spec: string; readonly needs: readonly string[]; readonly verdict: Verdict }[]
}

/** `assay check name --json`, or without it. */
export async function checked(name: string, options: Partial<CheckOptions> = {}): Promise<Checked> {
  let out = ''
  let err = ''
  const exitCode = await check(
    name,
    { seed: 1, budget: 100, json: true, ...options },
    { out: (text) => (out += text), err: (text) => (err += text) },
  )
  const lines = options.json === false ? [] : out.split('\n').filter((line) => line !== '')
  const needs = new Map(
    Object.values(catalogue).flatMap((specs) => specs.map(({ id, needs: parts }) => [id, parts as readonly string[]] as const)),
  )
  const verdicts = lines.map((line) => {
    const { spec, verdict } = JSON.parse(line) as { readonly spec: string; readonly verdict: Verdict }
    return { spec, verdict, needs: needs.get(spec) ?? [] }
  })
  return { exitCode, out, err, verdicts }
}

/** The same for the source of a program for Node that speaks the protocol itself. */
export function checkedProgram(source: string, options: Partial<CheckOptions> = {}): Promise<Checked> {
  return withCommand('program.cjs', source, (command) => checked(command, { process: true, ...options }))
}

/** The same for the source of a module. */
export function checkedModule(source: string, options: Partial<CheckOptions> = {}, name = 'mine.mjs'): Promise<Checked> {
  return withFile(name, source, (path) => checked(path, options))
}

/** The command that runs a program, while its source is in a file. */
export function withCommand<T>(name: string, source: string, use: (command: string) => Promise<T>): Promise<T> {
  return withFile(name, source, (path) => use(`${name.endsWith('.py') ? 'python3' : process.execPath} ${path}`))
}

async function withFile<T>(name: string, source: string, use: (path: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-subject-file-'))
  try {
    const path = join(folder, name)
    writeFileSync(path, source)
    return await use(path)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
