/** What was measured is read at a glance: short things on a line, a series by its ends, and never more than a screen of lines. */
import { expect, test } from 'vitest'
import { measuredLines } from './measured-in-words.ts'

test.each([
  ['a number', 1 / 3, ['0.3333333']],
  ['an interval', [0.1, 0.25], ['0.1 … 0.25']],
  ['a short list', [3, 2, 1], ['[3, 2, 1]']],
  ['a loss by step', Array.from({ length: 60 }, (_, i) => 6 - i / 10), ['6, 5.9, 5.8, …, 0.1 (60 values)']],
  ['a record', { a: 1, b: { c: 'text' } }, ['a 1, b (c text)']],
  ['a long record', { first: 'x'.repeat(50), second: 'y'.repeat(50) }, ['', 'x'.repeat(50), 'y'.repeat(50)]],
])('%s', (_what, value, lines) => {
  expect(measuredLines({ it: value }).map((line) => line.value)).toEqual(lines)
})

test('beyond sixty lines the rest is counted', () => {
  const many = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`n${i}`, i]))
  const lines = measuredLines(many)
  expect(lines.length).toBe(60)
  expect(lines.at(-1)?.value).toBe('41 more lines, in report.json')
})
