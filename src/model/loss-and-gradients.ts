/** The loss of a batch and its gradient for every parameter, by checkpoint name: one device, one batch, plain arrays. */
import type { Engine } from '../contract/engine.ts'
import type {
  GenerateOptions,
  Gpt2Config,
  Gpt2Model,
  LossAndGradients,
  LossOptions,
  MicroBatch,
  Weights,
} from '../contract/model.ts'
import { startEngine } from '../engine/engine.ts'
import { gpt2 } from './gpt2.ts'
import { flatten, unflatten } from './state-dict.ts'

/** Logits of every position, on the engine that the options name. */
export async function gpt2Logits(
  config: Gpt2Config,
  weights: Weights,
  batch: Pick<MicroBatch, 'rows' | 'length' | 'tokens'>,
  { engine: name, precision = 'float32' }: Pick<LossOptions, 'engine' | 'precision'> = {},
): Promise<Float32Array> {
  const engine = await startEngine(name)
  const model = gpt2(config, engine, { precision })
  return model.logits(flatten(model.units, weights), batch)
}

/** Text after a prompt, on the engine that the options name. */
export async function gpt2Generate(
  config: Gpt2Config,
  weights: Weights,
  prompt: readonly number[],
  options: GenerateOptions & Pick<LossOptions, 'engine'>,
): Promise<number[]> {
  const model = gpt2(config, await startEngine(options.engine))
  return model.generate(flatten(model.units, weights), prompt, options)
}

/** Computes them on the engine that the options name, or on the first that starts. */
export async function gpt2LossAndGradients(
  config: Gpt2Config,
  weights: Weights,
  batch: MicroBatch,
  options: LossOptions = {},
): Promise<LossAndGradients> {
  return lossAndGradientsOn(await startEngine(options.engine), config, weights, batch, options)
}

/**
 * The same on an engine that runs already.
 * @throws RangeError as the contract says; Error if a tensor is left over
 */
export function lossAndGradientsOn(
  engine: Engine,
  config: Gpt2Config,
  weights: Weights,
  batch: MicroBatch,
  options: LossOptions = {},
): LossAndGradients {
  return lossAndGradientsOf(gpt2(config, engine, options), engine, weights, batch, options)
}

/** The same of a model, whose precision is its own. */
export function lossAndGradientsOf(
  model: Gpt2Model,
  engine: Engine,
  weights: Weights,
  batch: MicroBatch,
  { dropout, lossScale = 1 }: LossOptions = {},
): LossAndGradients {
  const flats = flatten(model.units, weights)
  const targets = batch.targets.reduce((count, target) => count + (target < 0 ? 0 : 1), 0)
  if (targets === 0) throw new RangeError('gpt2LossAndGradients: at least one target must count, all are ignored')
  const before = engine.liveTensors()
  const gradients = model.units.map(({ padded }) => new Float32Array(padded))
  const lossSum = gradientsInto(gradients, model, engine, flats, batch, lossScale / targets, dropout)
  const left = engine.liveTensors() - before
  if (left !== 0) throw new Error(`gpt2LossAndGradients: expected no tensor left over, got ${left}`)
  return { loss: lossSum / targets, gradients: unflatten(model.units, gradients) }
}

/**
 * The sum of the losses of a batch, and the gradient of `scale` times that sum: written into `gradients`, one array for each unit of the
 * model, as long as `flats`, which hold the parameters.
 */
export function gradientsInto(
  gradients: readonly Float32Array[],
  model: Gpt2Model,
  engine: Engine,
  flats: readonly Float32Array[],
  batch: MicroBatch,
  scale: number,
  dropout?: LossOptions['dropout'],
): number {
  const [root = new Float32Array(), ...blocks] = flats
  const [rootGradient = new Float32Array(), ...blockGradients] = gradients
  return engine.scope(() => {
    const streams = [model.embed(root, batch, dropout)]
    for (const [i, flat] of blocks.entries()) streams.push(model.block(i, flat, last(streams), batch.rows, dropout))
    const head = model.head(root, last(streams), batch, scale, rootGradient)
    let dx = head.dx
    streams.pop()?.dispose()
    for (const [i, flat] of [...blocks.entries()].toReversed()) {
      const gradient = blockGradients[i] ?? new Float32Array()
      const dInput = model.blockBackward(i, flat, last(streams), dx, batch.rows, dropout, gradient)
      dx.dispose()
      streams.pop()?.dispose()
      dx = dInput
    }
    model.embedBackward(batch, dx, dropout, rootGradient)
    return head.lossSum
  })
}

function last<T>(items: readonly T[]): T {
  const item = items.at(-1)
  if (item === undefined) throw new Error('gpt2LossAndGradients: a stream is used after it was given back')
  return item
}
