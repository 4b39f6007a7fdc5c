/** Kernels that share the memory of one allocated matrix, and what a closed one gives back: memory and threads. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Worker } from 'node:worker_threads'
import type { Csr } from '../../../src/contract/sparse.ts'
import { asyncOnce, law, once, table } from '../../judge/spec.ts'

interface Open {
  /** Requires the bits that a kernel on a matrix of its own gives. */
  readonly check: (when: string) => void
  readonly close: () => void
}

export default [
  law({
    id: 'sparse-kernel.several-on-one-matrix',
    says: 'kernels on one allocated matrix, made, used and closed in any order, give the bits that each gives alone',
    cites: 'the contract: a kernel ends with its own close',
    needs: ['randomCsr', 'allocateCsr', 'createKernel'],
    holds: ({ randomCsr, allocateCsr, createKernel }, w) =>
      table([40, 257], (rows) => {
        const cols = 33
        const csr = randomCsr({ rows, cols, nnzPerRow: 5, seed: 9 })
        const housed: Csr = allocateCsr({ rows, cols, nnz: csr.indices.length })
        housed.indptr.set(csr.indptr)
        housed.indices.set(csr.indices)
        housed.data.set(csr.data)
        const labels = Int8Array.from({ length: rows }, (_, i) => (i % 3 === 0 ? 1 : -1))
        const weights = Float64Array.from({ length: cols }, (_, j) => ((j * 37) % 64) / 32 - 1)
        const open = (layout: 'rows' | 'rows-and-columns', l2: number): Open => {
          const apart = createKernel(csr, labels, { layout, l2 })
          const expected = apart.lossAndGradient(weights)
          apart.close()
          const kernel = createKernel(housed, labels, { layout, l2 })
          return { check: (when) => w.equal(when, kernel.lossAndGradient(weights), expected), close: () => kernel.close() }
        }
        const before = open('rows-and-columns', 0.5)
        before.check('the first')
        before.close()
        const [lower, upper] = [open('rows', 1), open('rows', 2)]
        for (const each of [lower, upper]) each.check('where another was')
        lower.close()
        const next = open('rows-and-columns', 4)
        for (const each of [next, upper, next]) each.check('after the lower one was closed')
        next.close()
        upper.close()
        const last = open('rows-and-columns', 8)
        upper.close()
        last.check('after another one was closed a second time')
        last.close()
      }),
  }),
  law({
    id: 'sparse-kernel.gives-its-memory-back',
    says: 'one after another, any number of kernels can be made on one allocated matrix, however large its gradients',
    cites: 'the contract: a kernel ends with its close',
    optional: 'wasm', // only there is memory that nobody gives back
    needs: ['allocateCsr', 'createKernel'],
    holds: ({ allocateCsr, createKernel }, w) =>
      once(() => {
        const cols = 20_000_000 // weights and gradient of 320 MB, not touched here: 13 of them are more than 4 GB
        const csr = allocateCsr({ rows: 1, cols, nnz: 0 })
        let made = 0
        try {
          for (; made < 14; made += 1) createKernel(csr, [1], { layout: 'rows' }).close()
        } catch (error) {
          w.require('a kernel is made where another was closed', false, String(error))
        }
        w.equal('kernels', made, 14)
      }),
  }),
  law({
    id: 'sparse-kernel.ends-its-threads',
    says: 'the threads that a kernel started have ended some turns of the event loop after its close',
    cites: 'the contract of SparseKernel',
    optional: 'threads',
    needs: ['randomCsr', 'createKernel'],
    holds: ({ randomCsr, createKernel }, w) =>
      asyncOnce(async () => {
        const started: Worker[] = []
        const hear = (message: unknown): void => void started.push((message as { readonly worker: Worker }).worker)
        subscribe('worker_threads', hear)
        const kernel = createKernel(randomCsr({ rows: 3, cols: 2, nnzPerRow: 1, seed: 1 }), [1, 0, 1], { threads: 2 })
        unsubscribe('worker_threads', hear)
        kernel.close()
        // a thread that has ended has the id -1; a right one takes a thousand turns, and has 200 times as many
        const alive = (): number => started.filter(({ threadId }) => threadId !== -1).length
        for (let turn = 0; turn < 200_000 && alive() > 0; turn += 1) await new Promise(setImmediate)
        w.equal('threads that go on', alive(), 0)
      }),
  }),
]
