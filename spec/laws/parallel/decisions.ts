/** What must be decided once for all ranks: whether to step, and what is written down. */
import { asyncTable, law } from '../../judge/spec.ts'
import { batchesOf, job, runAlone, SHAPE, tracesOf, wholeState, withInfinity } from './jobs.ts'
import { CANONICAL, SEVERAL } from './layouts.ts'
import { oracle } from './oracle.ts'

export default [
  law({
    id: 'parallel.one-infinity-stops-every-rank',
    says: 'if one micro-batch on one rank has an infinite gradient, every rank leaves parameters and moments as they were bit for bit, halves the loss scale, and steps again at the next step',
    cites: 'PyTorch, ShardedGradScaler: found_inf is shared over the ranks',
    needs: ['trainOnRanks'],
    reaches: ['skipped'],
    holds: ({ trainOnRanks }, w) =>
      asyncTable(CANONICAL, async (layout) => {
        const [first = [], second = [], third = []] = job(layout).batches
        const choices = { ...layout, ...withInfinity(), scaler: { initScale: 1024 }, maxNorm: 0.05 }
        const one = job({ ...choices, batches: [first] })
        const two = job({ ...choices, batches: [first, second] })
        const before = tracesOf(w, await trainOnRanks(one), layout.ranks)
        const after = tracesOf(w, await trainOnRanks(two), layout.ranks)
        const was = wholeState(w, one, before)
        for (const [rank, { state, records }] of after.entries()) {
          w.equal(
            `skipped on rank ${rank}`,
            records.map(({ skipped }) => skipped),
            [false, true],
          )
          w.equal(`updates on rank ${rank}`, [state.updates, state.steps], [1, 2])
          w.equal(`scale on rank ${rank}`, [records[1]?.lossScale, state.scaler?.['scale']], [1024, 512])
          for (const [u, { parameters, moments }] of state.units.entries()) {
            w.equal(`parameters on rank ${rank}`, parameters, before[rank]?.state.units[u]?.parameters)
            w.equal(`moments on rank ${rank}`, moments, before[rank]?.state.units[u]?.moments)
          }
          if (records[1]?.skipped === true) w.reached('skipped')
        }
        // The next step is taken, from where the first one left off.
        const three = job({ ...choices, batches: [first, second, third] })
        const skippedOver = job({ ...layout, maxNorm: 0.05, batches: [first, third] })
        const now = wholeState(w, three, tracesOf(w, await trainOnRanks(three), layout.ranks))
        const expected = wholeState(w, skippedOver, tracesOf(w, await trainOnRanks(skippedOver), layout.ranks))
        w.equal('parameters after the next step', now.parameters, expected.parameters)
        w.require(
          'the next step moved them',
          now.parameters.some((flat, u) => flat.some((p, i) => p !== was.parameters[u]?.[i])),
          'no change',
        )
      }),
  }),
  law({
    id: 'parallel.the-loss-is-the-mean-over-all-ranks',
    says: 'every rank knows the mean loss over all targets of all ranks, the same bits on every rank and in every layout; one rank writes it down, the others nothing',
    cites: 'oracle: the sum over all targets, divided by their number',
    needs: ['trainOnRanks'],
    holds: ({ trainOnRanks }, w) =>
      asyncTable(SEVERAL, async (layout) => {
        const training = job(layout)
        const traces = tracesOf(w, await trainOnRanks(training), layout.ranks)
        const alone = tracesOf(w, await runAlone({ trainOnRanks }), 1)
        const losses = alone[0]?.records.map(({ loss }) => loss) ?? []
        // The first loss is computed in float64 from parameters that are the same; logarithms and sums of 30 terms below 8.
        w.close('first loss', losses.slice(0, 1), oracle(training).losses.slice(0, 1), 1e-12)
        for (const [rank, { records }] of traces.entries()) {
          w.equal(
            `losses on rank ${rank}`,
            records.map(({ loss }) => loss),
            losses,
          )
          w.equal(
            `targets on rank ${rank}`,
            records.map(({ targets }) => targets),
            targetsOf(training.batches),
          )
        }
        const writers = traces.filter(({ log }) => log.length > 0)
        w.equal(
          'ranks that write',
          writers.map(({ state }) => state.rank),
          [0],
        )
        w.equal(
          'losses written',
          writers.flatMap(({ log }) => log.map(({ loss }) => loss)),
          losses,
        )
      }),
  }),
  law({
    id: 'parallel.evaluation-is-a-mean-over-all-targets',
    says: 'in every layout the evaluation is the mean loss over all targets of all batches, without dropout, with the same bits on every rank, also where some ranks have no batch',
    cites:
      'derived here: parameters of learning rate 0 are those of the first step, whose loss is the mean over the same batches',
    needs: ['trainOnRanks'],
    holds: ({ trainOnRanks }, w) =>
      asyncTable(
        SEVERAL.flatMap((layout) => [3, 8].map((count) => ({ layout, count }))),
        async ({ layout, count }) => {
          const evaluation = batchesOf(count, SHAPE.words, 7)
          const batches = [batchesOf(8, SHAPE.words)]
          const training = job({ ...layout, batches, learningRate: 0, dropoutSeed: 3, evaluation })
          const expected =
            oracle(job({ strategy: 'single', ranks: 1, microBatches: count, batches: [evaluation] })).losses[0] ?? NaN
          const traces = tracesOf(w, await trainOnRanks(training), layout.ranks)
          for (const [rank, trace] of traces.entries()) {
            // Float64 sums of at most 40 logarithms below 8, on either side.
            w.close(`loss on rank ${rank}`, trace.evaluation?.loss ?? NaN, expected, 1e-12)
            w.equal(`as on rank 0`, trace.evaluation, traces[0]?.evaluation)
            w.equal('targets', trace.evaluation?.targets, targetsOf([evaluation])[0])
          }
        },
      ),
  }),
]

function targetsOf(steps: ReturnType<typeof job>['batches']): number[] {
  return steps.map((batches) => batches.flatMap(({ targets }) => [...targets]).filter((target) => target !== -100).length)
}
