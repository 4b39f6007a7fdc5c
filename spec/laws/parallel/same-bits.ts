/** Layouts, transports and choices that must not change a single bit. */
import type { RankState } from '../../../src/contract/parallel.ts'
import type { StrategyName } from '../../../src/contract/training-step.ts'
import { asyncOnce, asyncTable, law } from '../../judge/spec.ts'
import { tracing } from '../../judge/trace.ts'
import { fingerprint, sha256 } from './fingerprint.ts'
import { ALONE, job, runAlone, tracesOf, unitsOf } from './jobs.ts'
import { CANONICAL, nameOf, OPTIMIZERS, SEVERAL } from './layouts.ts'

const WHOLE = job({ strategy: 'single', ranks: 1, dropoutSeed: 4, scaler: { initScale: 2, growthInterval: 2 } })

const threeSteps = tracing(['trainOnRanks'], ({ trainOnRanks }) => trainOnRanks(WHOLE))
const twoSteps = tracing(['trainOnRanks'], ({ trainOnRanks }, strategy: StrategyName, ranks: number) =>
  trainOnRanks({ ...WHOLE, strategy, ranks, batches: WHOLE.batches.slice(0, 2) }),
)

/** What stands in states, arrays by their hash. */
function digest(states: readonly RankState[] = []): unknown {
  return states.map(({ units, ...rest }) => ({
    ...rest,
    places: units.map(({ unit, start, parameters, moments }) => [unit, start, parameters.length, moments.length]),
    bits: sha256(units.flatMap(({ parameters, moments }) => [parameters, ...moments])),
  }))
}

