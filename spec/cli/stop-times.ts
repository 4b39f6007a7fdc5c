/** How long `grade` takes to end when it is told to, at many moments of a run. `.ci/stops` runs it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { reportCard } from '../report/card.ts'
import { cli } from './cli-under-test.ts'

const MOST_MS = 500

/** Stops a run so long after its first line. @returns how long it took to end, and the items that it left */
async function stopped(afterMs: number, folder: string): Promise<readonly [ms: number, items: number]> {
  const run = spawn(process.execPath, [cli, 'grade', '--out', folder], { stdio: ['ignore', 'pipe', 'ignore'] })
  await once(run.stdout, 'data')
  run.stdout.resume()
  await new Promise((resolve) => setTimeout(resolve, afterMs))
  const ended = once(run, 'exit')
  const told = performance.now()
  run.kill('SIGTERM')
  await ended
  const ms = performance.now() - told
  return [ms, reportCard.parse(JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'))).items.length]
}

const [count = 10] = process.argv.slice(2).map(Number)
const folder = mkdtempSync(join(tmpdir(), 'assay-stops-'))
let longest = 0
try {
  for (let i = 0; i < count; i += 1) {
    const [ms, items] = await stopped((4000 * i) / count, join(folder, String(i)))
    longest = Math.max(longest, ms)
    process.stdout.write(
      `stopped after ${Math.round((4000 * i) / count)} ms: ended ${ms.toFixed(0)} ms later with ${items} items\n`,
    )
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.stdout.write(`${count} runs, at most ${longest.toFixed(0)} ms\n`)
process.exitCode = longest < MOST_MS ? 0 : 1
