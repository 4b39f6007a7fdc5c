/** Proof that sharding happens: what each rank keeps, sends and calls, and that what was released is gone. */
import type { TrainingJob } from '../../../src/contract/parallel.ts'
import type { Unit } from '../../../src/contract/model.ts'
import { asyncTable, law } from '../../judge/spec.ts'
import { batchesOf, job, SHAPE, tracesOf, unitsOf } from './jobs.ts'
import { CANONICAL, type Layout, nameOf, OPTIMIZERS } from './layouts.ts'

/** Elements of one rank's shards of all units, and of all wholes with the padding that this number of ranks needs. */
function elements(units: readonly Unit[], { strategy, ranks }: Layout): { readonly own: number[]; readonly padded: number[] } {
  const shards = strategy === 'fsdp' ? ranks : 1
  const own = units.map(({ padded }) => Math.ceil(padded / (256 * shards)) * 256)
  return { own, padded: own.map((length) => length * shards) }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0)

const LAYOUTS: readonly Layout[] = [...CANONICAL, { strategy: 'ddp', ranks: 3 }, { strategy: 'fsdp', ranks: 3 }]

/** What goes over the group in each step whatever the strategy: counts, losses and, sharded, the norms' partial sums; 8 bytes each to every other rank. */
function numbersSent({ ranks, strategy, microBatches }: TrainingJob, chunks: number): number {
  const values = 1 + Math.ceil(microBatches / ranks) + (strategy === 'fsdp' ? chunks : 0)
  return 8 * values * (ranks - 1)
}

