/** Trials that a thread has run ahead are those that the judge would run; without them it runs its own. */
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { seed } from '../../judge/seed.ts'
import reference from '../../subjects/reference.ts'
import { runAhead, takenAhead } from './ahead.ts'
import { runBatch } from './batch.ts'

const levels = 'few many weak clean none'
/** A part of its own for each test: what is run ahead belongs to it. */
const part = (): typeof reference.selectionTrial => (regime, trial) => reference.selectionTrial(regime, trial)

test('what the thread has run is what is run here, and for its block, its regimes and its part alone', async () => {
  const [own, other] = [part(), part()]
  await once(runAhead(own, reference.url, seed, [levels]), 'exit')
  expect(takenAhead(other, levels, seed)).toBeUndefined()
  expect(takenAhead(own, levels, seed + 1)).toBeUndefined()
  expect(takenAhead(own, 'many many strong clean none', seed)).toBeUndefined()
  expect(takenAhead(own, levels, seed)).toEqual(runBatch(own, levels, seed, 0))
})

test.each([
  ['has no such part', 'export default {}'],
  ['throws', 'export default { selectionTrial() { throw new Error("no") } }'],
  ['cannot be loaded', 'throw new Error("no")'],
])('a subject that %s is left to the judge', async (_, text) => {
  const own = part()
  const thread = runAhead(own, `data:text/javascript,${encodeURIComponent(text)}`, seed, [levels])
  await new Promise((resolve) => thread.once('exit', resolve))
  expect(takenAhead(own, levels, seed)).toBeUndefined()
})
