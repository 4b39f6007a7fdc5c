/**
 * One block of a GPT-2, forward and backward: attention, then a perceptron, each on the normalised stream and added back to it.
 * B rows, T positions, C channels, H heads, D = C / H; the stream x is (B T, C).
 */
import type { Tensor } from '../contract/engine.ts'
import type { DropoutPlace, Unit } from '../contract/model.ts'
import type { Storage } from './storage.ts'

/** Multiplies by the factors of a place, or returns the tensor itself when nothing is dropped. */
export type Drop = (x: Tensor, place: DropoutPlace) => Tensor

/** What a block needs besides its input. */
export interface BlockSetting {
  readonly ops: Storage
  readonly rows: number
  readonly heads: number
  readonly drop: Drop
  /** A parameter by the last part of its name, as a tensor made anew. */
  readonly weight: (name: BlockWeight) => Tensor
}

/** A block's parameters, without the `h.i.` before them. */
export type BlockWeight = `${'ln_1' | 'attn.c_attn' | 'attn.c_proj' | 'ln_2' | 'mlp.c_fc' | 'mlp.c_proj'}.${'weight' | 'bias'}`

/** Receives the gradient of a parameter; the tensor is the block's. */
export type Collect = (name: BlockWeight, gradient: Tensor) => void

/** Reads the parameters of a unit out of its flat array. */
export function weightsOf(ops: Storage, unit: Unit, flat: Float32Array): BlockSetting['weight'] {
  const prefix = `${unit.name}.`
  const places = new Map(unit.parameters.map((parameter) => [parameter.name.slice(prefix.length), parameter]))
  return (name) => {
    const { offset, shape } = places.get(name) ?? missing(unit, name)
    const size = shape.reduce((product, extent) => product * extent, 1)
    return ops.load(flat.subarray(offset, offset + size), shape)
  }
}

function missing(unit: Unit, name: string): never {
  throw new RangeError(`weightsOf: unit ${unit.name} has no parameter ${name}`)
}

/** What the backward pass of the attention half needs again. */
export interface Attention {
  readonly normed: Tensor
  readonly q: Tensor
  readonly k: Tensor
  readonly v: Tensor
  readonly p: Tensor
  readonly dropped: Tensor
  readonly joined: Tensor
}

function attend({ ops, rows, heads, drop, weight }: BlockSetting, x: Tensor): Attention {
  const normed = ops.layerNorm(x, weight('ln_1.weight'), weight('ln_1.bias'))
  const qkv = ops.linear(normed, weight('attn.c_attn.weight'), weight('attn.c_attn.bias')) // (B T, 3 C)
  const [q, k, v] = three(ops.splitHeads(qkv, 3, rows, heads)) // each (B H, T, D)
  const scores = ops.product(q, k, false, true) // (B H, T, T)
  const p = ops.causalSoftmax(scores, scaleOf(q))
  const dropped = drop(p, 'attention')
  const joined = ops.joinHeads([ops.product(dropped, v)], rows, heads) // (B T, C)
  qkv.dispose()
  scores.dispose()
  return { normed, q, k, v, p, dropped, joined }
}

const scaleOf = (q: Tensor): number => 1 / Math.sqrt(q.shape[2] ?? 1)

function afterAttention({ ops, drop, weight }: BlockSetting, x: Tensor, joined: Tensor): Tensor {
  const projected = ops.linear(joined, weight('attn.c_proj.weight'), weight('attn.c_proj.bias'))
  return ops.add(x, drop(projected, 'attentionResidual'))
}

/** What a block computes on the way to its output, and what its backward pass starts from. */
export interface Inner {
  readonly attention: Attention
  /** The stream between the two halves. */
  readonly middle: Tensor
  readonly normed: Tensor
  /** (B T, 4 C), before and after GELU. */
  readonly wide: Tensor
  readonly active: Tensor
}

