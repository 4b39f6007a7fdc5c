/** What is wrong or slow in the wasm backend's own kernels, and the check of each replacement against the plain kernels at start-up. */
import { type RawTensor, tf } from '../tensorflow.ts'
import type { Fix, Operations, Tensor } from '../../contract/engine.ts'
import { plainOperations, raw } from '../plain.ts'

/** A replacement, and what it computes in the check. */
interface Check {
  readonly name: string
  readonly cures: string
  readonly compute: (operations: Operations) => readonly (Tensor | Float32Array)[]
}

/** Differences allowed in the check, relative to the largest expected value: some tens of roundings. */
const tolerance = 1e-5

/** A tensor of numbers that repeat nowhere and have both signs. */
function wave(shape: readonly number[], phase: number): RawTensor {
  const size = shape.reduce((product, extent) => product * extent, 1)
  return tf.tensor(
    Float32Array.from({ length: size }, (_, i) => Math.sin(1 + phase + i * 0.7310585) * 1.5),
    [...shape],
  )
}

// Sizes reach every branch: whole tiles and edges of 3 x 12, lines of 4 and what is left, more than one block of 256 in K.
const checks: readonly Check[] = [
  {
    name: 'product',
    cures: 'a transposed or batched product falls into an unblocked loop, 10 to 40 times slower',
    compute: ({ product }) => [
      product(wave([13, 259], 1), wave([259, 19], 2)),
      product(wave([259, 13], 1), wave([259, 19], 2), true),
      product(wave([13, 259], 1), wave([19, 259], 2), false, true),
      product(wave([3, 8, 5], 1), wave([3, 5, 8], 2)),
      product(wave([3, 5, 8], 1), wave([3, 5, 8], 2), true),
      product(wave([3, 8, 5], 1), wave([3, 8, 5], 2), false, true),
    ],
  },
  {
    name: 'linear',
    cures: 'the fused bias is added once per block of 48 along K when the product does not take the packed path',
    compute: ({ linear }) => [32, 48, 96, 257].map((k) => linear(wave([5, k], 1), wave([k, 11], 2), wave([11], 3))),
  },
  {
    name: 'new weights',
    cures: 'the packed path keeps a copy of its right operand by tensor, and goes on using it when the values change',
    compute: ({ product, add }) => {
      const weight = wave([8, 8], 2)
      const x = wave([4, 8], 1)
      const before = product(x, weight)
      return [before, product(x, add(weight, weight))]
    },
  },
  {
    name: 'sumRows',
    cures: 'a sum over the first axis runs at a hundredth of the memory rate',
    compute: ({ sumRows }) => [sumRows(wave([9, 7], 1))],
  },
  {
    name: 'splitHeads',
    cures: 'splits and transposes walk element by element',
    compute: ({ splitHeads, joinHeads }) => {
      const parts = splitHeads(wave([6, 30], 1), 3, 2, 2)
      return [...parts, joinHeads(parts, 2, 2)]
    },
  },
  {
    name: 'layerNorm',
    cures: 'seven kernels and their memory for one',
    compute: ({ layerNorm, layerNormBackward }) => {
      const [x, gain, bias, dy] = [wave([5, 13], 1), wave([13], 2), wave([13], 3), wave([5, 13], 4)]
      const { dx, dGain, dBias } = layerNormBackward(x, gain, dy)
      return [layerNorm(x, gain, bias), dx, dGain, dBias]
    },
  },
  {
    name: 'gelu',
    cures: 'tanh runs at a sixtieth of the memory rate',
    compute: ({ gelu, geluBackward }) => [gelu(wave([3, 11], 1)), geluBackward(wave([3, 11], 1), wave([3, 11], 2))],
  },
  {
    name: 'causalSoftmax',
    cures: 'masked columns are computed and thrown away',
    compute: ({ causalSoftmax, causalSoftmaxBackward }) => {
      const p = causalSoftmax(wave([2, 9, 9], 1), 0.5)
      return [p, causalSoftmaxBackward(p, wave([2, 9, 9], 2), 0.5)]
    },
  },
  {
    name: 'crossEntropy',
    cures: 'exponentials run at a fiftieth of the memory rate, and a gather has no gradient',
    compute: ({ crossEntropy }) => {
      const { losses, gradient } = crossEntropy(wave([3, 13], 1), Int32Array.of(12, -100, 0), 0.25)
      return [losses, gradient]
    },
  },
  {
    name: 'add and multiply',
    cures: 'a call through the registry of kernels costs more than the work on a small tensor',
    compute: ({ add, multiply }) => [add(wave([3, 7], 1), wave([3, 7], 2)), multiply(wave([3, 7], 1), wave([3, 7], 2))],
  },
]

/**
 * Runs every check.
 * @throws Error that names the operation and the difference, when one is too large
 */
export function checkFixes(operations: Operations): Fix[] {
  return checks.map(({ name, cures, compute }) => {
    const worstDifference = tf.tidy(() => {
      const expected = compute(plainOperations).map(valuesOf)
      const got = compute(operations).map(valuesOf)
      return Math.max(...expected.map((values, i) => difference(got[i], values)))
    })
    if (!(worstDifference <= tolerance)) {
      const rule = `must differ from the plain kernel by at most ${tolerance} of the largest value`
      throw new Error(`checkFixes: ${name} ${rule}, got ${worstDifference}; use another engine`)
    }
    return { name, cures, worstDifference }
  })
}

const valuesOf = (result: Tensor | Float32Array): Float32Array =>
  result instanceof Float32Array ? result : raw(result).dataSync<'float32'>().slice()

/** Largest difference over the largest expected value; NaN when the sizes differ. */
function difference(got: Float32Array | undefined, expected: Float32Array): number {
  if (got?.length !== expected.length) return NaN
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  return expected.reduce((most, value, i) => Math.max(most, Math.abs(value - (got[i] ?? NaN)) / largest), 0)
}
