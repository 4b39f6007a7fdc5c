/** `assay loop`: what it prints, and its exit codes. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { assayHere, inFolder } from './cli-under-test.ts'

const file = (name: string): string => readFileSync(fileURLToPath(new URL(`../../../spec/${name}`, import.meta.url)), 'utf8')

test('a correct loop passes: exit code 0, and nothing to tell', async () => {
  await inFolder({ 'train.py': file('sheets/key-loop.py') }, async (folder) => {
    const { exitCode, stdout, stderr } = await assayHere(folder, 'loop', 'train.py')
    expect(stderr).toBe('')
    expect(stdout).toMatch(/^train\.py, read for single, ddp, fsdp\n\ntrain\.py: \d+ holds\n$/)
    expect(exitCode).toBe(0)
  })
})

test('a loop with faults: exit code 1, each with its number and its place', async () => {
  await inFolder({ 'train.py': file('sheets/submitted-loop.py') }, async (folder) => {
    const { exitCode, stdout } = await assayHere(folder, 'loop', 'train.py', '--strategy', 'single', '--json')
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { law: string; verdict: { word: string; reason: string } })
    const twice = lines.find(({ law }) => law === 'loop.one-update-a-gradient')
    expect(twice?.verdict.word).toBe('refuted')
    expect(twice?.verdict.reason).toContain('(train.py:61:16 and train.py:63:19): expected 24, got 48')
    expect(exitCode).toBe(1)
  })
})

test('what cannot be read is bad input: exit code 2, with the place', async () => {
  await inFolder({ 'train.py': file('loops/fixtures/unknowable.py'), 'broken.py': 'def f(:\n' }, async (folder) => {
    const unknowable = await assayHere(folder, 'loop', 'train.py')
    expect(unknowable.stderr).toContain(
      'train.py: line 10, column 41: accelerator.prepare(model, optimizer, loader) is given the optimizer',
    )
    const broken = await assayHere(folder, 'loop', 'broken.py')
    expect(broken.stderr).toContain('broken.py: line 1, column')
    const missing = await assayHere(folder, 'loop', 'none.py')
    expect(missing.stderr).toContain('cannot read none.py')
    expect([unknowable.exitCode, broken.exitCode, missing.exitCode]).toEqual([2, 2, 2])
  })
})

test('--vocabulary prints the steps that a sheet may state, and their fields', async () => {
  await inFolder({}, async (folder) => {
    const { stdout, exitCode } = await assayHere(folder, 'loop', '--vocabulary')
    expect(stdout).toContain('clip: of?, maxNorm (a number), by? (parameters | model)\n')
    expect(exitCode).toBe(0)
    expect((await assayHere(folder, 'loop')).stderr).toContain('expected a Python file')
  })
})

test('--program prints the steps that the file comes to', async () => {
  await inFolder({ 'train.py': file('sheets/submitted-loop.py') }, async (folder) => {
    const { stdout, exitCode } = await assayHere(folder, 'loop', 'train.py', '--program')
    expect(stdout).toContain('"do": "scaler step"')
    expect(JSON.parse(stdout)).toHaveLength(12)
    expect(exitCode).toBe(0)
  })
})
