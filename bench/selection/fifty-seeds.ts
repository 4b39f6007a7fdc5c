/** The verdicts of question 4 under 50 seeds: on the submitted sheet, and on every ranking. All 50 must say the same. */
import { questions } from '../../spec/questions/index.ts'
import { loadSheet, readSheet, type Sheet } from '../../spec/sheet/answer-sheet.ts'
import { sheetFile } from '../../spec/sheet/checks.ts'
import { grade } from '../../spec/sheet/grade.ts'
import reference from '../../spec/subjects/reference.ts'

const SEEDS = Number(process.argv[2] ?? 50)
const FIRST = Number(process.argv[3] ?? 1)

const RANKINGS = ['1 > 2 > 3', '1 > 3 > 2', '2 > 1 > 3', '2 > 3 > 1', '3 > 1 > 2', '3 > 2 > 1', '3 first', '2 first']
const rankings = readSheet(
  `{ assay: 1, questions: { q4: { items: { ${RANKINGS.map((text, i) => `${'abcdefgh'[i]}: { ranking: ${text} }`).join(', ')} } } } }`,
  'rankings.yaml',
  questions,
)

const onlyQ4 = (sheet: Sheet): Sheet => ({ ...sheet, questions: sheet.questions.filter(({ question }) => question.id === 'q4') })

const tally = new Map<string, Map<string, number>>()
for (let seed = FIRST; seed < FIRST + SEEDS; seed += 1) {
  // new parts for each seed, so that what was remembered of the last one can go
  const subject = { ...reference, selectionTrial: reference.selectionTrial.bind(undefined) }
  for (const [name, sheet] of Object.entries({ submitted: loadSheet(sheetFile('submitted'), questions), rankings })) {
    for await (const { id, claims, verdict } of grade(onlyQ4(sheet), subject, { seed })) {
      const key = `${name} ${id} ${claims.join(', ')}`
      const said = `${verdict.word}${verdict.trueWhen === undefined ? '' : `, true when ${verdict.trueWhen}`}`
      const counts = tally.get(key) ?? new Map<string, number>()
      tally.set(key, counts.set(said, (counts.get(said) ?? 0) + 1))
    }
  }
  process.stderr.write(`seed ${seed} of ${FIRST + SEEDS - 1}\n`)
}
let agree = true
for (const [key, counts] of tally) {
  if (counts.size > 1) agree = false
  for (const [said, count] of counts) process.stdout.write(`${String(count).padStart(3)} of ${SEEDS}  ${key}: ${said}\n`)
}
process.stdout.write(`${agree ? 'the same' : 'NOT the same'} verdicts under all ${SEEDS} seeds\n`)
process.exitCode = agree ? 0 : 1
