/**
 * The model that loops train here: 3 features, 4 hidden units (tanh, dropout 1/4), 4 classes; 32 parameters, so that 2 and 4 ranks share them
 * evenly. Small enough to be exact; precision is emulated where a framework would compute in half precision.
 */
import { round, roundAll } from './rounding.ts'
import { hashed } from './random.ts'
import type { Precision } from '../vocabulary.ts'

const FEATURES = 3
const HIDDEN = 4
const CLASSES = 4
const DROPOUT = 0.25

/** Name -> where it stands in the flat parameters. */
export const layout = [
  { name: 'fc.weight', offset: 0, size: HIDDEN * FEATURES },
  { name: 'fc.bias', offset: 12, size: HIDDEN },
  { name: 'head.weight', offset: 16, size: CLASSES * HIDDEN },
] as const
export const SIZE = 32

/** An example that a batch holds, and the epoch in which it was drawn: dropout is decided by both, whichever rank has it. */
export interface Drawn {
  readonly row: number
  readonly epoch: number
}

interface Example {
  readonly features: readonly number[]
  readonly target: number
}

const examplesIn: Readonly<Record<Precision, Map<number, Example>>> = {
  float32: new Map(),
  float16: new Map(),
  bfloat16: new Map(),
}

/** A row of a data set, the same for everyone: its class is a rule of its features, with one row in eight mislabelled. */
function exampleAt(row: number, precision: Precision): Example {
  const known = examplesIn[precision].get(row)
  if (known !== undefined) return known
  const features = Array.from({ length: FEATURES }, (_, j) => 4 * (hashed(row, j, 11) - 0.5))
  const [a = 0, b = 0, c = 0] = features
  const rule = (a > 0 ? 1 : 0) + (b + c > 0 ? 2 : 0)
  const target = hashed(row, 5, 23) < 1 / 8 ? (rule + 1) % CLASSES : rule
  const example = { features: features.map((feature) => round(feature, precision)), target }
  examplesIn[precision].set(row, example)
  return example
}

/** The factor that dropout puts on a hidden unit in training. */
function kept({ row, epoch }: Drawn, unit: number): number {
  return hashed(row, epoch, 100 + unit) < DROPOUT ? 0 : 1 / (1 - DROPOUT)
}

export interface Activations {
  readonly examples: readonly Drawn[]
  readonly precision: Precision
  readonly dropout: boolean
  readonly weights: Float64Array
  readonly hidden: Float64Array
  readonly logits: Float64Array
}

/** @param precision of the products and of what they return */
export function forward(weights: Float64Array, examples: readonly Drawn[], dropout: boolean, precision: Precision): Activations {
  const w = roundAll(weights, precision)
  const hidden = new Float64Array(examples.length * HIDDEN)
  const logits = new Float64Array(examples.length * CLASSES)
  examples.forEach((example, i) => {
    const x = exampleAt(example.row, precision).features
    for (let h = 0; h < HIDDEN; h += 1) {
      let z = w[12 + h] ?? 0
      for (let j = 0; j < FEATURES; j += 1) z += (w[h * FEATURES + j] ?? 0) * (x[j] ?? 0)
      hidden[i * HIDDEN + h] = round(Math.tanh(round(z, precision)) * (dropout ? kept(example, h) : 1), precision)
    }
    for (let c = 0; c < CLASSES; c += 1) {
      let z = 0
      for (let h = 0; h < HIDDEN; h += 1) z += (w[16 + c * HIDDEN + h] ?? 0) * (hidden[i * HIDDEN + h] ?? 0)
      logits[i * CLASSES + c] = round(z, precision)
    }
  })
  return { examples, precision, dropout, weights: w, hidden, logits }
}

/** Cross entropy of the logits, computed in `precision`, with the gradient of the logits for a given gradient of the loss. */
export function crossEntropy({ examples, logits }: Activations, precision: Precision, reduction: 'mean' | 'sum') {
  const rows = examples.length
  const logProbabilities = new Float64Array(logits.length)
  let sum = 0
  examples.forEach(({ row }, i) => {
    let most = -Infinity
    for (let c = 0; c < CLASSES; c += 1) most = Math.max(most, logits[i * CLASSES + c] ?? NaN)
    let total = 0
    for (let c = 0; c < CLASSES; c += 1) total += Math.exp((logits[i * CLASSES + c] ?? NaN) - most)
    const logSum = most + Math.log(total)
    for (let c = 0; c < CLASSES; c += 1)
      logProbabilities[i * CLASSES + c] = round((logits[i * CLASSES + c] ?? NaN) - logSum, precision)
    sum -= logProbabilities[i * CLASSES + exampleAt(row, precision).target] ?? NaN
  })
  const share = reduction === 'mean' ? 1 / rows : 1
  return {
    value: round(sum * share, precision),
    gradient(ofLoss: number): Float64Array {
      const each = round(ofLoss * share, precision)
      const gradient = new Float64Array(logits.length)
      examples.forEach(({ row }, i) => {
        const { target } = exampleAt(row, precision)
        for (let c = 0; c < CLASSES; c += 1) {
          const logP = logProbabilities[i * CLASSES + c] ?? NaN
          gradient[i * CLASSES + c] = round(Math.exp(logP) * each - (c === target ? each : 0), precision)
        }
      })
      return gradient
    },
  }
}

/** The gradient of the flat parameters from that of the logits; products are rounded as in the forward pass. */
export function backward(activations: Activations, ofLogits: Float64Array): Float64Array {
  const { examples, precision, dropout, weights: w, hidden } = activations
  const z = roundAll(ofLogits, precision)
  const gradient = new Float64Array(SIZE)
  const add = (at: number, by: number): void => {
    gradient[at] = (gradient[at] ?? 0) + by
  }
  examples.forEach((example, i) => {
    const x = exampleAt(example.row, precision).features
    for (let h = 0; h < HIDDEN; h += 1) {
      let toHidden = 0
      for (let c = 0; c < CLASSES; c += 1) {
        const dz = z[i * CLASSES + c] ?? 0
        toHidden += dz * (w[16 + c * HIDDEN + h] ?? 0)
        add(16 + c * HIDDEN + h, dz * (hidden[i * HIDDEN + h] ?? 0))
      }
      const factor = dropout ? kept(example, h) : 1
      const t = factor === 0 ? 0 : (hidden[i * HIDDEN + h] ?? 0) / factor
      const dz = round(round(round(toHidden, precision) * factor, precision) * (1 - t * t), precision)
      add(12 + h, dz)
      for (let j = 0; j < FEATURES; j += 1) add(h * FEATURES + j, dz * (x[j] ?? 0))
    }
  })
  return roundAll(gradient, precision)
}

/** The exact gradient of the mean loss over some examples: what a global step ought to descend. */
export function meanGradient(weights: Float64Array, examples: readonly Drawn[]): Float64Array {
  const activations = forward(weights, examples, true, 'float32')
  return backward(activations, crossEntropy(activations, 'float32', 'mean').gradient(1))
}

export function norm(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i += 1) sum += (values[i] ?? 0) ** 2
  return Math.sqrt(sum)
}