export default [
  law({
    id: 'parallel.every-layout-has-the-same-bits',
    says: 'single, DDP and FSDP on 1, 2, 4 and 8 ranks in lock step have one hash of the gradients after one step, and one of the parameters after three, with SGD and with AdamW, with clipping and dropout',
    cites: 'derived here: one order of additions, elementwise optimizers, norms over fixed chunks',
    needs: ['trainOnRanks'],
    holds: ({ trainOnRanks }, w) =>
      asyncTable(OPTIMIZERS, async (optimizer) => {
        const choices = { optimizer, maxNorm: 0.05, dropoutSeed: 3 }
        const expected = await fingerprint(w, trainOnRanks, job({ strategy: 'single', ranks: 1, ...choices }))
        for (const layout of CANONICAL) {
          w.equal(nameOf(layout), await fingerprint(w, trainOnRanks, job({ ...layout, ...choices })), expected)
        }
        w.measured(`sha256, ${optimizer.kind}`, expected)
      }),
  }),
  law({
    id: 'parallel.three-ranks-of-equal-trees-have-the-same-bits',
    says: 'twelve micro-batches have the same bits on one rank and on three, which own four each',
    cites: 'derived here: each rank has a whole subtree',
    needs: ['trainOnRanks'],
    holds: ({ trainOnRanks }, w) =>
      asyncOnce(async () => {
        const choices = { microBatches: 12, maxNorm: 0.05 }
        const expected = await fingerprint(w, trainOnRanks, job({ strategy: 'single', ranks: 1, ...choices }))
        for (const strategy of ['ddp', 'fsdp'] as const) {
          w.equal(`${strategy} on 3`, await fingerprint(w, trainOnRanks, job({ strategy, ranks: 3, ...choices })), expected)
        }
      }),
  }),
  law({
    id: 'parallel.buckets-change-nothing',
    says: 'under DDP the size of the messages that gradients are sent in changes no bit',
    cites: 'derived here: the sum of an element does not depend on its neighbours',
    needs: ['trainOnRanks'],
    holds: ({ trainOnRanks }, w) =>
      asyncTable([1, 2, 4], async (ranks) => {
        const expected = await fingerprint(w, trainOnRanks, job({ strategy: 'ddp', ranks }))
        for (const bucketFloats of [257, 1000, 2048, 4095]) {
          const cut = await fingerprint(w, trainOnRanks, job({ strategy: 'ddp', ranks, bucketFloats }))
          w.equal(`messages of ${bucketFloats} floats`, cut, expected)
        }
      }),
  }),
  law({
    id: 'parallel.keeping-blocks-changes-nothing',
    says: 'under FSDP it changes no bit whether blocks are gathered again for the backward pass or kept',
    cites: 'derived here',
    needs: ['trainOnRanks'],
    holds: ({ trainOnRanks }, w) =>
      asyncTable([1, 2, 4, 8], async (ranks) => {
        const expected = await fingerprint(w, trainOnRanks, job({ strategy: 'fsdp', ranks }))
        const kept = await fingerprint(w, trainOnRanks, job({ strategy: 'fsdp', ranks, reshardAfterForward: false }))
        w.equal('kept', kept, expected)
      }),
  }),
  law({
    id: 'parallel.rank-0-decides-how-training-begins',
    says: 'whatever parameters the other ranks would begin with, training is that from rank 0’s',
    cites: 'PyTorch, DistributedDataParallel: the state of rank 0 is broadcast at construction',
    needs: ['trainOnRanks'],
    holds: ({ trainOnRanks }, w) =>
      asyncTable(SEVERAL, async (layout) => {
        const expected = await fingerprint(w, () => runAlone({ trainOnRanks }), ALONE)
        const seeds = Array.from({ length: layout.ranks }, (_, rank) => 5 + rank)
        w.equal(nameOf(layout), await fingerprint(w, trainOnRanks, job({ ...layout, seeds })), expected)
        const other = await fingerprint(w, trainOnRanks, job({ ...layout, seeds: seeds.toReversed() }))
        w.require('another rank 0 is another training', other.parameters !== expected.parameters, other)
      }),
  }),
  law({
    id: 'parallel.powers-of-two-scale-exactly',
    says: 'a loss that is scaled by a power of two and unscaled after the reduction trains to the same bits as one that is not',
    cites: 'IEEE 754: multiplication by a power of two is exact short of overflow and subnormal numbers',
    needs: ['trainOnRanks'],
    holds: ({ trainOnRanks }, w) =>
      asyncTable(CANONICAL, async (layout) => {
        const expected = await fingerprint(w, trainOnRanks, job({ ...layout, maxNorm: 0.05 }))
        const scaled = await fingerprint(w, trainOnRanks, job({ ...layout, maxNorm: 0.05, scaler: { initScale: 65_536 } }))
        w.equal(nameOf(layout), scaled, expected)
      }),
  }),
  law({
    id: 'parallel.a-run-goes-on-in-another-layout',
    says: 'three steps are the same bits as two steps, a checkpoint, and one step in any other layout',
    cites: 'derived here: a state is moved, not computed',
    needs: ['trainOnRanks', 'reshard'],
    holds: ({ trainOnRanks, reshard }, w) =>
      asyncTable(CANONICAL, async (to) => {
        const moved: RankState[][] = []
        for (const from of CANONICAL) {
          const traces = tracesOf(w, await twoSteps({ trainOnRanks }, from.strategy, from.ranks), from.ranks)
          const states = traces.map(({ state }) => state)
          moved.push(reshard(unitsOf(WHOLE), states, to.strategy, to.ranks))
          // From the same state a run goes on in the same way: it is enough to see one.
          w.equal(`${nameOf(from)}, moved to ${nameOf(to)}`, digest(moved.at(-1)), digest(moved[0]))
        }
        const after = { ...WHOLE, ...to, batches: WHOLE.batches.slice(2), resumeFrom: moved[0] ?? [] }
        const { parameters, moments } = await fingerprint(w, trainOnRanks, after)
        const expected = await fingerprint(w, () => threeSteps({ trainOnRanks }), WHOLE)
        w.equal(`gone on with, ${nameOf(to)}`, [parameters, moments], [expected.parameters, expected.moments])
      }),
  }),
]
