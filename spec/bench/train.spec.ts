/** The training bench: who is right is timed, who is wrong leaves with the figure, and PyTorch's absence is said. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { linesOfVerdicts, verdictsOn } from '../../bench/train/bars.ts'
import { entriesFor } from '../../bench/train/entries.ts'
import { pairedRatio, runMatch } from '../../bench/train/match.ts'
import { problemOf } from '../../bench/train/problem.ts'
import { linesOf } from '../../bench/train/text.ts'
import { checksumOf } from '../../bench/train/truth.ts'
import { assay, inFolder } from '../cli/cli-under-test.ts'

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

test('a bar is met, missed, or not measured when someone it needs is absent', () => {
  const took = (name: string, cpuMs: number, peakBytes: number) => ({
    entry: { name, version: '1', command: 'none', args: [], tolerance: 1e-4 },
    wallMs: [cpuMs],
    cpuMs: [cpuMs],
    peakBytes,
  })
  const outcome = {
    name: 'seed' as const,
    tokens: 1024,
    processor: 'some',
    worst: { name: 'wte.weight', error: 2e-5 },
    standings: [took('assay, wasm', 300, 5e8), took('TensorFlow.js, wasm, tape', 6000, 2e9), took('PyTorch, 1 thread', 60, 7e8)],
    absent: [],
  }
  expect(linesOfVerdicts(verdictsOn(outcome))).toEqual([
    'missed: speed of assay, wasm over PyTorch, at least 0.25: 0.200',
    'not measured: speed of assay, native over PyTorch, at least 0.75',
    'met: speed of assay, wasm over the stock tape, at least 8: 20.0',
    'met: peak memory of assay, wasm, GB, at most 0.6: 0.500',
    'missed: worst gradient, relative L2, at most 0.00001: 0.0000200',
  ])
})

test('`assay bench train` leaves figures without a path of the machine; its gate tells that PyTorch did not take part', () =>
  inFolder({}, (folder) => {
    const options = ['tiny', '--rounds', '1', '--only', 'wasm', '--gate', '--out', 'out']
    const { exitCode, stdout } = assay(folder, 'bench', 'train', ...options)
    expect([exitCode, stdout]).toEqual([4, expect.stringContaining('not measured: speed of assay, wasm over PyTorch')])
    const [name = '', ...others] = readdirSync(join(folder, 'out')).filter((each) => each !== '.assay-files')
    expect([name, others]).toEqual([expect.stringMatching(/^train_.*\.json$/), []])
    const text = readFileSync(join(folder, 'out', name), 'utf8')
    expect(text).toContain('"tokens": 128')
    expect(text).not.toContain(process.execPath)
    expect(assay(folder, 'bench', 'train', 'huge').exitCode).toBe(2)
  }))
