/**
 * A model small enough to be trained in milliseconds, in which everything that a strategy can get wrong is there: a parameter used twice (the embedding is
 * the head, too), biases without weight decay, padding, dropout, and blocks that may be left out. Tokens do not see each other.
 *
 * V words, C channels, L blocks:  x0 = wte[token];  x(l+1) = x(l) + drop(tanh(x(l) W_l + b_l));  logits = x(L) wteᵀ + bias.
 *
 * Arithmetic is in float64 and results are stored as the arrays they go to: with float64 parameters this is also the oracle's model.
 */
import type { HeadOutcome, LayeredModel } from '../../../src/contract/layered-model.ts'
import type { DropoutKey, MicroBatch, Unit } from '../../../src/contract/model.ts'

/** The model's shape. */
export interface Chain {
  readonly words: number
  readonly channels: number
  readonly blocks: number
  readonly unused?: readonly number[]
  /** A micro-batch that begins with this word has an infinite gradient. */
  readonly infiniteAt?: number
  /** When all blocks are released, whatever was gathered for them must be NaN, or this model throws. */
  readonly looksBack?: boolean
}

type Floats = Float32Array | Float64Array

/** Activations: plain numbers, which need no disposal; but to use them after it, or to dispose of them twice, is an error. */
class Stream {
  #values: Float64Array | undefined

  constructor(values: Float64Array) {
    this.#values = values
  }

  get values(): Float64Array {
    if (this.#values === undefined) throw new Error('an activation is used after it was disposed of')
    return this.#values
  }

  dispose(): void {
    this.#values = this.values.subarray(0, 0)
    this.#values = undefined
  }
}

/** Makes the model, as rank programs ask for it. */
export default function chain(data: unknown): LayeredModel<Stream> {
  return new ChainModel(data as Chain)
}

/** Half of the elements are dropped, the others doubled. */
function keeps({ seed, step, microBatch }: DropoutKey, block: number, element: number): boolean {
  // One round of a multiplicative hash over all that a mask may depend on.
  let hash = seed | 0
  for (const part of [step, microBatch, block, element]) hash = Math.imul(hash ^ part ^ (hash >>> 15), 0x2c1b3c6d) + 0x9e3779b9
  return ((hash ^ (hash >>> 16)) & 1) === 1
}

class ChainModel implements LayeredModel<Stream> {
  readonly units: readonly Unit[]
  readonly unused: readonly number[]
  readonly #chain: Chain
  /** The arrays that blocks were computed with in this step. */
  readonly #seen = new Set<Floats>()
  /** Where a unit's gradient is summed, and where its numbers are read: loops over one kind of array are twice as fast. */
  readonly #sums: readonly Float64Array[]
  readonly #numbers: readonly Float64Array[]
  /** A row of x W + b, and one of probabilities: each is used before the next is made. */
  readonly #row: Float64Array
  readonly #p: Float64Array

  constructor(shape: Chain) {
    const { words, channels, blocks, unused = [] } = shape
    this.#chain = shape
    this.unused = unused
    const matrix = [channels, channels]
    this.units = [
      unit('root', [
        ['wte.weight', [words, channels]],
        ['bias', [words]],
      ]),
      ...Array.from({ length: blocks }, (_, i) =>
        unit(`h.${i}`, [
          [`h.${i}.weight`, matrix],
          [`h.${i}.bias`, [channels]],
        ]),
      ),
    ]
    this.#sums = this.units.map(({ size }) => new Float64Array(size))
    this.#numbers = this.units.map(({ size }) => new Float64Array(size))
    this.#row = new Float64Array(channels)
    this.#p = new Float64Array(words)
  }

  initialise(seed: number): Float32Array[] {
    return this.units.map(({ size, padded }, u) => {
      const flat = new Float32Array(padded)
      for (let i = 0; i < size; i += 1) flat[i] = 0.3 * Math.sin(seed + 1.7 * i + 0.37 * ((i * i) % 101) + u)
      return flat
    })
  }

  embed(root: Floats, { tokens }: MicroBatch): Stream {
    const { channels } = this.#chain
    const x = new Float64Array(tokens.length * channels)
    for (const [t, token] of tokens.entries()) x.set(root.subarray(token * channels, (token + 1) * channels), t * channels)
    return new Stream(x)
  }

