/** The reference model with a fault in the engine under it, or in one of its pieces. */
import type { Engine, Tensor } from '../../../../src/contract/engine.ts'
import type { Gpt2Config, Gpt2Model } from '../../../../src/contract/model.ts'
import { startEngine } from '../../../../src/engine/engine.ts'
import { gpt2 } from '../../../../src/model/gpt2.ts'
import { lossAndGradientsOf } from '../../../../src/model/loss-and-gradients.ts'
import { flatten } from '../../../../src/model/state-dict.ts'
import type { Parts } from '../../../judge/subject.ts'

type ModelParts = Pick<Parts, 'gpt2LossAndGradients' | 'gpt2Logits' | 'gpt2Generate'>

/** Parts that run on an engine with some operations replaced. */
export function onFaultyEngine(replace: (engine: Engine, config: Gpt2Config) => Partial<Engine>): ModelParts {
  return withFaultyModel(
    (model) => model,
    (engine, config) => ({ ...engine, ...replace(engine, config) }),
  )
}

/** Parts whose model has some pieces replaced. */
export function withFaultyModel(
  replace: (model: Gpt2Model, engine: Engine) => Gpt2Model,
  engineFor: (engine: Engine, config: Gpt2Config) => Engine = (engine) => engine,
): ModelParts {
  return {
    async gpt2LossAndGradients(config, weights, batch, options = {}) {
      const engine = engineFor(await startEngine(options.engine), config)
      return lossAndGradientsOf(replace(gpt2(config, engine, options), engine), engine, weights, batch, options)
    },
    async gpt2Logits(config, weights, batch, options = {}) {
      const engine = engineFor(await startEngine(options.engine), config)
      const model = replace(gpt2(config, engine, options), engine)
      return model.logits(flatten(model.units, weights), batch)
    },
    async gpt2Generate(config, weights, prompt, options) {
      const engine = engineFor(await startEngine(options.engine), config)
      const model = replace(gpt2(config, engine), engine)
      return model.generate(flatten(model.units, weights), prompt, options)
    },
  }
}

/** A tensor made of the values of others, by plain code. */
export function computed(engine: Engine, like: Tensor, write: (values: Float32Array) => void): Tensor {
  const values = engine.read(like)
  write(values)
  return engine.tensor(values, like.shape)
}
