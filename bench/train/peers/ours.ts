/** Our model on one of its engines: `node ours.js native | wasm | cpu`. */
import type { EngineName } from '../../../src/contract/engine.ts'
import { startEngine } from '../../../src/engine/engine.ts'
import { lossAndGradientsOn } from '../../../src/model/loss-and-gradients.ts'
import { serve } from './serve.ts'

const engine = await startEngine(process.argv[2] as EngineName)

await serve(
  async ({ config, weights, batch }) =>
    () =>
      lossAndGradientsOn(engine, config, weights, batch),
)
