/**
 * A program of its own: loads the package that the folder in its first argument sees, multiplies two matrices with it and compares the product
 * with sums taken here. It prints one line of JSON, or fails.
 */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { loadNative, NATIVE_BACKEND } from './load.ts'

/** What a smoke test that passed prints. */
export interface SmokeTest {
  readonly tensorflow: string
  readonly usesGpu: boolean
  readonly node: string
}

const [, , folder = process.cwd()] = process.argv
const { tf, tensorflow, usesGpu } = loadNative(pathToFileURL(join(folder, 'package.json')).href)
if (tf.getBackend() !== NATIVE_BACKEND) throw new Error(`expected the backend ${NATIVE_BACKEND}, got ${tf.getBackend()}`)

// Small integers: every sum is exact in float32, so the product must agree in every bit.
const [rows, inner, columns] = [37, 64, 53]
const a = Float32Array.from({ length: rows * inner }, (_, i) => ((i * 7) % 13) - 6)
const b = Float32Array.from({ length: inner * columns }, (_, i) => ((i * 5) % 11) - 5)
const product = tf.matMul(tf.tensor2d(a, [rows, inner]), tf.tensor2d(b, [inner, columns])).dataSync()
for (let i = 0; i < rows; i += 1) {
  for (let j = 0; j < columns; j += 1) {
    let expected = 0
    for (let k = 0; k < inner; k += 1) expected += (a[i * inner + k] ?? NaN) * (b[k * columns + j] ?? NaN)
    const got = product[i * columns + j]
    if (got !== expected) throw new Error(`matMul[${i}, ${j}]: expected ${expected}, got ${got}`)
  }
}
process.stdout.write(`${JSON.stringify({ tensorflow, usesGpu, node: process.version } satisfies SmokeTest)}\n`)
