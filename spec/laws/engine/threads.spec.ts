/** Engines in threads: each worker has its own, and the same engine gives the same bits in each. */
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { batchFor, wavesFor } from '../model/any-model.ts'
import { gpt2LossAndGradients } from '../../../src/model/loss-and-gradients.ts'
import type { EngineName } from '../../../src/contract/engine.ts'
import type { LossAndGradients } from '../../../src/contract/model.ts'

const config = { vocabularySize: 37, contextLength: 12, channels: 24, heads: 3, layers: 2 }
const [weights, batch] = [wavesFor(config, 2), batchFor(config, 3, 12, 2)]

const engines: readonly EngineName[] = ['wasm', 'cpu']

/** What a thread leaves: whether each compilation of the module was of the fused form, and the results of the engines. */
interface Left {
  readonly forms: readonly boolean[]
  readonly results: readonly LossAndGradients[]
}

const program = `
const { parentPort, workerData: { modules, gate, given } } = require('node:worker_threads')
Promise.all(modules.map((module) => import(module))).then(async ([{ startWasm }, { openHeap }, { gpt2LossAndGradients }]) => {
  await startWasm()
  // all compile at the same moment: the last to come opens the gate
  if (Atomics.add(gate, 0, 1) < 3) Atomics.wait(gate, 1, 0)
  Atomics.store(gate, 1, 1)
  Atomics.notify(gate, 1)
  const forms = Array.from({ length: 20 }, () => openHeap().fused)
  const results = await Promise.all(given.map((each) => gpt2LossAndGradients(...each)))
  parentPort.postMessage({ forms, results })
})
`

const modules = ['engine/wasm.js', 'engine/wasm/heap.js', 'model/loss-and-gradients.js'].map(
  (file) => new URL(`../../../src/${file}`, import.meta.url).href,
)
const given = engines.map((engine) => [config, weights, batch, { engine }] as const)

/** What four threads leave, of which two compute. */
const left = threadsLeave([given, given, [], []])

function threadsLeave(work: readonly (readonly unknown[])[]): Promise<readonly Left[]> {
  const gate = new Int32Array(new SharedArrayBuffer(8))
  return Promise.all(
    work.map((each) => {
      const worker = new Worker(program, { eval: true, workerData: { modules, gate, given: each } })
      return new Promise<Left>((resolve, reject) => {
        worker.once('message', resolve)
        worker.once('error', reject)
      }).finally(() => worker.terminate())
    }),
  )
}

test('every engine gives the same bits in two threads as here', async () => {
  const expected = await Promise.all(given.map((each) => gpt2LossAndGradients(...each)))
  const computed = (await left).filter(({ results }) => results.length > 0)
  expect(computed.map(({ results }) => results)).toEqual([expected, expected])
})

test('threads that compile the module at the same moment have the same form of it', async () => {
  const forms = (await left).flatMap((each) => each.forms)
  expect(forms.length).toBe(80)
  expect(new Set(forms).size).toBe(1)
})
