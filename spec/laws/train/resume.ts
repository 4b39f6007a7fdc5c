/** A run that stops and goes on is the run that does not stop. */
import type { TrainingConfig, TrainingRun } from '../../../src/contract/train.ts'
import { asyncTable, law } from '../../judge/spec.ts'
import { tracing } from '../../judge/trace.ts'
import { sameRun, SMALL, TEXT } from './tiny-runs.ts'

/** What a checkpoint may forget, each made to matter. */
const RUNS: readonly { name: string; config: TrainingConfig; stops: readonly number[] }[] = [
  {
    name: 'dropout, schedule, clipping, shuffled epochs: stopped after the first step, at an epoch, within one, before the last step',
    config: { ...SMALL, steps: 9 },
    stops: [1, 4, 6, 8],
  },
  {
    name: 'float16 with a scaler that overflows, backs off and grows',
    config: {
      ...SMALL,
      model: { ...SMALL.model, layers: 1 },
      steps: 8,
      precision: 'float16',
      scaler: { initScale: 2 ** 20, growthInterval: 3 },
    },
    stops: [2, 5],
  },
  {
    name: 'no shuffle, no dropout, no clipping',
    config: {
      ...without(SMALL, 'maxNorm'),
      steps: 6,
      shuffle: false,
      dropLast: true,
      model: { ...SMALL.model, layers: 1, dropout: 0 },
    },
    stops: [4],
  },
]

function without(config: TrainingConfig, name: 'maxNorm'): TrainingConfig {
  const { [name]: _, ...rest } = config
  return rest
}

/** An epoch of 4 steps. */
const text = TEXT.slice(0, 157)

const FOUR_STEPS = {
  ...SMALL,
  model: { ...SMALL.model, layers: 1 },
  microBatches: 4,
  rows: 1,
  steps: 4,
  schedule: { ...SMALL.schedule, warmupSteps: 1 },
}

const onOneRank = tracing(['runTraining'], ({ runTraining }, until: number) =>
  runTraining({ config: FOUR_STEPS, text: TEXT, until }),
)
const goneOnAlone = tracing(['runTraining'], async ({ runTraining }) =>
  runTraining({ config: FOUR_STEPS, text: TEXT, from: (await onOneRank({ runTraining }, 2)).checkpoint }),
)

export default [
  law({
    id: 'train.resume-is-bitwise',
    says: 'training that stops after any steps and goes on from its checkpoints leaves every later step and the last checkpoint as if it had not stopped, bit for bit',
    cites:
      'PyTorch 2.15: 80 steps are 40, save, load, 40; there leaving out the optimizer moves weights by .0994, the schedule .0315, the generator .0279, the position .0400',
    needs: ['runTraining'],
    reaches: ['a step was skipped', 'the scale grew', 'the epoch changed'],
    holds: ({ runTraining }, w) =>
      asyncTable(RUNS, async ({ name, config, stops }) => {
        const whole = await runTraining({ config, text })
        let run = await runTraining({ config, text, until: stops[0] ?? 1 })
        const records = [...run.records]
        for (const until of [...stops.slice(1), config.steps]) {
          run = await runTraining({ config, text, from: run.checkpoint, until })
          records.push(...run.records)
        }
        sameRun(w, name, { ...run, records }, whole)
        if (whole.records.some(({ skipped }) => skipped)) w.reached('a step was skipped')
        if (whole.records.some(({ lossScale }, i) => lossScale > (whole.records[i - 1]?.lossScale ?? Infinity))) w.reached('the scale grew') // prettier-ignore
        if ((whole.records.at(-1)?.epoch ?? 0) > 0) w.reached('the epoch changed')
      }),
  }),
  law({
    id: 'train.ranks-change-nothing',
    says: "one rank, two under DDP and two or four under FSDP take the same steps and write the same checkpoint, and each goes on from the other's, bit for bit",
    cites: 'micro-batches are summed as one tree, whoever computes them; a checkpoint is of the whole model',
    needs: ['runTraining'],
    holds: ({ runTraining }, w) => {
      const config = FOUR_STEPS
      const alone = (until: number): Promise<TrainingRun> => onOneRank({ runTraining }, until)
      const layouts = [{ strategy: 'ddp', ranks: 2 }, { strategy: 'fsdp', ranks: 2 }, { strategy: 'fsdp', ranks: 4 }] as const // prettier-ignore
      return asyncTable(layouts, async (layout) => {
        const single = await alone(4)
        sameRun(w, `${layout.strategy} on ${layout.ranks}`, await runTraining({ config, text: TEXT, ...layout }), single)
        const half = await runTraining({ config, text: TEXT, until: 2, ...layout })
        const { checkpoint } = await alone(2)
        w.equal('checkpoint after two steps', half.checkpoint, checkpoint)
        // From the same bytes a run goes on in the same way: it is enough to see one.
        sameRun(w, 'gone on with alone', await goneOnAlone({ runTraining }), single, 2)
        const goneOn = await runTraining({ config, text: TEXT, from: checkpoint, ...layout })
        sameRun(w, 'gone on with in its way', goneOn, single, 2)
      })
    },
  }),
]