export default [
  law({
    id: 'parallel.each-rank-keeps-its-share-only',
    says: 'a rank keeps 4 bytes for each parameter, gradient and moment of its shards, which is 16 P / W under FSDP and AdamW, and 16 P under DDP; beside that it holds wholes of the root and of one block at a time, and sums borrow no more than the root’s gradients of its micro-batches and one block’s for each level of the tree',
    cites: 'Rajbhandari et al. 2020, ZeRO, section 3',
    needs: ['trainOnRanks', 'stateBytes'],
    holds: ({ trainOnRanks, stateBytes }, w) =>
      asyncTable(
        LAYOUTS.flatMap((layout) => OPTIMIZERS.map((optimizer) => ({ layout, optimizer }))),
        async ({ layout, optimizer }) => {
          const training = job({ ...layout, optimizer, batches: [batchesOf(8, SHAPE.words)] })
          const units = unitsOf(training)
          const { own, padded } = elements(units, layout)
          const arrays = 2 + (optimizer.kind === 'adamw' ? 2 : 1)
          for (const [rank, trace] of tracesOf(w, await trainOnRanks(training), layout.ranks).entries()) {
            w.equal(
              `elements on rank ${rank}`,
              trace.state.units.map(({ parameters }) => parameters.length),
              own,
            )
            for (const { moments, parameters } of trace.state.units) {
              w.equal(
                'moments',
                moments.map(({ length }) => length),
                Array.from({ length: arrays - 2 }, () => parameters.length),
              )
            }
            w.equal(`bytes on rank ${rank} of ${nameOf(layout)}`, trace.stateBytes, 4 * arrays * sum(own))
            if (optimizer.kind === 'adamw') {
              const sharded = layout.strategy === 'fsdp' ? 'everything' : 'nothing'
              w.equal('bytes by the formula', trace.stateBytes, stateBytes(sum(padded), layout.ranks, sharded))
            }
            // Root and one block, for parameters and for gradients.
            const wholes = layout.strategy === 'fsdp' ? 8 * ((padded[0] ?? NaN) + (padded[1] ?? NaN)) : 0
            w.equal(`bytes of wholes on rank ${rank}`, trace.wholeBytes, wholes)
            // Root gradients of all micro-batches but the first, and a block's gradient for each level of the tree.
            const local = training.microBatches / layout.ranks
            if (Number.isInteger(local)) {
              const sums = 4 * ((local - 1) * (units[0]?.padded ?? NaN) + Math.log2(local) * (units[1]?.padded ?? NaN))
              w.equal(`bytes of sums on rank ${rank}`, trace.sumBytes, sums)
            }
          }
        },
      ),
  }),
  law({
    id: 'parallel.a-step-sends-what-the-formula-says',
    says: 'in a step each rank sends exactly 2 x 4P (W - 1) / W bytes under DDP, and 3 x under FSDP less what stays gathered (the root and the last block, or all blocks), and a few numbers; with no dependence on the number of micro-batches',
    cites: 'Rajbhandari et al. 2020, ZeRO, section 7',
    needs: ['trainOnRanks', 'stepBytes'],
    holds: ({ trainOnRanks, stepBytes }, w) =>
      asyncTable(
        LAYOUTS.filter(({ ranks }) => ranks !== 3).flatMap((layout) =>
          // what is released is gathered again under FSDP only
          (layout.strategy === 'fsdp' ? [true, false] : [true]).flatMap((reshardAfterForward) =>
            [8, 16].map((microBatches) => ({ layout, reshardAfterForward, microBatches })),
          ),
        ),
        async ({ layout, reshardAfterForward, microBatches }) => {
          const batches = [0, 1].map((step) => batchesOf(microBatches, SHAPE.words, step))
          const training = job({ ...layout, reshardAfterForward, microBatches, batches })
          const { padded } = elements(unitsOf(training), layout)
          const blocks = padded.length - 1
          const kept = reshardAfterForward ? (padded[0] ?? 0) + (padded[blocks] ?? 0) : sum(padded)
          const floats = stepBytes(layout.strategy, sum(padded), layout.ranks, layout.strategy === 'fsdp' ? kept : 0)
          const numbers = numbersSent(training, sum(padded) / layout.ranks / 256)
          for (const [rank, { stepTraffic, beginTraffic }] of tracesOf(w, await trainOnRanks(training), layout.ranks).entries()) {
            w.equal(`bytes of a step from rank ${rank} of ${nameOf(layout)}`, stepTraffic.bytesSent / 2, floats + numbers)
            const gathers = reshardAfterForward ? 1 + blocks + (blocks - 1) : 1 + blocks
            w.equal('calls of a step', perStep(stepTraffic.calls), {
              allReduce: layout.strategy === 'fsdp' ? 0 : 1 + blocks,
              allGather: layout.strategy === 'fsdp' ? gathers : 0,
              reduceScatter: layout.strategy === 'fsdp' ? 1 + blocks : 0,
              broadcast: 0,
            })
            w.equal('calls before the first step', beginTraffic.calls.broadcast, 1 + blocks)
          }
        },
      ),
  }),
  law({
    id: 'parallel.what-is-released-is-gone',
    says: 'under FSDP, once the blocks are released, the arrays that held them whole are NaN everywhere, so that no rank can live on what it should have gathered',
    cites: 'derived here: the model keeps every array that it was given, and looks again when all blocks are released',
    needs: ['trainOnRanks'],
    holds: ({ trainOnRanks }, w) =>
      asyncTable(
        [1, 2, 4, 8].flatMap((ranks) => [true, false].map((reshardAfterForward) => ({ ranks, reshardAfterForward }))),
        async (choices) => {
          const training = job({ strategy: 'fsdp', ...choices, modelData: { ...SHAPE, looksBack: true } })
          tracesOf(w, await trainOnRanks(training), choices.ranks)
        },
      ),
  }),
]

function perStep({ allReduce, allGather, reduceScatter, broadcast }: Readonly<Record<string, number>>) {
  const half = (calls = NaN): number => calls / 2
  return {
    allReduce: half(allReduce),
    allGather: half(allGather),
    reduceScatter: half(reduceScatter),
    broadcast: half(broadcast),
  }
}
