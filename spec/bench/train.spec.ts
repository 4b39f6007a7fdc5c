/** The training bench: who is right is timed, who is wrong leaves with the figure, and PyTorch's absence is said. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { linesOfVerdicts, verdictsOn } from '../../bench/train/bars.ts'
import { pairedRatio, runMatch } from '../../bench/train/match.ts'
import { problemOf } from '../../bench/train/problem.ts'
import type { Outcome } from '../../bench/train/text.ts'
import { assayHere, inFolder } from '../cli/cli-under-test.ts'
import { made, steady } from './made-up.ts'

test('a contestant whose gradients are not the right ones leaves before anything is timed, the others are interleaved', async () => {
  const truth = { loss: 5, sum: 2, dot: 3 }
  const entries = [truth, { ...truth, sum: 2.002 }].map((shown) => made('made up', JSON.stringify(shown), steady))
  const [right, wrong] = await runMatch(problemOf('tiny'), entries, truth, { rounds: 2, turnMs: 1, tell: () => {} })
  expect([right?.failed, right?.wallMs]).toEqual([undefined, [1e-4, 1e-4]])
  expect([wrong?.failed, wrong?.wallMs]).toEqual([expect.stringMatching(/sum must be 2 .* got 2.002/), []])
  // Round by round: a machine that is half as fast in one of them does not count.
  const [first, second] = [
    [1, 2, 1],
    [4, 8, 4],
  ].map((cpuMs) => ({ ...right!, cpuMs }))
  expect(pairedRatio(first!, second!)).toBe(4)
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

test('`assay bench train`: our wasm engine and the stock tape show the float64 loss and gradients; the figures name no path of the machine, and the gate tells that PyTorch did not take part', () =>
  inFolder({}, async (folder) => {
    const options = ['tiny', '--rounds', '1', '--turn', '1', '--only', 'wasm', '--gate', '--out', 'out']
    const { exitCode, stdout } = await assayHere(folder, 'bench', 'train', ...options)
    expect([exitCode, stdout]).toEqual([4, expect.stringContaining('not measured: speed of assay, wasm over PyTorch')])
    const [name = '', ...others] = readdirSync(join(folder, 'out')).filter((each) => each !== '.assay-files')
    expect([name, others]).toEqual([expect.stringMatching(/^train_.*\.json$/), []])
    const text = readFileSync(join(folder, 'out', name), 'utf8')
    expect(text).not.toContain(process.execPath)
    const [outcome] = (JSON.parse(text) as { outcomes: (Pick<Outcome, 'tokens' | 'absent'> & { standings: object[] })[] })
      .outcomes
    expect(outcome?.tokens).toBe(128)
    const wallMs = [expect.any(Number)]
    expect(outcome?.standings).toMatchObject([
      { name: 'assay, wasm', wallMs },
      { name: 'TensorFlow.js, wasm, tape', wallMs },
    ])
    expect(text).not.toContain('"failed"')
    for (const absent of outcome?.absent ?? []) expect(stdout).toContain(`${absent.name} does not take part`)
    expect((await assayHere(folder, 'bench', 'train', 'huge')).exitCode).toBe(2)
  }))
