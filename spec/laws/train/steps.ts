/** What the steps of a run are: which rows, which rate, which loss. */
import type { TrainingConfig, TrainingRecord } from '../../../src/contract/train.ts'
import { asyncOnce, asyncTable, law } from '../../judge/spec.ts'
import { tracing } from '../../judge/trace.ts'
import { SMALL, TEXT } from './tiny-runs.ts'

const PLAIN: TrainingConfig = { ...SMALL, model: { ...SMALL.model, layers: 1, dropout: 0 }, steps: 21 }

const EIGHT_STEPS: TrainingConfig = { ...PLAIN, steps: 8, schedule: { ...PLAIN.schedule, warmupSteps: 2 } }
const inFloat32 = tracing(['runTraining'], ({ runTraining }) => runTraining({ config: EIGHT_STEPS, text: TEXT }))

const rowsOf = (records: readonly TrainingRecord[], epoch: number): number[] =>
  records.filter((record) => record.epoch === epoch).flatMap(({ rows }) => [...rows])

export default [
  law({
    id: 'train.every-row-every-epoch',
    says: 'an epoch takes every row of the text once, but for the few that fill the last round, in another order than the epoch before',
    cites: 'DistributedSampler with as many ranks as micro-batches, set_epoch called',
    needs: ['runTraining'],
    holds: ({ runTraining }, w) =>
      asyncOnce(async () => {
        // nine steps an epoch, and the first of the third
        const config = { ...PLAIN, validationShare: 0, steps: 19 }
        const { records } = await runTraining({ config, text: TEXT })
        // a byte is a token; rows of 8 targets, and an odd number of them among 2 micro-batches: one is taken twice
        const rows = Math.ceil((TEXT.length - 1) / 8)
        w.equal('an odd number of rows', rows % 2, 1)
        w.equal('epochs', [...new Set(records.map(({ epoch }) => epoch))], [0, 1, 2])
        for (const epoch of [0, 1]) {
          const taken = rowsOf(records, epoch)
          w.equal(`epoch ${epoch}: rows taken`, taken.length, rows + 1)
          w.equal(`epoch ${epoch}: every row`, new Set(taken).size, rows)
        }
        w.require('another order', rowsOf(records, 0).join() !== rowsOf(records, 1).join(), rowsOf(records, 0))
        const targets = records.filter(({ epoch }) => epoch === 0).reduce((sum, record) => sum + record.targets, 0)
        const [first = NaN] = rowsOf(records, 0)
        const twice = Math.min(8, TEXT.length - 1 - 8 * first)
        w.equal('targets', targets, TEXT.length - 1 + twice)
      }),
  }),
  law({
    id: 'train.rows-as-told',
    says: 'without shuffle every epoch takes the rows in the order of the text, step after step; with dropLast the rows that do not fill a round are left out',
    cites: 'the contract; DistributedSampler',
    needs: ['runTraining'],
    holds: ({ runTraining }, w) =>
      asyncTable([false, true], async (dropLast) => {
        const config = { ...PLAIN, validationShare: 0, steps: 12, shuffle: false, dropLast }
        const { records } = await runTraining({ config, text: TEXT })
        const rows = Math.ceil((TEXT.length - 1) / 8)
        for (const epoch of [0, 1]) {
          const steps = records.filter((record) => record.epoch === epoch).map((record) => [...record.rows])
          const whole = steps.slice(0, Math.floor(rows / 4))
          w.equal(`epoch ${epoch}`, whole.map((taken) => taken.toSorted((a, b) => a - b)), whole.map((_, s) => [0, 1, 2, 3].map((i) => 4 * s + i))) // prettier-ignore
        }
        w.equal('rows of an epoch', rowsOf(records, 0).length, dropLast ? rows - 1 : rows + 1)
      }),
  }),
  law({
    id: 'train.validation',
    says: 'a run looks at the text that was kept apart as often as told, without dropout: before anything is learned the loss there is that of a run on such a text',
    cites:
      'derived here: a text that ends in one letter, so that it does not matter where it is cut; a rate of 1e-30 moves no parameter',
    needs: ['runTraining'],
    holds: ({ runTraining }, w) =>
      asyncOnce(async () => {
        const schedule = { kind: 'constant', peak: 1e-30, warmupSteps: 0 } as const
        const config: TrainingConfig = { ...SMALL, schedule, steps: 7, validateEvery: 3 }
        const text = `${TEXT}${'a'.repeat(TEXT.length)}`
        const { records } = await runTraining({ config, text })
        const looked = records.filter(({ validationLoss }) => validationLoss !== undefined).map(({ step }) => step)
        // whether it looks after the last step too is left open
        w.equal('steps after which it looked', looked.filter((step) => step < 7), [3, 6]) // prettier-ignore
        const alone = { ...PLAIN, model: { ...SMALL.model, dropout: 0 }, schedule, steps: 1, validationShare: 0 }
        const { records: [only] } = await runTraining({ config: alone, text: 'a'.repeat(99) }) // prettier-ignore
        for (const step of [3, 6]) {
          const { validationLoss = NaN, loss = NaN } = records[step - 1] ?? {}
          // means of 32 losses of 5.5 in float32
          w.close(`validation loss after step ${step}`, validationLoss, only?.loss ?? NaN, 5.6 * 32 * 2 ** -24)
          w.require('the text that is learned from has another loss', Math.abs(loss - validationLoss) > 1e-4, loss)
        }
      }),
  }),
  law({
    id: 'train.follows-the-schedule',
    says: 'step s is taken with the rate of step s - 1 of the schedule, which ends with the run, and clips to the given norm',
    cites: 'the contract; PyTorch counts from 0 and steps the schedule after the optimizer',
    needs: ['runTraining', 'learningRate'],
    reaches: ['clipped', 'not clipped'],
    holds: ({ runTraining, learningRate }, w) =>
      asyncOnce(async () => {
        const { records } = await runTraining({ config: { ...PLAIN, maxNorm: 0.9 }, text: TEXT })
        const schedule = { ...PLAIN.schedule, totalSteps: PLAIN.steps }
        for (const { step, learningRate: rate, gradientNorm, clipCoefficient } of records) {
          // the contract grants either rate 1e-15 of the peak
          w.close(`rate of step ${step}`, rate, learningRate(schedule, step - 1), 2e-15 * schedule.peak)
          w.close(`coefficient of step ${step}`, clipCoefficient, Math.min(1, 0.9 / gradientNorm), 2e-6)
          w.reached(clipCoefficient < 1 ? 'clipped' : 'not clipped')
        }
      }),
  }),
  law({
    id: 'train.first-loss',
    says: 'before it has learned anything a model has a loss within 0.2 of ln V, and the loss is the mean over targets of all micro-batches, however the step is cut',
    cites: 'uniform guesses among V tokens cost ln V; PyTorch 2.15 starts at 5.523 for V = 256, ln V = 5.545',
    needs: ['runTraining'],
    holds: ({ runTraining }, w) =>
      asyncOnce(async () => {
        const losses: number[] = []
        for (const [microBatches, rows] of [
          [1, 24],
          [2, 12],
          [4, 6],
        ] as const) {
          // prettier-ignore
          const config = { ...PLAIN, microBatches, rows, steps: 1, schedule: { ...PLAIN.schedule, warmupSteps: 0 }, shuffle: false, dropLast: true, validationShare: 0 } // prettier-ignore
          const { records } = await runTraining({ config, text: TEXT })
          losses.push(records[0]?.loss ?? NaN)
        }
        w.close('near ln V', losses[0] ?? NaN, Math.log(256), 0.2)
        // the same 24 rows; float32 sums of 192 losses differ by at most 192 u
        w.close('however cut', losses, losses.map(() => losses[0] ?? NaN), 5.6 * 192 * 2 ** -24) // prettier-ignore
      }),
  }),
  law({
    id: 'train.loss-is-float32',
    says: "with activations in float16 or bfloat16 the loss is still computed in float32: it has more digits than the format, and is that of a float32 run to the format's rounding of the logits",
    cites:
      'PyTorch: a loss in bfloat16 over 10,000 words reads 16.75 where float32 reads 16.859; cross_entropy under autocast is float32',
    needs: ['runTraining', 'toFloat16', 'toBfloat16'],
    holds: ({ runTraining, toFloat16, toBfloat16 }, w) =>
      asyncTable(['float16', 'bfloat16'] as const, async (precision) => {
        const exact = await inFloat32({ runTraining })
        const got = await runTraining({ config: { ...EIGHT_STEPS, precision }, text: TEXT })
        const losses = Float32Array.from(got.records, ({ loss }) => loss)
        const rounded = precision === 'float16' ? toFloat16(losses) : toBfloat16(losses)
        // one number in 2^13 or 2^16 is of the format by chance; all eight are with a probability below 1e-31
        w.require('some loss is no number of the format', losses.some((loss, i) => loss !== rounded[i]), losses) // prettier-ignore
        // logits of a new model are below 1 in size, and so are rounded by less than 2^-9; the loss moves by no more than twice that
        w.close('first loss', got.records[0]?.loss ?? NaN, exact.records[0]?.loss ?? NaN, 2 ** -8)
      }),
  }),
  law({
    id: 'train.learns',
    says: 'taken again and again, 2 rows of a text are learned by heart: the loss falls below 0.05 in 60 steps',
    cites: 'a smoke test: 7,500 parameters and 16 targets; PyTorch 2.15 reached 0.01 in 270 steps with 8 times as many',
    needs: ['runTraining'],
    holds: ({ runTraining }, w) =>
      asyncOnce(async () => {
        const model = { ...SMALL.model, channels: 16, layers: 1, dropout: 0 }
        const config: TrainingConfig = { ...PLAIN, model, microBatches: 1, rows: 2, steps: 60, validationShare: 0, schedule: { kind: 'constant', peak: 2e-2, warmupSteps: 10 }, weightDecay: 0 } // prettier-ignore
        const { records } = await runTraining({ config, text: TEXT.slice(0, 17) })
        const last = records.at(-1)?.loss ?? NaN
        w.measured(
          'loss by step',
          Array.from(records, ({ loss }) => loss),
        )
        w.require('below 0.05', last < 0.05, last)
      }),
  }),
]
