/** Every replay line of the cards that come with the suite, pasted, gives the verdict that it stands beside. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sheetFile } from '../sheet/checks.ts'
import type { ReportCard } from '../report/card.ts'
import { checkCommand } from './check.ts'
import { assay, inFolder } from './cli-under-test.ts'

test('the replay lines of the submitted assignment, pasted, are understood and give the same outcome', async () => {
  const card = inFolder({}, (folder) => {
    assay(folder, 'grade', sheetFile('submitted'), '--out', 'card')
    return JSON.parse(readFileSync(join(folder, 'card', 'report.json'), 'utf8')) as ReportCard
  })
  const lines = card.items.flatMap(({ evidence }) => evidence.map(({ replay, verdict }) => ({ replay, verdict })))
  expect(lines.length).toBeGreaterThan(25)
  for (const { replay, verdict } of lines) {
    const words = replay.replace('npx --no-install assay check ', '').match(/'[^']*'|\S+/g) ?? []
    let [out, err] = ['', '']
    await checkCommand({ out: (text) => (out += text), err: (text) => (err += text) })
      .exitOverride()
      .parseAsync([...words.map((word) => word.replaceAll("'", '')), '--json'], { from: 'user' })
    process.exitCode = 0
    expect(err, replay).toBe('')
    const again = JSON.parse(out) as { verdict: { word: string; failure?: { message: string } } }
    expect(again.verdict.failure?.message, replay).toBe(verdict.failure?.message)
  }
}, 300_000)
