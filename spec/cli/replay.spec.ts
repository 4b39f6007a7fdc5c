/** Every replay line of the cards that come with the suite, pasted, gives the verdict that it stands beside. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sheetFile } from '../sheet/checks.ts'
import type { ReportCard } from '../report/card.ts'
import { assay, inFolder } from './cli-under-test.ts'

test('the replay lines of the submitted assignment, pasted, are understood and give the same outcome', () => {
  inFolder({}, (folder) => {
    assay(folder, 'grade', sheetFile('submitted'), '--out', 'card')
    const card = JSON.parse(readFileSync(join(folder, 'card', 'report.json'), 'utf8')) as ReportCard
    const lines = card.items.flatMap(({ evidence }) => evidence.map(({ replay, verdict }) => ({ replay, verdict })))
    expect(lines.length).toBeGreaterThan(25)
    for (const { replay, verdict } of lines) {
      const words = replay.replace('npx --no-install assay ', '').match(/'[^']*'|\S+/g) ?? []
      const ran = assay(folder, ...words.map((word) => word.replaceAll("'", '')), '--json')
      expect(ran.stderr, replay).toBe('')
      const again = JSON.parse(ran.stdout) as { verdict: { word: string; failure?: { message: string } } }
      expect(again.verdict.failure?.message, replay).toBe(verdict.failure?.message)
    }
  })
})
