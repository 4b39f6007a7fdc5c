/** Storage precision: the operations of an engine with each result rounded to the format that it would be kept in. */
import type { Engine, Operations, Tensor } from '../contract/engine.ts'
import type { Precision } from '../contract/model.ts'
import { roundBfloat16, roundFloat16 } from '../numeric/half.ts'

/** Rounds in place; float32 values are left as they are. */
const rounders: Readonly<Record<Precision, (values: Float32Array) => void>> = {
  float32: () => {},
  bfloat16: (values) => void roundBfloat16(values),
  float16: (values) => void roundFloat16(values),
}

/** The operations of a model, each result stored in `precision`, and the way of a weight from its flat array to the engine. */
export interface Storage extends Operations {
  /** A tensor of values that do not change while it lives, rounded as they are stored. */
  readonly load: (values: Float32Array, shape: readonly number[]) => Tensor
  /** Rounds an array in place. */
  readonly round: (values: Float32Array) => void
}

/**
 * Wraps an engine. Arithmetic stays float32, as in the accumulators of mixed precision: inside one operation nothing is rounded,
 * so LayerNorm, softmax and cross-entropy work on rounded input with full precision, and what they return is rounded again.
 */
export function storageOf(engine: Engine, precision: Precision): Storage {
  const round = rounders[precision]
  if (precision === 'float32') return { ...engine, load: engine.borrow, round }
  const kept = (tensor: Tensor): Tensor => engine.rewrite(tensor, round)
  return {
    round,
    load: (values, shape) => {
      const copy = values.slice()
      round(copy)
      return engine.borrow(copy, shape)
    },
    product: (...operands) => kept(engine.product(...operands)),
    linear: (...operands) => kept(engine.linear(...operands)),
    add: (...operands) => kept(engine.add(...operands)),
    multiply: (...operands) => kept(engine.multiply(...operands)),
    sumRows: (x) => kept(engine.sumRows(x)),
    layerNorm: (...operands) => kept(engine.layerNorm(...operands)),
    layerNormBackward: (...operands) => {
      const { dx, dGain, dBias } = engine.layerNormBackward(...operands)
      return { dx: kept(dx), dGain: kept(dGain), dBias: kept(dBias) }
    },
    gelu: (x) => kept(engine.gelu(x)),
    geluBackward: (...operands) => kept(engine.geluBackward(...operands)),
    causalSoftmax: (...operands) => kept(engine.causalSoftmax(...operands)),
    causalSoftmaxBackward: (...operands) => kept(engine.causalSoftmaxBackward(...operands)),
    splitHeads: engine.splitHeads,
    joinHeads: engine.joinHeads,
    crossEntropy: (...operands) => {
      const { losses, gradient } = engine.crossEntropy(...operands)
      return { losses, gradient: kept(gradient) }
    },
  }
}
