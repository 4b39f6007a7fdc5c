/** Which question is judged when, and where it stands in the report. */
import { expect, test } from 'vitest'
import { questions } from '../questions/index.ts'
import { emptyCard, withItem } from '../report/running-card.ts'
import { seed } from '../judge/seed.ts'
import reference from '../subjects/reference.ts'
import { readSheet } from './answer-sheet.ts'
import { grade } from './grade.ts'

test('questions that take long are judged last, and stand in the report where the sheet has them', async () => {
  const text =
    'assay: 1\nquestions: { q4: { items: { a: { text: t }, b: { text: t } } }, q5: { items: { a: { mle: k / n } } } }\n'
  const sheet = readSheet(text, 'three.yaml', questions)
  const inTurn: string[] = []
  let card = emptyCard(sheet, seed, '', '')
  for await (const item of grade(sheet, reference, { seed })) {
    inTurn.push(item.id)
    card = withItem(card, item, 0)
  }
  expect(inTurn).toEqual(['Q5.a', 'Q4.a', 'Q4.b'])
  expect(card.items.map(({ id }) => id)).toEqual(['Q4.a', 'Q4.b', 'Q5.a'])
})
