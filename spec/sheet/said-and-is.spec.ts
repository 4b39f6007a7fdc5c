/** What a wrong claim is told: what it said, then what is, whichever kind of spec judged it. */
import { expect, test } from 'vitest'
import { seed } from '../judge/seed.ts'
import { questions } from '../questions/index.ts'
import reference from '../subjects/reference.ts'
import { readSheet } from './answer-sheet.ts'
import { grade } from './grade.ts'

/** Of rulings and of laws alike, and in this order: question, answer, what the reason says. */
const saidAndIs = [
  ['q1', 'copies: w_n', 'you said 1.099, it is 0.5493'],
  ['q1', 'copies: w_n / 3', ' at w_n = '],
  ['q1', 'others: w_i / 2', 'you said '],
  ['q5', 'mle: 2/5', 'mle(0, 1): you said 0.4, it is 0'],
  ['q5', 'mle: k / n + 1 / 10^11', 'you said 1e-11, it is 0'],
  ['q5', 'mle: (k + 1) / (n + 2), states: mle-ignores-the-prior', 'mle(0, 1): you said 0.3333, it is 0'],
  ['q5', 'map: 2/5', 'you said '],
] as const

test.each(saidAndIs)('%s { %s } reads "%s": what was said, then what is, in short numbers', async (question, answer, words) => {
  const sheet = readSheet(`{ assay: 1, questions: { ${question}: { items: { a: { ${answer} } } } } }`, 'wrong.yaml', questions)
  const sentences: string[] = []
  for await (const { evidence } of grade(sheet, reference, { seed }))
    sentences.push(...evidence.flatMap(({ failure }) => failure?.message ?? []))
  expect(sentences.join('\n')).toContain(words)
  for (const sentence of sentences) expect(sentence).toMatch(/you said .*, it is |you said: .*; it is: |not so for what you said/)
  for (const sentence of sentences) expect(sentence).not.toMatch(/\d\.\d{10}/)
})
