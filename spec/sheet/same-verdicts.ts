/** Grades the sheets of the suite under many seeds and tells of every item whose verdict depends on the seed. `.ci/verdicts` runs it. */
import { questions } from '../questions/index.ts'
import reference from '../subjects/reference.ts'
import { loadSheet } from './answer-sheet.ts'
import { sheetFile } from './checks.ts'
import { grade } from './grade.ts'

const [count, first] = process.argv.slice(2, 4).map(Number) as [number, number]
const wanted = process.argv[4]?.split(',') ?? questions.map(({ id }) => id)

const sheets = (['key', 'submitted'] as const).map((name) => {
  const sheet = loadSheet(sheetFile(name), questions)
  return { name, sheet: { ...sheet, questions: sheet.questions.filter(({ question }) => wanted.includes(question.id)) } }
})

/** `key Q1.a holds 1`, for every item of both sheets: the word, and the share of the mark. */
async function verdictsUnder(seed: number): Promise<string[]> {
  const lines: string[] = []
  for (const { name, sheet } of sheets) {
    for await (const { id, verdict } of grade(sheet, reference, { seed }))
      lines.push(`${name} ${id} ${verdict.word} ${verdict.share}`)
  }
  return lines
}

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
  `${expected.length} items of ${wanted.join(', ')} under ${count} seeds from ${first}: ${differing === 0 ? 'the same verdicts' : `${differing} verdicts differ`}\n`,
)
process.exitCode = differing === 0 ? 0 : 1
