/** Generators of the room: small models with weights of natural size, and batches for them; and how gradients are compared. */
import fc from 'fast-check'
import type { Gpt2Config, MicroBatch } from '../../../src/contract/model.ts'
import type { Witness } from '../../judge/witness.ts'
import { shapesOf } from './oracle.ts'

/** A model and a batch for it. */
export interface Case {
  readonly config: Gpt2Config
  readonly weights: Readonly<Record<string, Float32Array>>
  readonly batch: MicroBatch
}

/** Weights without random numbers: LayerNorm near 1, the rest within 0.3, no two alike. Float32, so that nothing is rounded on the way. */
export function wavesFor(config: Gpt2Config, salt: number): Case['weights'] {
  return Object.fromEntries(
    shapesOf(config).map(([name, rows, cols], k) => {
      const centre = /ln_\w+\.weight$/.test(name) ? 1 : 0
      const value = (i: number): number => centre + 0.3 * Math.sin(salt + 1 + 2.1 * k + 1.7 * i + 0.013 * i * i)
      return [name, Float32Array.from({ length: rows * cols }, (_, i) => value(i))]
    }),
  )
}

/** A batch of pseudo-random tokens; every `ignored`-th target does not count, none of them by default. */
export function batchFor(
  { vocabularySize: v }: Gpt2Config,
  rows: number,
  length: number,
  salt: number,
  ignored = Infinity,
): MicroBatch {
  const token = (i: number): number => Math.abs(Math.floor(1e4 * Math.sin(i * 12.9898 + salt * 78.233))) % v
  const count = rows * length
  return {
    rows,
    length,
    tokens: Int32Array.from({ length: count }, (_, i) => token(i)),
    targets: Int32Array.from({ length: count }, (_, i) => ((i + 1) % ignored === 0 ? -100 : token(i + 1))),
  }
}

/** Models with 4 to 18 channels, contexts of up to 9 tokens, batches of up to 3 rows, some targets ignored. */
export const cases: fc.Arbitrary<Case> = fc
  .record({
    heads: fc.integer({ min: 1, max: 3 }),
    width: fc.integer({ min: 2, max: 6 }),
    layers: fc.integer({ min: 1, max: 2 }),
    vocabularySize: fc.integer({ min: 2, max: 20 }),
    contextLength: fc.integer({ min: 2, max: 9 }),
    rows: fc.integer({ min: 1, max: 3 }),
    ignored: fc.constantFrom(Infinity, 2, 3),
    salt: fc.nat(1000),
  })
  .chain(({ heads, width, rows, ignored, salt, ...shape }) => {
    const config = { ...shape, heads, channels: heads * Math.max(width, Math.ceil(4 / heads)) }
    return fc.integer({ min: 2, max: config.contextLength }).map((length) => ({
      config,
      weights: wavesFor(config, salt),
      batch: batchFor(config, rows, length, salt, ignored),
    }))
  })

/** The L2 distance of two lists, of a list and zeros if no other is given; NaN where the other is shorter. */
function distance(values: ArrayLike<number>, other?: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i += 1) sum += ((values[i] as number) - (other === undefined ? 0 : (other[i] ?? NaN))) ** 2
  return Math.sqrt(sum)
}

/**
 * Requires each gradient to be within `relative` of its own L2 norm, and of a tenth of that of the largest gradient's: some are 0 by
 * their nature (a shift of all keys changes no attention weight), and what stands there is rounding of terms that are not.
 */
export function closeGradients(
  w: Witness,
  got: Readonly<Record<string, ArrayLike<number>>>,
  expected: Readonly<Record<string, ArrayLike<number>>>,
  relative: number,
): void {
  w.equal('names of the gradients', Object.keys(got).toSorted(), Object.keys(expected).toSorted())
  const floor = 0.1 * Math.max(...Object.values(expected).map((truth) => distance(truth)))
  for (const [name, truth] of Object.entries(expected)) {
    const values = got[name] ?? []
    w.equal(`gradient of ${name}: values`, values.length, truth.length)
    w.close(
      `gradient of ${name}: L2 difference, relative`,
      distance(truth, values) / Math.max(distance(truth), floor),
      0,
      relative,
    )
  }
}
