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
  .then(({ gpt2LossAndGradients }) => Promise.all(workerData.given.map((given) => gpt2LossAndGradients(...given))))
  .then((results) => parentPort.postMessage(results))
`

const engines: readonly EngineName[] = ['wasm', 'cpu']

/** The results of every engine. */
function inThread(): Promise<readonly LossAndGradients[]> {
  const module = new URL('../../../src/model/loss-and-gradients.js', import.meta.url).href
  return answerOf(program, { module, given: engines.map((engine) => [config, weights, batch, { engine }]) })
}

/** The first message of a thread that runs this program. */
function answerOf<T>(source: string, workerData: unknown): Promise<T> {
  const worker = new Worker(source, { eval: true, workerData })
  return new Promise<T>((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  }).finally(() => worker.terminate())
}

test('every engine gives the same bits in two threads as here', async () => {
  const here = engines.map((engine) => gpt2LossAndGradients(config, weights, batch, { engine }))
  const [expected, ...threads] = await Promise.all([Promise.all(here), inThread(), inThread()])
  for (const there of threads) expect(there).toEqual(expected)
})

const compiling = `
const { parentPort, workerData: { wasm, heap, gate } } = require('node:worker_threads')
Promise.all([import(wasm), import(heap)]).then(async ([{ startWasm }, { openHeap }]) => {
  await startWasm()
  // all compile at the same moment: the last to come opens the gate
  if (Atomics.add(gate, 0, 1) < 3) Atomics.wait(gate, 1, 0)
  Atomics.store(gate, 1, 1)
  Atomics.notify(gate, 1)
  parentPort.postMessage(Array.from({ length: 20 }, () => openHeap().fused))
})
`

test('threads that compile the module at the same moment have the same form of it', async () => {
  const [wasm, heap] = ['wasm.js', 'wasm/heap.js'].map((file) => new URL(`../../../src/engine/${file}`, import.meta.url).href)
  const gate = new Int32Array(new SharedArrayBuffer(8))
  const threads = Array.from({ length: 4 }, () => answerOf<readonly boolean[]>(compiling, { wasm, heap, gate }))
  const forms = await Promise.all(threads)
  expect(new Set(forms.flat()).size).toBe(1)
})
