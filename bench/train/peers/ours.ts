/** Our model on one of its engines: `node ours.js native | wasm | cpu`. As in training, parameters and gradients lie in arrays that stay. */
import type { EngineName } from '../../../src/contract/engine.ts'
import { startEngine } from '../../../src/engine/engine.ts'
import { gpt2 } from '../../../src/model/gpt2.ts'
import { gradientsInto } from '../../../src/model/loss-and-gradients.ts'
import { flatten, unflatten } from '../../../src/model/state-dict.ts'
import { serve } from './serve.ts'

const engine = await startEngine(process.argv[2] as EngineName)

await serve(async ({ config, weights, batch }) => {
  const model = gpt2(config, engine)
  const flats = flatten(model.units, weights)
  const gradients = flats.map(({ length }) => new Float32Array(length))
  const tokens = batch.targets.length
  return () => ({
    loss: gradientsInto(gradients, model, engine, flats, batch, 1 / tokens) / tokens,
    gradients: () => unflatten(model.units, gradients),
  })
})
