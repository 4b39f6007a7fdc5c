/** Training on ranks computes what training in one place computes. */
import type { MicroBatch } from '../../../src/contract/model.ts'
import type { Parallel, TrainingJob } from '../../../src/contract/parallel.ts'
import type { Witness } from '../../judge/witness.ts'
import { asyncTable, law } from '../../judge/spec.ts'
import { batchesOf, job, SHAPE, tracesOf, wholeState } from './jobs.ts'
import { CANONICAL, OPTIMIZERS } from './layouts.ts'
import { oracle } from './oracle.ts'

/** Half a unit in the last place of float32. */
const U = 2 ** -24

/**
 * A gradient is rounded to float32 once per micro-batch and once per addition, at most 2 + log2(16) times along any path of the tree, and once more when it is
 * scaled: 7 u times the sum of the magnitudes. The model computes it from parameters in float32 that are the oracle's own.
 */
const GRADIENT = 8 * U

/**
 * Parameters are below 2 and rounded once a step; gradients, relative to the largest that enters any (below 2), are off by GRADIENT and, from the second step on,
 * by what the parameters were off before, times a curvature below 16. Both optimizers move a parameter by at most lr / eps = 10 times (AdamW, eps 1e-3) a change of its
 * gradient: three steps of (1 + 10) roundings, each amplified by less than 1 + 10 * 16 * 0.01 < 3 in every later step: 3 * 9 * 11 * 8 u * 2.
 */
const PARAMETER = 3 * 9 * 11 * 16 * U

/** Losses are below 8 and are computed in float64; they see the parameters' error through gradients whose absolute values sum to less than 40. */
const LOSS = 40 * PARAMETER

function sameAsOracle(w: Witness, training: TrainingJob, outcome: Awaited<ReturnType<TrainOnRanks>>): void {
  const traces = tracesOf(w, outcome, training.ranks)
  const expected = oracle(training)
  const got = wholeState(w, training, traces)
  const coefficient = traces[0]?.records[0]?.clipCoefficient ?? NaN
  for (const [u, gradient] of expected.gradients.entries()) {
    const magnitudes = expected.magnitudes[u] ?? []
    const largest = Math.max(...magnitudes)
    w.close(
      `gradient of unit ${u}`,
      got.gradients[u] ?? [],
      gradient.map((g) => g * coefficient),
      GRADIENT * largest,
    )
    w.close(`parameters of unit ${u}`, got.parameters[u] ?? [], expected.parameters[u] ?? [], PARAMETER)
  }
  for (const [rank, { records }] of traces.entries()) {
    w.close(
      `losses on rank ${rank}`,
      records.map(({ loss }) => loss),
      expected.losses,
      LOSS,
    )
    w.close(
      `norms on rank ${rank}`,
      records.map(({ gradientNorm }) => gradientNorm),
      expected.norms,
      LOSS,
    )
  }
}

type TrainOnRanks = Parallel['trainOnRanks']

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
