/** A peer in the comparison: it must compute what ours compute, and the page shows its own figures. */
import { parseHTML } from 'linkedom/worker'
import { beforeAll, expect, test } from 'vitest'
import type { StepRecord } from '../../src/contract/training-step.ts'
import reference from '../subjects/reference.ts'
import type { Measured } from './measured.ts'
import { comparisonPage, tableRows } from './page.ts'
import { type Peer, peerSummaries, runPeer } from './peer.ts'
import { smallComparison, training } from './small-comparison.ts'

/** Milliseconds of the steps of each strategy; the first is not counted. */
const STEPS_MS = { single: [999, 80, 80], ddp: [999, 50, 50], fsdp: [999, 64, 64] } as const

let records: readonly StepRecord[] = []
let measured: Measured

/** One that takes the same steps in the times above, but for what is changed. */
function peer(change: (record: StepRecord, step: number) => Partial<StepRecord> = () => ({})): Peer {
  return {
    name: 'somebody',
    train: async (strategy) =>
      records.map((record, step) => ({ ...record, ...change(record, step), stepMs: STEPS_MS[strategy][step] ?? NaN, cpuMs: 7 })),
  }
}

beforeAll(async () => {
  const { ranks } = await reference.trainOnRanks({ ...training, strategy: 'single', ranks: 1, transport: 'simulated' })
  records = ranks[0]?.records ?? []
  measured = await smallComparison(peer())
})

test('it runs in every round under every strategy, and its speed-ups are against its own single', () => {
  expect(measured.peer?.runs.map(({ round, strategy, ranks }) => `${round} ${strategy} ${ranks}`).toSorted()).toEqual(
    [0, 1].flatMap((round) => [`${round} ddp 2`, `${round} fsdp 2`, `${round} single 1`]),
  )
  const targets = records[1]?.targets ?? NaN
  expect(peerSummaries(measured).map(({ strategy, tokensPerSecond, speedUp }) => [strategy, tokensPerSecond, speedUp])).toEqual([
    ['single', (1000 * targets) / 80, 1],
    ['ddp', (1000 * targets) / 50, 80 / 50],
    ['fsdp', (1000 * targets) / 64, 80 / 64],
  ])
})

test('its rows and bars are on the page, after ours', async () => {
  expect(
    tableRows(measured)
      .map(([name, , , speedUp, , , cpuMs]) => [name, speedUp, cpuMs])
      .slice(3, 6),
  ).toEqual([
    ['somebody, single', '1.000', '7'],
    ['somebody, ddp', '1.600', '7'],
    ['somebody, fsdp', '1.250', '7'],
  ])
  const { document } = parseHTML(await comparisonPage(measured)) as unknown as {
    readonly document: { querySelectorAll(selector: string): Iterable<{ readonly textContent: string }> }
  }
  const said = [...document.querySelectorAll('svg [aria-label=bar] rect title')].map(({ textContent }) => textContent)
  expect(said.slice(3, 6)).toEqual(
    peerSummaries(measured).map(({ strategy, tokensPerSecond }) => {
      const own = strategy === 'single' ? 'single' : `${strategy} on 2`
      return `somebody, ${own}: ${tokensPerSecond.toFixed(3)} tokens/s`
    }),
  )
})

test.each([
  ['loss', 0, 1 + 2e-5],
  ['gradientNorm', 0, 1 - 2e-4],
  ['loss', 2, 1.002],
] as const)('one whose %s of step %i is off by a factor of %f has not trained the same', async (figure, at, factor) => {
  const off = peer((record, step) => (step === at ? { [figure]: factor * record[figure] } : {}))
  await expect(runPeer(off, 'ddp', 2, 0, records)).rejects.toThrow(`somebody, ddp on 2: ${figure} of step ${at + 1} must be ours`)
})

test('one that leaves a step out has not trained the same', async () => {
  const short: Peer = { ...peer(), train: async () => (await peer().train('single', 1)).slice(0, 2) }
  await expect(runPeer(short, 'single', 1, 0, records)).rejects.toThrow('loss of step 3 must be ours')
})
