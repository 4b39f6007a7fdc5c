/** A step of a run is a step of the model: its loss and its norm are those that the model has where the step begins. */
import type { Contract } from '../../../src/contract/index.ts'
import type { TrainingConfig, TrainingRecord, TrainingRequest } from '../../../src/contract/train.ts'
import { asyncTable, law } from '../../judge/spec.ts'
import { tracing } from '../../judge/trace.ts'
import { SMALL, TEXT } from './tiny-runs.ts'

const CONFIG: TrainingConfig = { ...SMALL, validationShare: 0, steps: 8 }
/** Ten times too large for float16, and once more where the gradient has grown. */
const WIDE: TrainingConfig['scaler'] = { initScale: 2 ** 28, growthInterval: 100 }

/** Checkpoints after the first step and the fourth, and the step that each is followed by. */
const stepsAfter = tracing(['runTraining'], async ({ runTraining }, precision: 'float32' | 'bfloat16' | 'float16') => {
  const config = { ...CONFIG, precision }
  const steps: { checkpoint: Uint8Array; record: TrainingRecord }[] = []
  let goOn: Pick<TrainingRequest, 'from'> = {}
  for (const until of [1, 4]) {
    const { checkpoint } = await runTraining({ config, text: TEXT, ...goOn, until, engine: 'wasm' })
    const next = await runTraining({ config, text: TEXT, from: checkpoint, until: until + 1, engine: 'wasm' })
    const [record] = next.records
    if (record === undefined) throw new Error('no record')
    steps.push({ checkpoint, record })
    goOn = { from: next.checkpoint }
  }
  return steps
})

type Weights = Readonly<Record<string, ArrayLike<number>>>

export default [
  law({
    id: 'train.a-step-is-of-the-model',
    says: 'the loss of the step after a checkpoint is that of the model with its parameters on the rows of the step, in the given precision, with dropout by the seed of the run, the step and the micro-batch; so is the norm of its gradient',
    cites: 'the contract: the seed is that of parameters, order and dropout; precision is how activations are stored',
    needs: ['runTraining', 'unitsOf', 'decodeCheckpoint', 'gpt2LossAndGradients', 'nextTokenBatch', 'encodeText'],
    holds: (subject, w) =>
      asyncTable(['float32', 'bfloat16', 'float16'] as const, async (precision) => {
        const config = { ...CONFIG, precision }
        const names = subject.unitsOf(config.model).flatMap(({ parameters }) => parameters.map(({ name }) => name))
        for (const { checkpoint, record } of await stepsAfter(subject, precision)) {
          const { tensors } = subject.decodeCheckpoint(checkpoint)
          const weights = Object.fromEntries(names.map((name) => [name, tensors[name]?.values ?? []]))
          const { loss, norm } = await ofTheModel(subject, config, record, weights)
          // at most 64 losses of 5.6, in float32
          w.close(`${precision}: loss of step ${record.step}`, record.loss, loss, 5.6 * 64 * 2 ** -24)
          // in half precision the scale of the loss, which is one or the number of targets, decides what is rounded
          if (precision === 'float32') w.close(`norm of step ${record.step}`, record.gradientNorm / norm, 1, 1e-4)
        }
      }),
  }),
  law({
    id: 'train.a-skipped-step-has-no-norm',
    says: 'a step is skipped if and only if the norm of its gradient is no finite number; such a norm is reported as it is, and with half the scale, again and again, a step is taken in the end',
    cites: 'the contract: the norm is of the unscaled gradients, before clipping; a gradient that is not finite is not applied',
    needs: ['runTraining'],
    reaches: ['skipped', 'taken'],
    holds: ({ runTraining }, w) =>
      asyncTable(['float16', 'float32'] as const, async (precision) => {
        const model = { ...CONFIG.model, layers: 1 }
        const scaler = precision === 'float16' ? WIDE : { initScale: 2 ** 127 }
        const config = { ...CONFIG, model, precision, scaler, steps: 16 }
        const { records } = await runTraining({ config, text: TEXT })
        for (const { step, gradientNorm, skipped, clipCoefficient } of records) {
          w.reached(skipped ? 'skipped' : 'taken')
          w.equal(`whether the norm of step ${step} is finite`, Number.isFinite(gradientNorm), !skipped)
          if (skipped) w.require('the coefficient is 0 or NaN', !(clipCoefficient > 0), clipCoefficient)
        }
      }),
  }),
]

/** Means over all targets of the micro-batches of a step, one after the other. */
async function ofTheModel(
  { gpt2LossAndGradients, nextTokenBatch, encodeText }: Pick<Contract, 'gpt2LossAndGradients' | 'nextTokenBatch' | 'encodeText'>,
  { model, seed, rows, microBatches, precision }: TrainingConfig,
  record: TrainingRecord,
  weights: Weights,
): Promise<{ loss: number; norm: number }> {
  const stream = { tokens: encodeText(TEXT, model.vocabularySize), length: model.contextLength }
  let [loss, targets] = [0, 0]
  const sums = new Map<string, Float64Array>()
  for (let m = 0; m < microBatches; m += 1) {
    const batch = nextTokenBatch(stream, record.rows.subarray(m * rows, (m + 1) * rows))
    const count = Array.from(batch.targets).filter((target) => target !== -100).length
    const dropout = { seed, step: record.step, microBatch: m }
    const found = await gpt2LossAndGradients(model, weights, batch, { engine: 'wasm', precision, dropout })
    loss += count * found.loss
    targets += count
    for (const [name, gradient] of Object.entries(found.gradients)) {
      const before = sums.get(name)
      sums.set(
        name,
        Float64Array.from(gradient, (g, i) => (before?.[i] ?? 0) + count * g),
      )
    }
  }
  const norm = Math.hypot(...[...sums.values()].map((sum) => Math.hypot(...sum))) / targets
  return { loss: loss / targets, norm }
}
