/** The rows of a comparison that failed: what was said comes before what is, and a broken rule is shown itself, not that it is true. */
import { expect, test } from 'vitest'
import { evidenceFields } from './evidence-fields.ts'
import { sampleCard } from './sample-card.ts'

const values = { message: '', what: 'mle(0, 1)', expected: '0', got: '0.4' }
const rule = { message: '', what: 'a > b', expected: 'true', got: 'false for [0.549, 2]' }

test.each([
  ['code', values, ['Compared: mle(0, 1)', 'Expected: 0', 'Got: 0.4']],
  ['a law, asked of a claim', { ...values, said: 'got' }, ['Compared: mle(0, 1)', 'You said: 0.4', 'It is: 0']],
  ['a ruling on a claim', { ...values, said: 'expected' }, ['Compared: mle(0, 1)', 'You said: 0', 'It is: 0.4']],
  ['code that breaks a rule', rule, ['Expected: a > b', 'Got: [0.549, 2]']],
  ['a claim that breaks the rule of a law', { ...rule, said: 'got' }, ['You said: [0.549, 2]', 'It is: a > b']],
  ['a rule that was claimed', { ...rule, said: 'expected' }, ['You said: a > b', 'It is: [0.549, 2]']],
] as const)('%s', (_name, failure, rows) => {
  const some = sampleCard.items.flatMap(({ evidence }) => evidence)[0] ?? expect.fail('no evidence')
  const labels = new Set(['Compared', 'Expected', 'Got', 'You said', 'It is'])
  const shown = evidenceFields({ ...some, failure }).outcome.filter(({ label }) => labels.has(label))
  expect(shown.map(({ label, text }) => `${label}: ${text}`)).toEqual(rows)
})
