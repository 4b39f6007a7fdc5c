/** Grades the sheets of the suite under many seeds and tells of every item whose verdict depends on the seed. `.ci/verdicts` runs it. */
import { questions } from '../questions/index.ts'
import reference from '../subjects/reference.ts'
import { loadSheet } from './answer-sheet.ts'
import { sheetFile } from './checks.ts'
import { grade } from './grade.ts'

/** `key Q1.a holds 1`, for every item of both sheets: the word, and the share of the mark. */
async function verdictsUnder(seed: number): Promise<string[]> {
  const lines: string[] = []
  for (const name of ['key', 'submitted'] as const) {
    for await (const { id, verdict } of grade(loadSheet(sheetFile(name), questions), reference, { seed }))
      lines.push(`${name} ${id} ${verdict.word} ${verdict.share}`)
  }
  return lines
}

const [count = 10, first = 1] = process.argv.slice(2).map(Number)
const expected = await verdictsUnder(first)
let differing = 0
for (let seed = first + 1; seed < first + count; seed += 1) {
  const got = await verdictsUnder(seed)
  const others = got.filter((line, i) => line !== expected[i])
  differing += others.length
  for (const line of others)
    process.stdout.write(`seed ${seed}: ${line}, but ${expected[got.indexOf(line)] ?? 'nothing'} under ${first}\n`)
  process.stderr.write(`seed ${seed}: ${others.length === 0 ? 'the same' : `${others.length} other`} verdicts\n`)
}
process.stdout.write(
  `${expected.length} items under ${count} seeds from ${first}: ${differing === 0 ? 'the same verdicts' : `${differing} verdicts differ`}\n`,
)
process.exitCode = differing === 0 ? 0 : 1
