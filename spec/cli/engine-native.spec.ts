/** `npm run engine:native`: says what it would fetch, refuses what it did not pin, and changes nothing where it fails. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'

const program = fileURLToPath(new URL('../../src/engine/native/install.js', import.meta.url))
const packages = fileURLToPath(new URL('../../../node_modules', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'assay-engine-native-'))
afterAll(() => rmSync(folder, { recursive: true }))

function run(args: readonly string[], env: NodeJS.ProcessEnv = {}): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  })
  return { status, said: stdout + stderr }
}

/** Packages, and what is temporary among them. */
const contents = (): string[] =>
  [packages, join(packages, '@tensorflow')]
    .flatMap((each) => readdirSync(each).filter((name) => !name.startsWith('.vite')))
    .toSorted()

describe('engine:native', () => {
  test('lists its archives with their sizes', () => {
    const { status, said } = run(['--help'])
    expect(status).toBe(0)
    for (const size of ['112 MiB', '178 MiB', '464 MiB']) expect(said).toContain(size)
  })

  test('refuses options that it does not have, and names those that it has', () => {
    expect(run(['--from', 'elsewhere'])).toMatchObject({
      status: 2,
      said: expect.stringContaining('expected maven, pypi, maven-gpu') as string,
    })
    expect(run(['--cuda']).status).toBe(2)
  })

  test.runIf(process.platform === 'linux' && process.arch === 'x64')('changes nothing where it fails', () => {
    const before = contents()
    const other = join(folder, 'other.jar')
    writeFileSync(other, 'another file')
    const compiler = process.execPath // answers --version, as any compiler
    const wrongFile = run(['--force', '--archive', other], { CXX: compiler })
    expect(wrongFile.status).toBe(1)
    expect(wrongFile.said).toMatch(
      /expected the sha256 of one of[^]*got [0-9a-f]{64}; nothing of it is used\nNothing was changed/,
    )
    expect(run(['--force', '--archive', join(folder, 'none')], { CXX: compiler }).status).toBe(1)
    const noCompiler = run(['--force'], { CXX: join(folder, 'none') })
    expect(noCompiler).toMatchObject({ status: 4, said: expect.stringContaining('install g++, or set CXX') as string })
    expect(contents()).toEqual(before)
  })

  test.runIf(process.platform === 'linux' && process.arch === 'x64')(
    'goes from one registry to the next, and says why none gave anything',
    () => {
      const before = contents()
      // Clients that refuse, first on the path.
      for (const client of ['mvn', 'python3'])
        writeFileSync(join(folder, client), '#!/bin/sh\necho "no route" >&2\nexit 7\n', { mode: 0o755 })
      const { status, said } = run(['--force'], { CXX: process.execPath, PATH: `${folder}:${process.env['PATH'] ?? ''}` })
      expect(status).toBe(4)
      expect(said).toMatch(/maven: mvn ended with exit code 7:\nno route\npypi: python3 ended with exit code 7:\nno route/)
      expect(contents()).toEqual(before)
    },
  )
})
