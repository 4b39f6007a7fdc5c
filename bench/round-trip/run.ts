/**
 * What a call to a subject in another process costs: `node dist/bench/round-trip/run.js`. One line a subject and size: the median and the
 * 95th percentile of a call that gives its argument back.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Foreign } from '../../spec/subjects/foreign.ts'
import { launchCommand, launchModule, type Limits } from '../../spec/subjects/launch.ts'

const limits: Limits = { budgetMs: 120_000, memoryMib: 1024, trusted: false }

/** What is sent and comes back. */
const sizes: readonly (readonly [what: string, argument: unknown, calls: number])[] = [
  ['a number', 3, 5000],
  ['an array of 10 float64', new Float64Array(10).fill(0.1), 3000],
  ['an array of 10^4 float64', new Float64Array(1e4).fill(0.1), 300],
  ['an array of 10^6 float64', new Float64Array(1e6).fill(0.1), 20],
]

const folder = mkdtempSync(join(tmpdir(), 'assay-round-trip-'))
try {
  writeFileSync(join(folder, 'echo.mjs'), 'export default { echo: (x) => x }')
  writeFileSync(join(folder, 'echo.py'), 'import assay_subject\nassay_subject.serve(echo=lambda x: x)\n')
  await report('module', (lines) => launchModule(join(folder, 'echo.mjs'), lines, limits))
  if (spawnSync('python3', ['--version']).status === 0)
    await report('python3', (lines) => launchCommand(`python3 ${join(folder, 'echo.py')}`, lines, limits))
} finally {
  rmSync(folder, { recursive: true })
}

async function report(name: string, launch: ConstructorParameters<typeof Foreign>[0]): Promise<void> {
  const started = performance.now()
  const foreign = new Foreign(launch, limits)
  process.stdout.write(`${name}: started and asked in ${(performance.now() - started).toFixed(0)} ms\n`)
  try {
    const echo = foreign.parts['echo'] as (x: unknown) => unknown
    for (const [what, argument, calls] of sizes) {
      foreign.begin(what)
      for (let i = 0; i < calls / 10; i += 1) echo(argument)
      const ms = Array.from({ length: calls }, () => elapsedMs(() => echo(argument))).toSorted((a, b) => a - b)
      const at = (share: number): string => (ms[Math.floor(share * ms.length)] ?? NaN).toFixed(3)
      process.stdout.write(`${name}: ${what}, there and back: median ${at(0.5)} ms, 95 % ${at(0.95)} ms (${calls} calls)\n`)
    }
  } finally {
    foreign.close()
  }
}

function elapsedMs(run: () => unknown): number {
  const started = performance.now()
  run()
  return performance.now() - started
}
