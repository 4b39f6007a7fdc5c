/** The same bits over real threads, which run at once, with the small model and with a GPT-2; and what happens to ranks that do not synchronise. */
import type { Gpt2Config } from '../../../src/contract/model.ts'
import type { TrainingJob } from '../../../src/contract/parallel.ts'
import { asyncOnce, asyncTable, law } from '../../judge/spec.ts'
import { type Fingerprint, fingerprint } from './fingerprint.ts'
import { batchesOf, job, tracesOf, withInfinity } from './jobs.ts'
import { sameAsOracle } from './same-as-oracle.ts'
import { CANONICAL, type Layout, nameOf, OPTIMIZERS } from './layouts.ts'

/** Every part of a GPT-2, 8 896 parameters: a step takes milliseconds. A root that 8 ranks share has shards that are padding in part and whole. */
const TINY: Gpt2Config = { vocabularySize: 128, contextLength: 16, channels: 16, heads: 4, layers: 2 }

function gpt2Job(layout: Layout, choices: Partial<TrainingJob>): TrainingJob {
  const batches = [0, 1, 2].map((step) => batchesOf(8, TINY.vocabularySize, step))
  const modelData = { config: TINY, engine: 'wasm' }
  return job({ ...layout, transport: 'threads', model: 'gpt2', modelData, batches, maxNorm: 0.5, deadlineMs: 30_000, ...choices })
}

export default [
  law({
    id: 'parallel.threads-have-the-same-bits',
    says: 'on 1, 2, 4 and 8 threads, more than there may be cores, single, DDP and FSDP leave the bits that one rank in this thread leaves, with SGD and with AdamW',
    cites: 'derived here; see parallel.every-layout-has-the-same-bits',
    needs: ['trainOnRanks'],
    holds: ({ trainOnRanks }, w) =>
      asyncTable(OPTIMIZERS, async (optimizer) => {
        const choices = { optimizer, maxNorm: 0.05, dropoutSeed: 3 }
        const expected = await fingerprint(w, trainOnRanks, job({ strategy: 'single', ranks: 1, ...choices }))
        for (const layout of CANONICAL) {
          const got = await fingerprint(w, trainOnRanks, job({ ...layout, ...choices, transport: 'threads' }))
          w.equal(nameOf(layout), got, expected)
        }
      }),
  }),
  law({
    id: 'parallel.a-gpt2-has-the-same-bits-in-every-layout',
    says: 'a GPT-2 on WebAssembly has one hash of the gradients after one step and one of the parameters after three, on single, and on DDP and FSDP over 1, 2, 4 and 8 threads, with SGD and with AdamW, clipped',
    cites:
      'derived here: kernels are deterministic for equal shapes, and every micro-batch has the same shape wherever it is computed',
    needs: ['trainOnRanks', 'unitsOf'],
    holds: ({ trainOnRanks, unitsOf }, w) =>
      asyncTable(OPTIMIZERS, async (optimizer) => {
        const units = unitsOf(TINY)
        const hashes: Fingerprint[] = []
        for (const layout of CANONICAL) {
          const got = await fingerprint(w, trainOnRanks, gpt2Job(layout, { optimizer }), units)
          w.equal(nameOf(layout), got, hashes[0] ?? got)
          hashes.push(got)
        }
        w.measured(`sha256 of a GPT-2, ${optimizer.kind}`, hashes[0])
      }),
  }),
  law({
    id: 'parallel.threads-of-unequal-shares-train-alike',
    says: 'threads that own unequal numbers of micro-batches, or none, end, and train as one device does, up to rounding',
    cites: 'see parallel.unequal-shares-train-alike',
    needs: ['trainOnRanks'],
    holds: ({ trainOnRanks }, w) =>
      asyncTable(
        (['ddp', 'fsdp'] as const).flatMap((strategy) => [
          { strategy, ranks: 3, microBatches: 8 },
          { strategy, ranks: 8, microBatches: 3 },
        ]),
        async (choices) => {
          const training = job({ ...choices, transport: 'threads' })
          sameAsOracle(w, training, await trainOnRanks(training))
        },
      ),
  }),
  law({
    id: 'parallel.threads-stop-for-one-infinity',
    says: 'on threads, too, an infinite gradient of one micro-batch makes every rank skip that step and no other',
    cites: 'see parallel.one-infinity-stops-every-rank',
    needs: ['trainOnRanks'],
    holds: ({ trainOnRanks }, w) =>
      asyncTable(
        [2, 4].flatMap((ranks) => (['ddp', 'fsdp'] as const).map((strategy) => ({ strategy, ranks }))),
        async (layout) => {
          const { modelData } = withInfinity()
          const training = job({ ...layout, transport: 'threads', modelData, scaler: { initScale: 1024 } })
          for (const [rank, { records }] of tracesOf(w, await trainOnRanks(training), layout.ranks).entries()) {
            w.equal(
              `skipped on rank ${rank}`,
              records.map(({ skipped }) => skipped),
              [false, true, false],
            )
            w.equal(
              `scales on rank ${rank}`,
              records.map(({ lossScale }) => lossScale),
              [1024, 1024, 512],
            )
          }
        },
      ),
  }),
  law({
    id: 'parallel.ranks-that-do-not-synchronise-differ',
    says: 'ranks that train alone on their own micro-batches leave parameters that differ from each other and from those of ranks that synchronise: equal bits are no accident of the data',
    cites: 'negative control',
    needs: ['trainOnRanks'],
    holds: ({ trainOnRanks }, w) =>
      asyncOnce(async () => {
        const together = job({ strategy: 'ddp', ranks: 2 })
        const hashes = [(await fingerprint(w, trainOnRanks, together)).parameters]
        for (const first of [0, 4]) {
          const alone = job({
            strategy: 'single',
            ranks: 1,
            microBatches: 4,
            batches: together.batches.map((batches) => batches.slice(first, first + 4)),
          })
          hashes.push((await fingerprint(w, trainOnRanks, alone)).parameters)
        }
        w.equal('different parameters', new Set(hashes).size, 3)
      }),
  }),
]
