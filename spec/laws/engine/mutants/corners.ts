/** Faults that show at large means, long inner sizes, long rows and other ignored targets only. */
import type { EngineName, NumberArray, Operand, Operations } from '../../../../src/contract/engine.ts'
import { engineOperation } from '../../../../src/engine/operation.ts'
import type { Mutant } from '../../../judge/mutant.ts'

/** The operation as it is, but for what `change` answers. */
const but =
  (change: (operation: keyof Operations, operands: readonly Operand[]) => readonly NumberArray[] | undefined) =>
  (engine: EngineName, operation: keyof Operations, operands: readonly Operand[]) =>
    change(operation, operands) ?? engineOperation(engine, operation, operands)

const asArray = (operand: Operand | undefined): NumberArray => operand as NumberArray

/** LayerNorm whose variance is the mean square less the squared mean, in float32. */
function onePass([x, gain, bias]: readonly NumberArray[]): NumberArray[] {
  const { shape = [], values = [] } = x ?? {}
  const c = shape.at(-1) ?? 1
  const out = new Float32Array(values.length)
  for (let row = 0; row < values.length; row += c) {
    let [sum, squares] = [0, 0]
    for (let j = 0; j < c; j += 1) {
      sum = Math.fround(sum + values[row + j]!)
      squares = Math.fround(squares + Math.fround(values[row + j]! ** 2))
    }
    const mean = Math.fround(sum / c)
    const variance = Math.fround(Math.fround(squares / c) - Math.fround(mean * mean))
    for (let j = 0; j < c; j += 1) {
      out[row + j] = ((values[row + j]! - mean) / Math.sqrt(variance + 1e-5)) * gain!.values[j]! + bias!.values[j]!
    }
  }
  return [{ shape, values: out }]
}

export default [
  {
    id: 'engine.variance-in-one-pass',
    fault: 'the variance of LayerNorm is the mean square less the squared mean: nothing is left of it far from 0',
    refutedBy: ['engine.layer-norm'],
    parts: {
      engineOperation: (engine, operation, operands) => {
        const fits = operation === 'layerNorm' && operands.slice(1).every((o) => asArray(o).values.length === asArray(operands[0]).shape.at(-1)) // prettier-ignore
        return but(() => (fits ? onePass(operands as readonly NumberArray[]) : undefined))(engine, operation, operands)
      },
    },
  },
  {
    id: 'engine.long-inner-sizes-are-cut',
    fault: 'inner sizes beyond 512 are summed to a multiple of 16 only',
    refutedBy: ['engine.product'],
    parts: {
      engineOperation: (engine, operation, operands) => {
        const [a, b, transposeA, transposeB] = operands
        const k = operation === 'product' ? (asArray(a).shape.at(transposeA === true ? -2 : -1) ?? 0) : 0
        if (k <= 512 || asArray(a).shape.length !== 2) return engineOperation(engine, operation, operands)
        const cols = asArray(a).shape[1]!
        const kept = k - (k % 16)
        const values = Float32Array.from(asArray(a).values, (x, i) => ((transposeA === true ? Math.floor(i / cols) : i % cols) < kept ? x : 0)) // prettier-ignore
        return engineOperation(engine, operation, [{ shape: asArray(a).shape, values }, b!, transposeA!, transposeB!])
      },
    },
  },
  {
    id: 'engine.attention-sees-32-positions',
    fault: 'a position sees no more than the 32 before it',
    refutedBy: ['engine.causal-softmax'],
    parts: {
      engineOperation: (engine, operation, operands) => {
        if (operation !== 'causalSoftmax') return engineOperation(engine, operation, operands)
        const { shape, values } = asArray(operands[0])
        const t = shape.at(-1) ?? 0
        if (t <= 32) return engineOperation(engine, operation, operands)
        const near = Float32Array.from(values, (x, i) => ((Math.floor(i / t) % t) - (i % t) >= 32 ? -1e30 : x))
        return engineOperation(engine, operation, [{ shape, values: near }, operands[1]!])
      },
    },
  },
  {
    id: 'engine.only-minus-100-is-ignored',
    fault: 'a negative target other than -100 is taken for class 0',
    refutedBy: ['engine.cross-entropy'],
    parts: {
      engineOperation: (engine, operation, operands) =>
        engineOperation(
          engine,
          operation,
          operands.map((operand) =>
            operand instanceof Int32Array ? operand.map((t) => (t < 0 && t !== -100 ? 0 : t)) : operand,
          ),
        ),
    },
  },
] satisfies Mutant[]