  block(index: number, flat: Floats, { values: x }: Stream, _rows: number, key?: DropoutKey): Stream {
    const { channels: c, looksBack } = this.#chain
    if (looksBack === true) this.#seen.add(flat)
    const numbers = this.#read(index + 1, flat)
    const y = x.slice()
    for (let row = 0; row < x.length; row += c) {
      const u = affine(numbers, x, row, this.#row)
      for (let j = 0; j < c; j += 1) {
        y[row + j] = (y[row + j] as number) + this.#drop(index, row + j, key) * Math.tanh(u[j] as number)
      }
    }
    return new Stream(y)
  }

  blockBackward(
    index: number,
    flat: Floats,
    { values: x }: Stream,
    { values: dy }: Stream,
    _rows: number,
    key: DropoutKey | undefined,
    gradient: Floats,
  ): Stream {
    const { channels: c } = this.#chain
    const numbers = this.#read(index + 1, flat)
    const sum = this.#emptySum(index + 1)
    const dx = dy.slice()
    for (let row = 0; row < x.length; row += c) {
      const du = affine(numbers, x, row, this.#row)
      for (let j = 0; j < c; j += 1) {
        const h = Math.tanh(du[j] as number)
        du[j] = (dy[row + j] as number) * this.#drop(index, row + j, key) * (1 - h * h)
        sum[c * c + j] = (sum[c * c + j] as number) + (du[j] as number)
      }
      for (let i = 0; i < c; i += 1) {
        const value = x[row + i] as number
        let slope = 0
        for (let j = 0; j < c; j += 1) {
          sum[i * c + j] = (sum[i * c + j] as number) + value * (du[j] as number)
          slope += (numbers[i * c + j] as number) * (du[j] as number)
        }
        dx[row + i] = (dx[row + i] as number) + slope
      }
    }
    gradient.set(sum)
    return new Stream(dx)
  }

  loss(root: Floats, { values: x }: Stream, batch: MicroBatch): number {
    const numbers = this.#read(0, root)
    let sum = 0
    for (const { t, target } of predicted(batch)) sum -= Math.log(this.#probabilities(numbers, x, t)[target] as number)
    return sum
  }

  head(root: Floats, { values: x }: Stream, batch: MicroBatch, scale: number, gradient: Floats): HeadOutcome<Stream> {
    const { channels: c, words, infiniteAt } = this.#chain
    const numbers = this.#read(0, root)
    const sum = this.#emptySum(0)
    const dx = new Float64Array(x.length)
    let lossSum = 0
    for (const { t, target } of predicted(batch)) {
      const p = this.#probabilities(numbers, x, t)
      lossSum -= Math.log(p[target] as number)
      for (let w = 0; w < words; w += 1) {
        const dz = scale * ((p[w] as number) - (w === target ? 1 : 0))
        for (let i = 0; i < c; i += 1) {
          sum[w * c + i] = (sum[w * c + i] as number) + dz * (x[t * c + i] as number)
          dx[t * c + i] = (dx[t * c + i] as number) + dz * (numbers[w * c + i] as number)
        }
        sum[words * c + w] = (sum[words * c + w] as number) + dz
      }
    }
    gradient.set(sum)
    if (infiniteAt !== undefined && batch.tokens[0] === infiniteAt) gradient[0] = Infinity
    return { lossSum, dx: new Stream(dx) }
  }

  embedBackward({ tokens }: MicroBatch, { values: dx }: Stream, _key: DropoutKey | undefined, gradient: Floats): void {
    const { channels: c } = this.#chain
    if ([...this.#seen].some((flat) => flat.some((value) => !Number.isNaN(value)))) {
      throw new Error('a block that was released still holds parameters')
    }
    this.#seen.clear()
    for (const [t, token] of tokens.entries()) {
      for (let i = 0; i < c; i += 1) gradient[token * c + i] = (gradient[token * c + i] as number) + (dx[t * c + i] as number)
    }
  }

  #emptySum(u: number): Float64Array {
    return (this.#sums[u] as Float64Array).fill(0)
  }

  #read(u: number, flat: Floats): Float64Array {
    const numbers = this.#numbers[u] as Float64Array
    numbers.set(flat.subarray(0, numbers.length))
    return numbers
  }

  #drop(block: number, element: number, key: DropoutKey | undefined): number {
    return key === undefined ? 1 : keeps(key, block, element) ? 2 : 0
  }

  #probabilities(root: Float64Array, x: Float64Array, t: number): Float64Array {
    const { channels: c, words } = this.#chain
    const p = this.#p
    let most = -Infinity
    for (let w = 0; w < words; w += 1) {
      let logit = root[words * c + w] as number
      for (let i = 0; i < c; i += 1) logit += (x[t * c + i] as number) * (root[w * c + i] as number)
      p[w] = logit
      most = Math.max(most, logit)
    }
    let total = 0
    for (let w = 0; w < words; w += 1) total += p[w] = Math.exp((p[w] as number) - most)
    for (let w = 0; w < words; w += 1) p[w] = (p[w] as number) / total
    return p
  }
}

/** Makes `u` x W + b for the row of x that begins at `row`, where b follows W. */
function affine(numbers: Float64Array, x: Float64Array, row: number, u: Float64Array): Float64Array {
  const c = u.length
  for (let j = 0; j < c; j += 1) u[j] = numbers[c * c + j] as number
  for (let i = 0; i < c; i += 1) {
    const value = x[row + i] as number
    for (let j = 0; j < c; j += 1) u[j] = (u[j] as number) + value * (numbers[i * c + j] as number)
  }
  return u
}

function unit(name: string, shapes: readonly (readonly [string, readonly number[]])[]): Unit {
  let size = 0
  const parameters = shapes.map(([parameter, shape]) => {
    const offset = size
    size += shape.reduce((product, extent) => product * extent, 1)
    return { name: parameter, shape, offset }
  })
  return { name, parameters, size, padded: Math.ceil(size / 2048) * 2048 }
}

function predicted({ targets }: MicroBatch): { readonly t: number; readonly target: number }[] {
  return [...targets].flatMap((target, t) => (target === -100 ? [] : [{ t, target }]))
}
