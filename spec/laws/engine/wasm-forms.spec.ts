/** Products of whole numbers in both forms of the module, with fused multiply-add and without: every sum is exact, so both give the same integers. */
import { setFlagsFromString } from 'node:v8'
import { describe, expect, test } from 'vitest'
import { fusedBytes, plainBytes } from '../../../src/engine/wasm/bytes.ts'
import { productScratchBytes } from '../../../src/engine/wasm/wat-product.ts'

interface Interface {
  readonly Memory: new (pages: { initial: number }) => { readonly buffer: ArrayBuffer }
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (
    module: object,
    imports: object,
  ) => { readonly exports: { readonly products: (...operands: number[]) => void } }
}

const { Memory, Module, Instance } = Reflect.get(globalThis, 'WebAssembly') as Interface
setFlagsFromString('--experimental-wasm-relaxed-simd')

/** From -8 to 8, so that a sum of 600 products is far below 2^24. */
const whole = (length: number, seed: number): Float32Array => new Float32Array(length).map((_, i) => ((i * 7 + seed) % 17) - 8)

/** Whether A and B lie transposed. */
const turns = [
  [false, false],
  [true, false],
  [false, true],
  [true, true],
] as const

// Tiles of 3 x 12 and their edges, blocks of 96 rows and of 256 in K.
const cases = [1, 2, 3, 4, 13, 97].flatMap((m) =>
  [1, 3, 12, 17, 25].flatMap((n) =>
    [1, 5, 257, 600].map((k) => {
      const [a, b, bias] = [whole(m * k, 1), whole(k * n, 5), whole(n, 3)]
      return { m, n, k, a, b, bias, sums: turns.map(([aTurned, bTurned]) => sumsOf(m, n, k, a, b, bias, aTurned, bTurned)) }
    }),
  ),
)

/** A B + bias, row by row. */
function sumsOf(
  m: number,
  n: number,
  k: number,
  a: Float32Array,
  b: Float32Array,
  bias: Float32Array,
  aTurned: boolean,
  bTurned: boolean,
): Float32Array {
  const [aRow, aColumn] = aTurned ? [1, m] : [k, 1]
  const [bRow, bColumn] = bTurned ? [1, k] : [n, 1]
  return new Float32Array(m * n).map((_, at) => {
    const [i, j] = [Math.floor(at / n), at % n]
    let sum = bias[j]!
    for (let p = 0; p < k; p += 1) sum += a[i * aRow + p * aColumn]! * b[p * bRow + j * bColumn]!
    return sum
  })
}

describe.each([
  ['fused', fusedBytes],
  ['plain', plainBytes],
])('the %s form', (_, bytes) => {
  const memory = new Memory({ initial: 64 })
  const module = new Module(Buffer.from(bytes, 'base64'))
  const { products } = new Instance(module, { host: { memory, log: Math.log } }).exports
  const scratch = 64
  const aAt = scratch + productScratchBytes
  const floats = (at: number, length: number): Float32Array => new Float32Array(memory.buffer, at, length)

  test.each(turns.map((turned, t) => [...turned, t] as const))(
    'multiplies whole numbers exactly, transposed %s and %s, with a bias, and writes nothing else',
    (aTurned, bTurned, t) => {
      for (const { m, n, k, a, b, bias, sums } of cases) {
        const bAt = aAt + 4 * a.length
        const biasAt = bAt + 4 * b.length
        const cAt = biasAt + 4 * n
        floats(aAt, a.length).set(a)
        floats(bAt, b.length).set(b)
        floats(biasAt, n).set(bias)
        floats(cAt, m * n + 4).fill(99)
        products(aAt, 4 * (aTurned ? 1 : k), 4 * (aTurned ? m : 1), bAt, 4 * (bTurned ? 1 : n), 4 * (bTurned ? k : 1), cAt, m, n, k, biasAt, scratch, 1, 0, 0, 0) // prettier-ignore
        const [got, expected] = [floats(cAt, m * n), sums[t]!]
        const wrong = got.findIndex((sum, at) => !Object.is(sum, expected[at]))
        expect([wrong, got[wrong]], `${m} x ${k} x ${n}: the first wrong value`).toEqual([-1, undefined])
        expect([...floats(cAt + 4 * m * n, 4)], `after ${m} x ${k} x ${n}`).toEqual([99, 99, 99, 99])
      }
    },
  )
})
