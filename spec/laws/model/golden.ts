/**
 * Golden vectors of a tiny GPT-2: PyTorch in float64, cross-checked with transformers. `golden/gpt2_tiny.py` made them, without
 * random numbers; the file says with which versions. Weights are a formula, results are checksums.
 */
import { readFileSync } from 'node:fs'
import type { Gpt2Config, MicroBatch } from '../../../src/contract/model.ts'

/** What is kept of an array: sum of squares, and the sum of each value times its place, from 1/n to 1; and the first three values. */
export interface Checksum {
  readonly shape: readonly number[]
  readonly sum: number
  readonly sumsq: number
  readonly ramp: number
  readonly first3: readonly number[]
}

interface GoldenFile {
  readonly config: { readonly V: number; readonly T: number; readonly C: number; readonly H: number; readonly L: number }
  readonly order: readonly string[]
  readonly tokens: readonly (readonly number[])[]
  readonly parameters: number
  readonly loss: number
  readonly grad_norm: number
  readonly kbias_grad_max_abs: number
  readonly logits: Checksum
  readonly grads: Readonly<Record<string, Checksum>>
  readonly weights: Readonly<Record<string, Checksum>>
  readonly masked: {
    readonly labels: readonly (readonly number[])[]
    readonly loss: number
    readonly grad_norm: number
    readonly grads: Readonly<Record<string, Checksum>>
  }
  readonly train_clip1: {
    readonly hyper: {
      readonly lr: number
      readonly betas: readonly [number, number]
      readonly eps: number
      readonly weight_decay: number
      readonly clip: number
    }
    readonly history: readonly { readonly loss: number; readonly norm: number }[]
    readonly final_loss: number
  }
}

const read = (file: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../../spec/laws/model/golden/${file}`, import.meta.url), 'utf8'))

/** The file as it is. */
export const golden = read('gpt2-tiny.json') as GoldenFile

/** Sixty steps of the same model: the loss before each and after the last, the norm at each. `golden/gpt2_curve.py` made them. */
export const goldenCurve = read('gpt2-curve.json') as {
  readonly hyper: GoldenFile['train_clip1']['hyper']
  readonly losses: readonly number[]
  readonly norms: readonly number[]
}

const { V, T, C, H, L } = golden.config

/** The shape of the tiny model. */
export const goldenConfig: Gpt2Config = { vocabularySize: V, contextLength: T, channels: C, heads: H, layers: L }

/** The weights, by the formula in the file: sines of exact arguments, 1 + s/10 for LayerNorm weights, s/10 for biases, 0.4 s else. */
export const goldenWeights: Readonly<Record<string, Float64Array>> = Object.fromEntries(
  golden.order.map((name, k) => {
    const size = golden.weights[name]!.shape.reduce((product, extent) => product * extent, 1)
    const value = (i: number): number => {
      const s = Math.sin((i * (8 + k)) / 8 + k + 0.25)
      if (/ln_\w+\.weight$/.test(name)) return 1 + 0.1 * s
      return name.endsWith('bias') ? 0.1 * s : 0.4 * s
    }
    return [name, Float64Array.from({ length: size }, (_, i) => value(i))]
  }),
)

function shifted(labels: readonly (readonly number[])[]): MicroBatch {
  return {
    rows: labels.length,
    length: T,
    tokens: Int32Array.from(golden.tokens.flat()),
    targets: Int32Array.from(labels.flatMap((row) => [...row.slice(1), -100])),
  }
}

/** Every next token counts. */
export const goldenBatch = shifted(golden.tokens)

/** Some do not: rows with 4, 2, 4 and 1 targets. */
export const maskedBatch = shifted(golden.masked.labels)

/** The checksums of an array. */
export function checksums(values: ArrayLike<number>): Pick<Checksum, 'sum' | 'sumsq' | 'ramp' | 'first3'> {
  const all = Array.from(values)
  const total = (f: (x: number, i: number) => number): number => all.reduce((sum, x, i) => sum + f(x, i), 0)
  return {
    sum: total((x) => x),
    sumsq: total((x) => x * x),
    ramp: total((x, i) => (x * (i + 1)) / all.length),
    first3: all.slice(0, 3),
  }
}
