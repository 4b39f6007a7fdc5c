/** Training on ranks computes what training in one place computes. */
import type { MicroBatch } from '../../../src/contract/model.ts'
import { asyncTable, law } from '../../judge/spec.ts'
import { batchesOf, job, SHAPE } from './jobs.ts'
import { CANONICAL, OPTIMIZERS } from './layouts.ts'
import { sameAsOracle } from './same-as-oracle.ts'

export default [
  law({
    id: 'parallel.training-is-training-in-one-place',
    says: 'in every layout, three steps leave the gradients, parameters, losses and norms of plain training on one device in float64, with micro-batches whose targets are counted one by one',
    cites: 'oracle: the formulas written out in float64, without ranks',
    needs: ['trainOnRanks'],
    holds: ({ trainOnRanks }, w) =>
      asyncTable(
        CANONICAL.flatMap((layout) => OPTIMIZERS.map((optimizer) => ({ ...layout, optimizer }))),
        async (choices) => {
          const training = job(choices)
          sameAsOracle(w, training, await trainOnRanks(training))
        },
      ),
  }),
  law({
    id: 'parallel.unequal-shares-train-alike',
    says: 'where ranks own unequal numbers of micro-batches, or none, no rank waits for ever and training is that of one device, up to rounding',
    cites:
      'PyTorch, DistributedDataParallel.join; here every rank takes part in every collective, with a gradient of 0 if it has no data',
    needs: ['trainOnRanks'],
    holds: ({ trainOnRanks }, w) =>
      asyncTable(
        (['ddp', 'fsdp'] as const).flatMap((strategy) => [
          { strategy, ranks: 3, microBatches: 8 },
          { strategy, ranks: 4, microBatches: 5 },
          { strategy, ranks: 8, microBatches: 3 },
          { strategy, ranks: 2, microBatches: 1 },
        ]),
        async (choices) => {
          const training = job(choices)
          sameAsOracle(w, training, await trainOnRanks(training))
        },
      ),
  }),
  law({
    id: 'parallel.batches-of-unequal-length-count-by-tokens',
    says: 'a rank whose micro-batches are short, or wholly ignored, weighs as much as its targets: the loss and the gradient are means over all targets of all ranks',
    cites: 'derived here; see parallel.unequal-shares-are-weighted',
    needs: ['trainOnRanks'],
    holds: ({ trainOnRanks }, w) =>
      asyncTable(
        [
          { strategy: 'ddp', ranks: 2 },
          { strategy: 'ddp', ranks: 4 },
          { strategy: 'fsdp', ranks: 2 },
          { strategy: 'fsdp', ranks: 4 },
        ] as const,
        async (layout) => {
          const steps = [0, 1].map((step) => batchesOf(4, SHAPE.words, step).map(shortened))
          const training = job({ ...layout, microBatches: 4, batches: steps })
          sameAsOracle(w, training, await trainOnRanks(training))
        },
      ),
  }),
  law({
    id: 'parallel.clipping-sees-the-whole-gradient',
    says: 'the norm that is clipped is that of all gradients of all ranks, after reduction and unscaling; what is below the bound is left alone',
    cites: 'Pascanu et al. 2013; clipping each rank’s gradient, or each shard, is another update',
    needs: ['trainOnRanks'],
    reaches: ['clipped', 'left alone'],
    holds: ({ trainOnRanks }, w) =>
      asyncTable(
        CANONICAL.flatMap((layout) => [0.05, 10].map((maxNorm) => ({ ...layout, maxNorm }))),
        async ({ maxNorm, ...layout }) => {
          const training = job({ ...layout, maxNorm, scaler: { initScale: 1024 } })
          const outcome = await trainOnRanks(training)
          for (const { clipCoefficient, gradientNorm } of outcome.ranks[0]?.records ?? []) {
            w.reached(clipCoefficient < 1 ? 'clipped' : 'left alone')
            w.close('coefficient', clipCoefficient, Math.min(1, maxNorm / (gradientNorm + 1e-6)), 1e-12)
          }
          sameAsOracle(w, training, outcome)
        },
      ),
  }),
  law({
    id: 'parallel.dropout-belongs-to-the-micro-batch',
    says: 'with dropout, too, every layout trains as one device does: masks depend on the step and on the number of the micro-batch over all ranks, so that no two ranks drop the same',
    cites: 'oracle: masks by the number of the micro-batch',
    needs: ['trainOnRanks'],
    holds: ({ trainOnRanks }, w) =>
      asyncTable(CANONICAL, async (layout) => {
        const training = job({ ...layout, dropoutSeed: 11 })
        sameAsOracle(w, training, await trainOnRanks(training))
      }),
  }),
  law({
    id: 'parallel.unused-blocks-are-named-or-have-gradient-0',
    says: 'a block that takes no part in the loss is an error that names it, unless it is allowed: then its gradient is 0 on every rank and the others’ are right',
    cites: 'PyTorch, DistributedDataParallel: find_unused_parameters',
    needs: ['trainOnRanks'],
    holds: ({ trainOnRanks }, w) =>
      asyncTable(CANONICAL, async (layout) => {
        const training = job({ ...layout, modelData: { ...SHAPE, unused: [1] } })
        const refused = await trainOnRanks(training)
        w.equal('traces', refused.ranks.length, 0)
        w.require('the failure names the unit h.1', refused.failure?.reason.includes('h.1') === true, refused.failure?.reason)
        const allowed = { ...training, allowUnused: true }
        sameAsOracle(w, allowed, await trainOnRanks(allowed))
      }),
  }),
]

/** Micro-batch 1 is shorter than the others; of micro-batch 2 nothing is to be predicted. */
function shortened(batch: MicroBatch, m: number): MicroBatch {
  if (m === 1) return { rows: 1, length: 2, tokens: batch.tokens.slice(0, 2), targets: batch.targets.slice(0, 2) }
  return m === 2 ? { ...batch, targets: batch.targets.map(() => -100) } : batch
}