/** Everything up to the block's last product. */
export function innerOf(setting: BlockSetting, x: Tensor): Inner {
  const { ops, weight } = setting
  const attention = attend(setting, x)
  const middle = afterAttention(setting, x, attention.joined)
  const normed = ops.layerNorm(middle, weight('ln_2.weight'), weight('ln_2.bias'))
  const wide = ops.linear(normed, weight('mlp.c_fc.weight'), weight('mlp.c_fc.bias'))
  return { attention, middle, normed, wide, active: ops.gelu(wide) }
}

/** The block's output, (B T, C). */
export function blockForward({ ops, drop, weight }: BlockSetting, { middle, active }: Inner): Tensor {
  const narrow = ops.linear(active, weight('mlp.c_proj.weight'), weight('mlp.c_proj.bias'))
  return ops.add(middle, drop(narrow, 'mlpResidual'))
}

/** The gradient for x, and through `collect` that of every parameter, given dy. Tensors of `inner` are given back when they are used up. */
export function blockBackward(setting: BlockSetting, x: Tensor, inner: Inner, dy: Tensor, collect: Collect): Tensor {
  return attentionBackward(setting, x, inner.attention, perceptronBackward(setting, inner, dy, collect), collect)
}

function perceptronBackward({ ops, drop, weight }: BlockSetting, inner: Inner, dy: Tensor, collect: Collect): Tensor {
  const { middle, normed, wide, active } = inner
  const dNarrow = drop(dy, 'mlpResidual')
  collect('mlp.c_proj.weight', ops.product(active, dNarrow, true))
  collect('mlp.c_proj.bias', ops.sumRows(dNarrow))
  active.dispose()
  const dActive = ops.product(dNarrow, weight('mlp.c_proj.weight'), false, true)
  const dWide = ops.geluBackward(wide, dActive)
  dActive.dispose()
  wide.dispose()
  collect('mlp.c_fc.weight', ops.product(normed, dWide, true))
  collect('mlp.c_fc.bias', ops.sumRows(dWide))
  const dNormed = ops.product(dWide, weight('mlp.c_fc.weight'), false, true)
  dWide.dispose()
  const { dx, dGain, dBias } = ops.layerNormBackward(middle, weight('ln_2.weight'), dNormed)
  collect('ln_2.weight', dGain)
  collect('ln_2.bias', dBias)
  return ops.add(dy, dx)
}

function attentionBackward(setting: BlockSetting, x: Tensor, attention: Attention, dMiddle: Tensor, collect: Collect): Tensor {
  const { ops, rows, heads, drop, weight } = setting
  const { normed, q, k, v, p, dropped, joined } = attention
  const dProjected = drop(dMiddle, 'attentionResidual')
  collect('attn.c_proj.weight', ops.product(joined, dProjected, true))
  collect('attn.c_proj.bias', ops.sumRows(dProjected))
  const dJoined = ops.product(dProjected, weight('attn.c_proj.weight'), false, true)
  const [dHeads] = ops.splitHeads(dJoined, 1, rows, heads)
  if (dHeads === undefined) throw new Error('attentionBackward: splitHeads returned no part')
  const dV = ops.product(dropped, dHeads, true)
  const dP = drop(ops.product(dHeads, v, false, true), 'attention')
  const dScores = ops.causalSoftmaxBackward(p, dP, scaleOf(q))
  dP.dispose()
  const dQ = ops.product(dScores, k)
  const dK = ops.product(dScores, q, true)
  dScores.dispose()
  const dQkv = ops.joinHeads([dQ, dK, dV], rows, heads)
  collect('attn.c_attn.weight', ops.product(normed, dQkv, true))
  collect('attn.c_attn.bias', ops.sumRows(dQkv))
  const dNormed = ops.product(dQkv, weight('attn.c_attn.weight'), false, true)
  const { dx, dGain, dBias } = ops.layerNormBackward(x, weight('ln_1.weight'), dNormed)
  collect('ln_1.weight', dGain)
  collect('ln_1.bias', dBias)
  return ops.add(dMiddle, dx)
}

function three(tensors: readonly Tensor[]): readonly [Tensor, Tensor, Tensor] {
  const [q, k, v] = tensors
  if (q === undefined || k === undefined || v === undefined)
    throw new Error(`splitHeads: expected 3 parts, got ${tensors.length}`)
  return [q, k, v]
}
