/** `assay bench` as a user runs it: files, refusals, and the exit codes of the gate. Nothing here depends on how long anything takes. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { benchResults } from '../../bench/sparse-gradient/results.ts'
import { assayHere, cli, inFolder } from '../cli/cli-under-test.ts'

const counting = ['bench', '--quick', '--only', 'counts', '--out', 'out'] as const

test('writes its results where it is told and prints the law of the counts', () =>
  inFolder({}, async (folder) => {
    const { exitCode, stdout } = await assayHere(folder, ...counting)
    expect(exitCode).toBe(0)
    expect(stdout).toContain('sparse: 2 nnz + 2 m + 3 n multiply-adds')
    expect(readdirSync(folder)).toEqual(['out'])
    expect(readdirSync(join(folder, 'out')).filter((name) => name.endsWith('.tmp'))).toEqual([])
  }))

test('the gate tells slower (1) from could not measure (4)', () =>
  inFolder({}, async (folder) => {
    await assayHere(folder, ...counting)
    const name = readdirSync(join(folder, 'out')).find((file) => /\d\.json$/.test(file)) ?? 'none'
    const results = benchResults.parse(JSON.parse(readFileSync(join(folder, 'out', name), 'utf8')))
    const against = (counts: typeof results.counts) => {
      writeFileSync(join(folder, 'baseline.json'), JSON.stringify({ ...results, counts }))
      return assayHere(folder, ...counting, '--baseline', 'baseline.json')
    }
    const same = await against(results.counts)
    expect([same.exitCode, same.stderr]).toEqual([4, expect.stringContaining('gate: could not measure')])
    const fewer = await against(results.counts.map((count) => ({ ...count, reads: count.reads - 1 })))
    expect([fewer.exitCode, fewer.stderr]).toEqual([1, expect.stringContaining('gate: other operations')])
  }))

test.each([
  [['--only', 'laws'], '--only: expected some of counts, law'],
  [['--sizes', 'XXL'], '--sizes: expected some of S, M'],
  [['--max-regress', 'ten'], '--max-regress: expected a percentage'],
  [['--baseline', 'missing.json'], '--baseline: cannot read missing.json'],
  [['--baseline-dist', '.'], '--baseline-dist: expected a build'],
])('refuses %j at once, with what it expected', (args, message) =>
  inFolder({}, async (folder) => {
    const { exitCode, stderr } = await assayHere(folder, ...counting, ...args)
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(message)])
    expect(readdirSync(folder)).toEqual([])
  }),
)

test('stopped in a match it ends at once and leaves no file', async () => {
  const scratch = mkdtempSync(join(tmpdir(), 'assay-stopped-'))
  try {
    const argv = [cli, 'bench', '--only', 'peers', '--sizes', 'S,M', '--out', join(scratch, 'out')] // many seconds, if it is not stopped
    const run = spawn(process.execPath, argv, { env: { ...process.env, TMPDIR: scratch }, stdio: ['ignore', 'ignore', 'pipe'] })
    const closed = once(run, 'close')
    for await (const line of createInterface({ input: run.stderr })) if (line.includes('match S')) run.kill('SIGTERM')
    expect(await closed).toEqual([143, null])
    expect(readdirSync(scratch, { recursive: true })).toEqual(['out'])
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
})
