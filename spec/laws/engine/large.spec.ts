/** Operands so large that an engine may take another way (the native one compiles its graphs): the same values, and the same bits every time. */
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { Engine, NumberArray, Operand, Operations } from '../../../src/contract/engine.ts'
import { startEngine } from '../../../src/engine/engine.ts'
import { enginesHere, operationOn } from '../../../src/engine/operation.ts'

const names = (await enginesHere()).map(({ name }) => name).filter((name) => name !== 'cpu')

function wave(shape: readonly number[], phase: number): NumberArray {
  const size = shape.reduce((product, extent) => product * extent, 1)
  return { shape, values: new Float32Array(size).map((_, i) => 2 * Math.sin(phase + 0.7310585 * i)) }
}

/** Weights of attention: nothing beyond the diagonal. */
const causal = ({ shape, values }: NumberArray): NumberArray => {
  const t = shape.at(-1) ?? 1
  return { shape, values: new Float32Array(values).map((x, i) => (i % t > Math.floor(i / t) % t ? 0 : Math.abs(x) / t)) }
}

// 2^18 values and more in the first operand.
const rows = [1024, 256]
const squares = [16, 128, 128]
const cases: readonly (readonly [keyof Operations, readonly Operand[]])[] = [
  ['layerNorm', [wave(rows, 1), wave([256], 2), wave([256], 3)]],
  ['layerNormBackward', [wave(rows, 1), wave([256], 2), wave(rows, 3)]],
  ['gelu', [wave(rows, 1)]],
  ['geluBackward', [wave(rows, 1), wave(rows, 2)]],
  ['causalSoftmax', [wave(squares, 1), 0.5]],
  ['causalSoftmaxBackward', [causal(wave(squares, 1)), wave(squares, 2), 0.5]],
  ['crossEntropy', [wave([64, 4100], 1), Int32Array.from({ length: 64 }, (_, i) => (i % 5 === 0 ? -100 : 61 * i)), 0.25]],
]

/** Sums of up to 4100 float32, relative to the largest value of a result. */
const tolerance = 1e-5

const results = (engine: Engine, [operation, operands]: (typeof cases)[number]): Float32Array[] =>
  operationOn(engine, operation, operands).map(({ values }) => new Float32Array(values))

const bitsOf = (values: Float32Array): string => createHash('sha256').update(values).digest('hex')

describe.each(names)('on the %s engine', (name) => {
  test.each(cases)('%s of large operands is that of the plain engine, three times with the same bits', async (...given) => {
    const engine = await startEngine(name)
    const got = results(engine, given)
    for (const again of [results(engine, given), results(engine, given)]) expect(again.map(bitsOf)).toEqual(got.map(bitsOf))
    results(await startEngine('cpu'), given).forEach((expected, i) => {
      const largest = expected.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
      const worst = expected.reduce((most, x, j) => Math.max(most, Math.abs(x - (got[i]?.[j] ?? NaN))), 0)
      expect(worst).toBeLessThanOrEqual(tolerance * largest)
    })
  })
})
