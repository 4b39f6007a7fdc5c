/** The operations of a GPT-2 on the heap of the wasm backend, each one call of our own module. */
import { type RawTensor, tf } from '../tensorflow.ts'
import type { Operations, Tensor } from '../../contract/engine.ts'
import { raw } from '../plain.ts'
import type { Heap } from './heap.ts'
import { productScratchBytes } from './wat-product.ts'

/** The operations on a heap. */
export function heapOperations(heap: Heap): Operations {
  const { functions, address, create } = heap
  const scratch = heap.reserve(productScratchBytes)

  /** Makes a result first: an allocation may move no tensor, but grow the memory, so that addresses stay and views do not. */
  const result = (shape: readonly number[], compute: (to: number) => void): RawTensor => {
    const out = create(shape)
    compute(address(out))
    return out
  }

  const multiplyMatrices = (a: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean, bias?: Tensor): Tensor => {
    const { batch, m, n, k, shape } = productShape(a, b, transposeA, transposeB)
    return result(shape, (to) =>
      functions.products(
        address(a),
        4 * (transposeA ? 1 : k),
        4 * (transposeA ? m : 1),
        address(b),
        4 * (transposeB ? 1 : n),
        4 * (transposeB ? k : 1),
        to,
        m,
        n,
        k,
        bias === undefined ? 0 : address(bias),
        scratch,
        batch,
        4 * m * k,
        4 * k * n,
        4 * m * n,
      ),
    )
  }

  return {
    product: (a, b, transposeA = false, transposeB = false) => multiplyMatrices(a, b, transposeA, transposeB),

    linear: (x, weight, bias) => {
      requireSize('linear: bias', bias.size, weight.shape[1] ?? NaN)
      return multiplyMatrices(x, weight, false, false, bias)
    },

    add: (a, b) => {
      requireSize('add: b', b.size, a.size)
      return result(a.shape, (to) => functions.add(address(a), address(b), to, a.size))
    },

    multiply: (a, b) => {
      requireSize('multiply: b', b.size, a.size)
      return result(a.shape, (to) => functions.multiply(address(a), address(b), to, a.size))
    },

    sumRows: (x) => {
      const [m, n] = matrix(x)
      return result([n], (to) => functions.sumRows(address(x), to, m, n))
    },

    layerNorm: (x, gain, bias) => {
      const [m, c] = matrix(x)
      requireSize('layerNorm: gain', gain.size, c)
      requireSize('layerNorm: bias', bias.size, c)
      return result(x.shape, (to) => functions.layerNorm(address(x), address(gain), address(bias), to, m, c))
    },

    layerNormBackward: (x, gain, dy) => {
      const [m, c] = matrix(x)
      requireSize('layerNormBackward: gain', gain.size, c)
      requireSize('layerNormBackward: dy', dy.size, x.size)
      const [dx, dGain, dBias] = [create(x.shape), create([c]), create([c])]
      functions.layerNormBackward(address(x), address(gain), address(dy), address(dx), address(dGain), address(dBias), m, c)
      return { dx, dGain, dBias }
    },

    gelu: (x) => result(x.shape, (to) => functions.gelu(address(x), to, x.size)),

    geluBackward: (x, dy) => {
      requireSize('geluBackward: dy', dy.size, x.size)
      return result(x.shape, (to) => functions.geluBackward(address(x), address(dy), to, x.size))
    },

    causalSoftmax: (scores, scale) => {
      const [g, t] = squares(scores)
      return result(scores.shape, (to) => functions.causalSoftmax(address(scores), to, g, t, scale))
    },

    causalSoftmaxBackward: (p, dp, scale) => {
      const [g, t] = squares(p)
      requireSize('causalSoftmaxBackward: dp', dp.size, p.size)
      return result(p.shape, (to) => functions.causalSoftmaxBackward(address(p), address(dp), to, g, t, scale))
    },

    splitHeads: (x, parts, rows, heads) => {
      const [m, n] = matrix(x)
      const [t, d] = [m / rows, n / parts / heads]
      requireWhole('splitHeads: positions a row, channels a head', t, d)
      return Array.from({ length: parts }, (_, part) =>
        result([rows * heads, t, d], (to) =>
          functions.splitHeads(address(x) + 4 * part * heads * d, to, rows, t, heads, d, 4 * n),
        ),
      )
    },

    joinHeads: (parts, rows, heads) => {
      const [g = NaN, t = NaN, d = NaN] = parts[0]?.shape ?? []
      requireSize('joinHeads: matrices', g, rows * heads)
      const n = parts.length * heads * d
      return result([rows * t, n], (to) => {
        for (const [part, tensor] of parts.entries()) {
          requireSize('joinHeads: part', tensor.size, g * t * d)
          functions.joinHeads(to + 4 * part * heads * d, address(tensor), rows, t, heads, d, 4 * n)
        }
      })
    },

    crossEntropy: (logits, targets, scale) => {
      const [m, v] = matrix(logits)
      requireSize('crossEntropy: targets', targets.length, m)
      const beyond = targets.find((target) => target >= v)
      if (beyond !== undefined) throw new RangeError(`engine.crossEntropy: targets must be below V = ${v}, got ${beyond}`)
      const ids = tf.tensor1d(targets, 'int32')
      const losses = create([m])
      const gradient = create([m, v])
      functions.crossEntropy(address(logits), address(ids), address(losses), address(gradient), m, v, scale)
      const values = heap.view(losses).slice()
      ids.dispose()
      losses.dispose()
      return { losses: values, gradient }
    },
  }
}

