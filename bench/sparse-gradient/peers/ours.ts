/** Our own contestant: `node ours.js ENGINE THREADS [FOLDER]`; FOLDER holds the build of another version. */
import type { KernelOptions } from '../../../src/contract/sparse.ts'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { createKernel as CreateKernel } from '../../../src/logistic/sparse-kernel.ts'
import { serve } from './node-peer.ts'

const [engine, threads, folder] = process.argv.slice(2)
const module = folder === undefined ? new URL('../../../', import.meta.url) : pathToFileURL(`${resolve(folder)}/`)
const { createKernel } = (await import(new URL('src/logistic/sparse-kernel.js', module).href)) as {
  readonly createKernel: typeof CreateKernel
}

await serve(({ m, n, l2, indptr, indices, data, labels, weights }) => {
  const options: KernelOptions = { l2, engine: engine === 'js' ? 'js' : 'wasm', threads: Number(threads ?? 1) }
  const kernel = createKernel({ rows: m, cols: n, indptr, indices, data }, labels, options)
  const gradient = new Float64Array(n)
  return () => kernel.lossAndGradient(weights, gradient)
})
