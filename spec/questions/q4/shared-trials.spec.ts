/** Trials that a thread runs along with the judge are those that the judge would run; without the thread it runs them all. */
import type { Worker } from 'node:worker_threads'
import { afterAll, expect, test } from 'vitest'
import type { SelectionTrial } from '../../../src/contract/selection.ts'
import { seed } from '../../judge/seed.ts'
import { tracing } from '../../judge/trace.ts'
import reference from '../../subjects/reference.ts'
import { regimeAt } from './regimes.ts'
import { sharedBatch, shareTrials } from './shared-trials.ts'
import { BATCH, MOST_TRIALS, trialOf } from './trial-of.ts'

const levels = 'few many weak clean none'
/** A trial by its seed, all in one regime: what the judge runs is not the point here, and each is run once. */
const trialOfSeed = tracing(['selectionTrial'], (_, trial: number) => reference.selectionTrial(regimeAt(levels), trial))
const selectionTrial: typeof reference.selectionTrial = (_, trial) => trialOfSeed(reference, trial)
const threads: Worker[] = []
afterAll(() => Promise.all(threads.map((thread) => thread.terminate())))

/** A part of its own for each test, to which what is shared belongs. */
function counted(run = selectionTrial): { readonly part: typeof run; readonly calls: number[] } {
  const calls: number[] = []
  return { part: (regime, trial) => (calls.push(trial), run(regime, trial)), calls }
}

const module = (text: string): string => `data:text/javascript,${encodeURIComponent(text)}`
/** As much of the reference as runs trials: the whole takes longer to load than they take to run. */
const ofTrials = module(`export * as default from '${new URL('../../../src/selection/trial.js', import.meta.url).href}'`)

function share(part: typeof reference.selectionTrial, url = ofTrials): ReturnType<typeof shareTrials> {
  const shared = shareTrials(part, url, seed, [levels])
  threads.push(shared.thread)
  return shared
}

const expected = (batch: number): SelectionTrial[] =>
  Array.from({ length: BATCH }, (_, i) => trialOf(selectionTrial, levels, seed, batch * BATCH + i))

test('the trials are those of the judge alone, in their order; for the block, the regimes and the part that are shared, and no others', () => {
  const { part, calls } = counted()
  share(part)
  expect(sharedBatch(part, levels, seed, 0)).toEqual(expected(0))
  expect(sharedBatch(part, levels, seed, 1)).toEqual(expected(1))
  expect(new Set(calls).size).toBe(calls.length)
  expect(sharedBatch(counted().part, levels, seed, 0)).toBeUndefined()
  expect(sharedBatch(part, levels, seed + 1, 0)).toBeUndefined()
  expect(sharedBatch(part, 'many many strong clean none', seed, 0)).toBeUndefined()
  expect(sharedBatch(part, levels, seed, MOST_TRIALS / BATCH)).toBeUndefined()
})

test('while the judge runs one trial, the thread runs others', () => {
  const { part, calls } = counted((regime, trial) => {
    Atomics.wait(done, 0, 0) // until the thread has run one
    return selectionTrial(regime, trial)
  })
  const { done } = share(part)
  expect(sharedBatch(part, levels, seed, 0)).toEqual(expected(0))
  expect(calls.length).toBeLessThan(BATCH)
})

test.each([
  ['has no such part', 'export default {}'],
  ['throws', 'export default { selectionTrial() { throw new Error("no") } }'],
  ['cannot be loaded', 'throw new Error("no")'],
])('trials of a subject that %s are all run by the judge', async (_, text) => {
  const { part, calls } = counted()
  const { thread } = share(part, module(text))
  if (text.startsWith('throw')) await new Promise((resolve) => thread.once('exit', resolve))
  expect(sharedBatch(part, levels, seed, 0)).toEqual(expected(0))
  expect(calls.length).toBe(BATCH)
})