interface ProductShape {
  readonly batch: number
  readonly m: number
  readonly n: number
  readonly k: number
  readonly shape: readonly number[]
}

/** Sizes of a product of two matrices, or of two equally long batches of them. */
function productShape(a: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean): ProductShape {
  const [batch, ...others] = a.shape.length === 3 ? a.shape : [1, ...a.shape]
  const [batchB, ...othersB] = b.shape.length === 3 ? b.shape : [1, ...b.shape]
  const [m = NaN, k = NaN] = transposeA ? others.toReversed() : others
  const [kB = NaN, n = NaN] = transposeB ? othersB.toReversed() : othersB
  if (k !== kB || batch === undefined || batch !== batchB || a.shape.length !== b.shape.length) {
    const say = (tensor: Tensor, transposed: boolean): string => `[${tensor.shape.join(', ')}]${transposed ? ' transposed' : ''}`
    throw new RangeError(`engine.product: inner sizes must agree, got ${say(a, transposeA)} and ${say(b, transposeB)}`)
  }
  return { batch, m, n, k, shape: a.shape.length === 3 ? [batch, m, n] : [m, n] }
}

function matrix(tensor: Tensor): readonly [number, number] {
  const [m, n] = raw(tensor).shape
  if (m === undefined || n === undefined || m * n !== tensor.size) {
    throw new RangeError(`engine: expected a matrix, got a tensor of shape [${tensor.shape.join(', ')}]`)
  }
  return [m, n]
}

function squares(tensor: Tensor): readonly [number, number] {
  const [g, t] = tensor.shape
  if (g === undefined || t === undefined || g * t * t !== tensor.size) {
    throw new RangeError(`engine: expected square matrices (G, T, T), got a tensor of shape [${tensor.shape.join(', ')}]`)
  }
  return [g, t]
}

function requireSize(what: string, got: number, expected: number): void {
  if (got !== expected) throw new RangeError(`engine.${what} must have ${expected} values, got ${got}`)
}

function requireWhole(what: string, ...numbers: number[]): void {
  if (!numbers.every((x) => Number.isInteger(x)))
    throw new RangeError(`engine.${what} must be whole numbers, got ${numbers.join(', ')}`)
}
