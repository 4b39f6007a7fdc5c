/** The training bench: who is right is timed, who is wrong leaves with the figure, and PyTorch's absence is said. */
import { expect, test } from 'vitest'
import { entriesFor } from '../../bench/train/entries.ts'
import { pairedRatio, runMatch } from '../../bench/train/match.ts'
import { problemOf } from '../../bench/train/problem.ts'
import { linesOf } from '../../bench/train/text.ts'
import { checksumOf } from '../../bench/train/truth.ts'

const problem = problemOf('tiny')
const silent = { rounds: 2, turnMs: 20, tell: () => {} }

test('our wasm engine and the stock tape show the float64 loss and gradients, and are timed in turns', async () => {
  const { entries, absent } = await entriesFor(problem)
  const taken = entries.filter(({ name }) => /wasm/.test(name))
  expect(taken.map(({ name }) => name)).toEqual(['assay, wasm', 'TensorFlow.js, wasm, tape'])
  const standings = await runMatch(problem, taken, await checksumOf(problem), silent)
  const [ours] = standings
  expect(standings.map(({ failed }) => failed)).toEqual([undefined, undefined])
  expect(ours?.wallMs).toHaveLength(2)
  // Round by round: a machine that is half as fast in one of them does not count.
  const [first, second] = standings.map((standing, i) => ({ ...standing, cpuMs: i === 0 ? [1, 2, 1] : [4, 8, 4] }))
  expect(pairedRatio(first!, second!)).toBe(4)
  const outcome = {
    name: problem.name,
    tokens: 128,
    processor: 'some',
    worst: { name: 'wte.weight', error: 1e-7 },
    standings,
    absent,
  }
  const text = linesOf(outcome).join('\n')
  expect(text).toContain('assay, wasm')
  for (const { name } of absent) expect(text).toContain(`${name} does not take part`)
})

test('a contestant whose gradients are not the right ones leaves before anything is timed', async () => {
  const { entries } = await entriesFor(problem)
  const truth = await checksumOf(problem)
  const ours = entries.filter(({ name }) => name === 'assay, wasm')
  const [standing] = await runMatch(problem, ours, { ...truth, sum: truth.sum * 1.001 }, silent)
  expect(standing?.failed).toMatch(/sum must be .* got /)
  expect(standing?.wallMs).toEqual([])
})
