/** What is counted is named in the singular where it is one, in a verdict too. */
import { expect, test } from 'vitest'
import { counted } from './counted.ts'
import { observe } from './observe.ts'
import { law, table } from './spec.ts'
import { verdictOf } from './verdict.ts'

test.each([
  [0, '0 inputs'],
  [1, '1 input'],
  [2, '2 inputs'],
])('%i: %s', (count, text) => expect(counted(count, 'input')).toBe(text))

test.each([
  [['a'], '(1 input, 1 comparison)'],
  [['a', 'b'], '(2 inputs, 2 comparisons)'],
])('the verdict on rows %j ends in %s', async (rows, end) => {
  const holds = law({
    id: 'any.sentence',
    says: 'true',
    cites: '',
    needs: [],
    holds: (_, w) => table(rows, (row) => w.equal('row', row, row)),
  })
  const evidence = await observe(holds, { name: 'mine', url: '' }, { seed: 1 })
  expect(verdictOf(evidence).reason).toBe(`true ${end}`)
})
