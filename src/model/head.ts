/** The end of a GPT-2: final LayerNorm, logits against the rows of `wte`, and cross-entropy, in chunks of tokens. */
import type { Engine, Tensor } from '../contract/engine.ts'
import type { Unit } from '../contract/model.ts'
import type { Storage } from './storage.ts'

/** Tokens whose logits exist at a time: 512 x 10,000 words are 20 MB, and the gradient as much again. */
const headChunk = 512

/** The parameters of the head, where they lie in the root unit. */
interface HeadPlaces {
  readonly wte: Place
  readonly gain: Place
  readonly bias: Place
}

interface Place {
  readonly offset: number
  readonly size: number
  readonly shape: readonly number[]
}

/** Finds wte and ln_f in the root unit. */
export function headPlaces(root: Unit): HeadPlaces {
  const place = (name: string): Place => {
    const found = root.parameters.find((parameter) => parameter.name === name)
    if (found === undefined) throw new RangeError(`headPlaces: unit ${root.name} has no parameter ${name}`)
    return { offset: found.offset, shape: found.shape, size: found.shape.reduce((product, extent) => product * extent, 1) }
  }
  return { wte: place('wte.weight'), gain: place('ln_f.weight'), bias: place('ln_f.bias') }
}

/** Everything that the head works with. */
export interface HeadSetting {
  readonly engine: Engine
  readonly ops: Storage
  readonly places: HeadPlaces
  readonly root: Float32Array
}

const part = (flat: Float32Array, { offset, size }: Place): Float32Array => flat.subarray(offset, offset + size)

const loaded = ({ ops, root }: HeadSetting, place: Place): Tensor => ops.load(part(root, place), place.shape)

/** Logits of the stream x (M, C): (M, V). */
export function headLogits(setting: HeadSetting, x: Tensor): Tensor {
  const { ops, places } = setting
  const normed = ops.layerNorm(x, loaded(setting, places.gain), loaded(setting, places.bias))
  return ops.product(normed, loaded(setting, places.wte), false, true)
}

/** Sum of the losses of x (M, C) against M targets. */
export function headLoss(setting: HeadSetting, x: Tensor, targets: Int32Array): number {
  return forEachChunk(setting, x, targets, 1, () => {})
}

/**
 * Sum of the losses, and the gradient of scale times that sum: for x as the result, for the root's parameters written to `gradient`
 * (wte, ln_f; the other floats become 0).
 */
export function headBackward(
  setting: HeadSetting,
  x: Tensor,
  targets: Int32Array,
  scale: number,
  gradient: Float32Array,
): { readonly lossSum: number; readonly dx: Tensor } {
  const { engine, ops, places } = setting
  const [m = 0, c = 0] = x.shape
  gradient.fill(0)
  const dNormed = new Float32Array(m * c)
  let dWte: Tensor | undefined
  const lossSum = forEachChunk(setting, x, targets, scale, ({ start, normed, wte, dLogits }) => {
    engine.readInto(ops.product(dLogits, wte), dNormed.subarray(start * c, start * c + normed.size))
    const share = ops.product(dLogits, normed, true)
    const before = dWte
    dWte = before === undefined ? share : engine.add(before, share)
    before?.dispose()
    return dWte
  })
  if (dWte !== undefined) engine.readInto(dWte, part(gradient, places.wte))
  ops.round(part(gradient, places.wte))
  const { dx, dGain, dBias } = ops.layerNormBackward(x, loaded(setting, places.gain), engine.borrow(dNormed, [m, c]))
  engine.readInto(dGain, part(gradient, places.gain))
  engine.readInto(dBias, part(gradient, places.bias))
  return { lossSum, dx }
}

interface Chunk {
  readonly start: number
  readonly normed: Tensor
  readonly wte: Tensor
  readonly dLogits: Tensor
}

function forEachChunk(
  setting: HeadSetting,
  x: Tensor,
  targets: Int32Array,
  scale: number,
  /** Its result outlives the chunk's other tensors. */
  visit: (chunk: Chunk) => Tensor | void,
): number {
  const { engine, ops, places } = setting
  const wte = loaded(setting, places.wte)
  const normed = ops.layerNorm(x, loaded(setting, places.gain), loaded(setting, places.bias))
  const tokens = x.shape[0] ?? 0
  let lossSum = 0
  for (let start = 0; start < tokens; start += headChunk) {
    const end = Math.min(start + headChunk, tokens)
    engine.scope(() => {
      const piece = engine.rows(normed, start, end)
      const logits = ops.product(piece, wte, false, true)
      const { losses, gradient } = ops.crossEntropy(logits, targets.subarray(start, end), scale)
      logits.dispose()
      for (const loss of losses) lossSum += loss
      return visit({ start, normed: piece, wte, dLogits: gradient })
    })
  }
  return lossSum
}
