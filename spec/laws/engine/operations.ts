/** One conformance suite for every engine that starts here: each operation is compared with float64, one value at a time. */
import type { EngineName, NumberArray, Operand, Operations } from '../../../src/contract/engine.ts'
import type { Parts } from '../../judge/subject.ts'
import { asyncTable, law, type Law } from '../../judge/spec.ts'
import type { Witness } from '../../judge/witness.ts'
import { exact } from './oracle.ts'

/** Numbers that repeat nowhere, up to `size` away from `around`, in float32. */
function wave(shape: readonly number[], phase: number, size = 1.5, around = 0): NumberArray {
  const count = shape.reduce((product, extent) => product * extent, 1)
  return {
    shape,
    values: Float32Array.from({ length: count }, (_, i) => around + size * Math.sin(1 + phase + 0.7310585 * i + 1e-4 * i * i)),
  }
}

interface Row {
  readonly operands: readonly Operand[]
  /** What this row is for. */
  readonly why: string
}

/** The law of one operation: its results on every engine are those of float64, to `tolerance` of the largest expected value. */
function agreement(operation: keyof Operations, says: string, cites: string, tolerance: number, rows: readonly Row[]): Law {
  return law({
    id: `engine.${operation.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    says: `on every engine ${says}`,
    cites,
    needs: ['enginesHere', 'engineOperation'],
    holds: (subject, w) =>
      asyncTable(rows, async ({ operands, why }) => {
        for (const { name } of await subject.enginesHere()) {
          await compare(w, subject, name, operation, operands, `${name}: ${why}`, tolerance)
        }
      }),
  })
}

async function compare(
  w: Witness,
  { engineOperation }: Pick<Parts, 'engineOperation'>,
  engine: EngineName,
  operation: keyof Operations,
  operands: readonly Operand[],
  what: string,
  tolerance: number,
): Promise<void> {
  const got = await engineOperation(engine, operation, operands)
  const expected = exact(operation, operands)
  w.equal(`${what}: results`, got.length, expected.length)
  expected.forEach(({ shape, values }, i) => {
    const largest = Array.from(values).reduce((most, x) => Math.max(most, Math.abs(x)), 0)
    w.equal(`${what}: shape`, got[i]?.shape, [...shape])
    w.close(`${what}: result ${i}`, got[i]?.values ?? [], values, tolerance * Math.max(largest, 1e-30))
  })
}

/** Float32 keeps 24 bits: a sum of n products is off by at most n + 1 roundings of the sum of magnitudes, in practice by their root. */
const SUMS = 1e-5
/** One or two roundings. */
const SINGLE = 2e-7

// Inner sizes on both sides of 48 and 256, rows and columns on both sides of tiles of 3 x 12, blocks of 96 rows and 1032 columns.
const sizes: readonly (readonly [m: number, k: number, n: number])[] = [
  [1, 1, 1],
  [4, 8, 8],
  [5, 7, 9],
  [3, 48, 10],
  [6, 96, 17],
  [131, 33, 12],
  [10, 257, 26],
  [2, 5, 1045],
  [2, 1021, 3],
]

const flags = [
  [false, false],
  [true, false],
  [false, true],
  [true, true],
] as const

const matrix = (rows: number, cols: number, transposed: boolean, phase: number, batch: readonly number[] = []): NumberArray =>
  wave([...batch, ...(transposed ? [cols, rows] : [rows, cols])], phase)

const productRows: readonly Row[] = [[], [3]].flatMap((batch) =>
  sizes
    .filter(([m, k, n]) => batch.length === 0 || m * k * n < 20_000)
    .flatMap(([m, k, n]) =>
      flags.map(([a, b]) => ({
        why: `${batch.length === 0 ? '' : '3 of '}[${m}, ${k}]${a ? ' transposed' : ''} x [${k}, ${n}]${b ? ' transposed' : ''}`,
        operands: [matrix(m, k, a, 1, batch), matrix(k, n, b, 2, batch), a, b],
      })),
    ),
)

const theTwin = 'definition; sums in float64'

export default [
  agreement('product', 'a product is that of its operands, transposed or not, single or in batches', theTwin, SUMS, productRows),

  agreement(
    'linear',
    'x W + b has its bias added once, whatever the inner size',
    'definition; a fused kernel of TensorFlow.js 4.22 adds it once per block of 48',
    SUMS,
    sizes.map(([m, k, n]) => ({ why: `K = ${k}`, operands: [wave([m, k], 1), wave([k, n], 2), wave([n], 3)] })),
  ),

  agreement('add', 'a sum is the sum, value by value', 'definition', SINGLE, [
    { why: 'whole vectors', operands: [wave([4, 4], 1), wave([4, 4], 2)] },
    { why: 'a rest of three', operands: [wave([11], 1), wave([11], 2)] },
  ]),

  agreement('multiply', 'a product is the product, value by value', 'definition', SINGLE, [
    { why: 'whole vectors', operands: [wave([2, 2, 4], 1), wave([2, 2, 4], 2)] },
    { why: 'a rest of one', operands: [wave([5], 1), wave([5], 2)] },
  ]),

  agreement('sumRows', 'the sum over the rows counts each row once', theTwin, SUMS, [
    { why: 'one row', operands: [wave([1, 5], 1)] },
    { why: 'many rows', operands: [wave([130, 9], 1)] },
  ]),

  agreement(
    'layerNorm',
    'LayerNorm has the population variance and the epsilon 1e-5',
    'Ba et al. 2016; the published GPT-2',
    SUMS,
    [
      { why: 'C = 8', operands: [wave([3, 8], 1), wave([8], 2), wave([8], 3)] },
      {
        why: 'C = 13, and values so small that the epsilon counts',
        operands: [wave([5, 13], 1, 0.004), wave([13], 2), wave([13], 3)],
      },
      // the mean of x is rounded by 60 u = 4e-6 at most; squares of 3600 would be by 2e-4
      { why: 'C = 24, far from 0', operands: [wave([4, 24], 1, 1.5, 60), wave([24], 2), wave([24], 3)] },
    ],
  ),

  agreement(
    'layerNormBackward',
    'the gradients of LayerNorm are its derivatives for input, gain and bias',
    'derivative of the definition',
    SUMS,
    [
      { why: 'C = 8', operands: [wave([3, 8], 1), wave([8], 2), wave([3, 8], 3)] },
      {
        why: 'C = 13, and values so small that the epsilon counts',
        operands: [wave([5, 13], 1, 0.004), wave([13], 2), wave([5, 13], 3)],
      },
    ],
  ),

  agreement(
    'gelu',
    'GELU is its tanh form, also where the tanh is saturated',
    'Hendrycks and Gimpel 2016; the published GPT-2',
    SUMS,
    [
      { why: 'around 0', operands: [wave([3, 9], 1)] },
      { why: 'up to 30', operands: [wave([40], 1, 30)] },
    ],
  ),

  agreement('geluBackward', 'the gradient of GELU is its derivative times what comes back', 'derivative of the tanh form', SUMS, [
    { why: 'around 0', operands: [wave([3, 9], 1), wave([3, 9], 2)] },
    { why: 'up to 30', operands: [wave([40], 1, 30), wave([40], 2)] },
  ]),

  agreement(
    'causalSoftmax',
    'attention weights are a softmax over a position and those before it, and 0 after it',
    'Vaswani et al. 2017, section 3.2.3',
    SUMS,
    [
      { why: 'T = 1', operands: [wave([2, 1, 1], 1), 0.5] },
      { why: 'T = 9', operands: [wave([3, 9, 9], 1), 0.25] },
      { why: 'T = 37', operands: [wave([2, 37, 37], 1), 0.25] },
      { why: 'scores up to 200: exponentials beyond float32', operands: [wave([1, 6, 6], 1, 200), 1] },
    ],
  ),

  agreement('causalSoftmaxBackward', 'the gradient of the scores is scale p (dp - sum of p dp)', 'derivative of softmax', SUMS, [
    { why: 'T = 1', operands: [causal(2, 1), wave([2, 1, 1], 1), 0.5] },
    { why: 'T = 9', operands: [causal(3, 9), wave([3, 9, 9], 1), 0.25] },
    { why: 'T = 37', operands: [causal(2, 37), wave([2, 37, 37], 1), 0.25] },
  ]),

  agreement(
    'splitHeads',
    'head h of a part is its h-th block of columns, one matrix for each row and head',
    'the published GPT-2',
    0,
    [
      { why: 'three parts', operands: [wave([6, 30], 1), 3, 2, 2] },
      { why: 'one part, width 4', operands: [wave([6, 12], 1), 1, 3, 3] },
    ],
  ),

  agreement('joinHeads', 'joining undoes splitting', 'the published GPT-2', 0, [
    { why: 'three parts', operands: [[wave([4, 3, 5], 1), wave([4, 3, 5], 2), wave([4, 3, 5], 3)], 2, 2] },
    { why: 'one part, width 4', operands: [[wave([9, 2, 4], 1)], 3, 3] },
  ]),

  agreement(
    'crossEntropy',
    'the loss of a row is minus the logarithm of the probability of its target; a negative target counts for nothing',
    'definition; derivative p - 1 at the target, p elsewhere',
    SUMS,
    [
      { why: 'V = 5', operands: [wave([3, 5], 1), Int32Array.of(0, 4, 2), 1] },
      { why: 'other negative targets, and none that counts', operands: [wave([3, 7], 1), Int32Array.of(-1, -7, -100), 2] },
      { why: 'another negative target among others', operands: [wave([3, 7], 1), Int32Array.of(-1, 3, -2), 2] },
      { why: 'ignored targets', operands: [wave([4, 13], 1), Int32Array.of(12, -100, 0, -100), 0.125] },
      { why: 'logits up to 200: exponentials beyond float32', operands: [wave([3, 9], 1, 200), Int32Array.of(8, 3, 0), 3] },
    ],
  ),
]

/** Weights as causalSoftmax makes them. */
function causal(g: number, t: number): NumberArray {
  const [weights] = exact('causalSoftmax', [wave([g, t, t], 4), 1])
  return { shape: weights?.shape ?? [], values: Float32Array.from(weights?.values ?? []) }
}
