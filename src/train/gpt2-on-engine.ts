/** A GPT-2 on TensorFlow.js, as ranks ask for their model: each rank starts an engine of its own. */
import type { EngineName, Tensor } from '../contract/engine.ts'
import type { LayeredModel } from '../contract/layered-model.ts'
import type { Gpt2Config, Precision } from '../contract/model.ts'
import { startEngine } from '../engine/engine.ts'
import { gpt2 } from '../model/gpt2.ts'
import { initialise } from '../model/initialise.ts'

/** What to build; plain data. */
export interface Gpt2OnEngine {
  readonly config: Gpt2Config
  /** The best that loads by default. Ranks must have the same one: bits differ from engine to engine. */
  readonly engine?: EngineName
  readonly precision?: Precision
}

/** Starts the engine and builds the model. */
export default async function gpt2OnEngine(data: unknown): Promise<LayeredModel<Tensor>> {
  const { config, engine, precision } = data as Gpt2OnEngine
  const model = gpt2(config, await startEngine(engine), precision === undefined ? {} : { precision })
  return { ...model, initialise: (seed) => initialise(config, seed) }
}
