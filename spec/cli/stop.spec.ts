/** A signal ends `grade` at once, whatever is being computed, and leaves what was judged. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, expect, test } from 'vitest'
import { reportCard } from '../report/card.ts'
import { cli } from './cli-under-test.ts'

// Of the two, b takes many seconds without a pause.
const sheet = 'assay: 1\nquestions: { q4: { items: { a: { text: not judged }, b: { ranking: 3 > 2 > 1 } } } }\n'

const scratch = mkdtempSync(join(tmpdir(), 'assay-stop-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

test.each(['SIGINT', 'SIGTERM'] as const)('%s ends grade by the system, which waits for nothing', async (signal) => {
  const out = join(scratch, signal)
  writeFileSync(join(scratch, 'sheet.yaml'), sheet)
  const told = [cli, 'grade', join(scratch, 'sheet.yaml'), '--out', out]
  const run = spawn(process.execPath, told, { stdio: ['ignore', 'pipe', 'ignore'] })
  const ended = once(run, 'exit')
  for await (const line of createInterface({ input: run.stdout })) if (line.includes('Q4.a')) run.kill(signal)
  // By the signal itself: had the process taken it, it would have ended by an exit code, after what it was computing.
  expect(await ended).toEqual([null, signal])
  const card = reportCard.parse(JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')))
  expect([card.complete, card.planned]).toEqual([false, 2])
})
