/** Engines in threads: each worker has its own, and the same engine gives the same bits in each. */
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { batchFor, wavesFor } from '../model/any-model.ts'
import { gpt2LossAndGradients } from '../../../src/model/loss-and-gradients.ts'
import type { EngineName } from '../../../src/contract/engine.ts'
import type { LossAndGradients } from '../../../src/contract/model.ts'

const config = { vocabularySize: 37, contextLength: 12, channels: 24, heads: 3, layers: 2 }
const [weights, batch] = [wavesFor(config, 2), batchFor(config, 3, 12, 2)]

const program = `
const { parentPort, workerData } = require('node:worker_threads')
import(workerData.module)
  .then(({ gpt2LossAndGradients }) => gpt2LossAndGradients(...workerData.given))
  .then((result) => parentPort.postMessage(result))
`

function inThread(engine: EngineName): Promise<LossAndGradients> {
  const module = new URL('../../../src/model/loss-and-gradients.js', import.meta.url).href
  const worker = new Worker(program, { eval: true, workerData: { module, given: [config, weights, batch, { engine }] } })
  return new Promise<LossAndGradients>((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  }).finally(() => worker.terminate())
}

test.each(['wasm', 'cpu'] as const)('the %s engine gives the same bits in two threads as here', async (engine) => {
  const [here, ...threads] = await Promise.all([
    gpt2LossAndGradients(config, weights, batch, { engine }),
    inThread(engine),
    inThread(engine),
  ])
  for (const there of threads) expect(there).toEqual(here)
})
