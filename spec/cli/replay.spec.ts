/** Every replay line of the cards that come with the suite, pasted, gives the verdict that it stands beside. */
import { expect, test } from 'vitest'
import { seed } from '../judge/seed.ts'
import type { ItemReport } from '../report/card.ts'
import { questions } from '../questions/index.ts'
import { loadSheet } from '../sheet/answer-sheet.ts'
import { sheetFile } from '../sheet/checks.ts'
import { grade } from '../sheet/grade.ts'
import reference from '../subjects/reference.ts'
import { checkCommand } from './check.ts'

test('the replay lines of the submitted assignment, pasted, are understood and give the same outcome', async () => {
  const items: ItemReport[] = []
  for await (const item of grade(loadSheet(sheetFile('submitted'), questions), reference, { seed })) items.push(item)
  const lines = items.flatMap(({ evidence }) => evidence.map(({ replay, verdict }) => ({ replay, verdict })))
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
