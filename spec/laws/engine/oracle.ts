/** Each operation of an engine in float64, one value at a time, from its definition. */
import type { NumberArray, Operand, Operations } from '../../../src/contract/engine.ts'

const array = (operand: Operand | undefined): NumberArray => operand as NumberArray

const filled = (shape: readonly number[], at: (index: number) => number): NumberArray => ({
  shape,
  values: Float64Array.from({ length: shape.reduce((product, extent) => product * extent, 1) }, (_, i) => at(i)),
})

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i)
const sum = (values: readonly number[]): number => values.reduce((total, x) => total + x, 0)

/** Value (row, column) of matrix g, transposed or not. */
function entry({ shape, values }: NumberArray, g: number, row: number, col: number, transposed: boolean): number {
  const [rows = 0, cols = 0] = shape.slice(-2)
  const [i, j] = transposed ? [col, row] : [row, col]
  return values[g * rows * cols + i * cols + j]!
}

function product(a: NumberArray, b: NumberArray, transposeA: boolean, transposeB: boolean): NumberArray {
  const [m, k] = transposeA ? a.shape.slice(-2).toReversed() : a.shape.slice(-2)
  const n = transposeB ? b.shape.at(-2) : b.shape.at(-1)
  const shape = [...a.shape.slice(0, -2), m!, n!]
  return filled(shape, (at) => {
    const [g, row, col] = [Math.floor(at / (m! * n!)), Math.floor(at / n!) % m!, at % n!]
    return sum(range(k!).map((p) => entry(a, g, row, p, transposeA) * entry(b, g, p, col, transposeB)))
  })
}

const rowOf = ({ shape, values }: NumberArray, row: number): number[] => {
  const c = shape.at(-1)!
  return range(c).map((j) => values[row * c + j]!)
}

function standardised(x: readonly number[]): { readonly unit: number[]; readonly inverse: number } {
  const mean = sum(x as number[]) / x.length
  const inverse = 1 / Math.sqrt(sum(x.map((v) => (v - mean) ** 2)) / x.length + 1e-5)
  return { unit: x.map((v) => (v - mean) * inverse), inverse }
}

const gelu = (x: number): number => (x / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)))

function geluSlope(x: number): number {
  const tanh = Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))
  return (1 + tanh) / 2 + (x / 2) * (1 - tanh ** 2) * Math.sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * x ** 2)
}

function softmaxUpTo(values: readonly number[], count: number): number[] {
  const largest = Math.max(...values.slice(0, count))
  const powers = values.map((x, j) => (j < count ? Math.exp(x - largest) : 0))
  return powers.map((x) => x / sum(powers))
}

/** Place of value (row b, position t, part, head h, column d) in a stream, and in the matrices of the part. */
function headPlaces(
  rows: number,
  t: number,
  parts: number,
  heads: number,
  d: number,
): { stream: number; part: number; matrix: number }[] {
  return range(rows * t * parts * heads * d).map((stream) => {
    const column = stream % d
    const head = Math.floor(stream / d) % heads
    const part = Math.floor(stream / (d * heads)) % parts
    const token = Math.floor(stream / (d * heads * parts))
    const [b, position] = [Math.floor(token / t), token % t]
    return { stream, part, matrix: ((b * heads + head) * t + position) * d + column }
  })
}

/** The results of an operation in float64. */
export function exact(operation: keyof Operations, operands: readonly Operand[]): readonly NumberArray[] {
  const [a, b, c] = [array(operands[0]), array(operands[1]), array(operands[2])]
  switch (operation) {
    case 'product':
      return [product(a, b, operands[2] === true, operands[3] === true)]
    case 'linear': {
      const { shape, values } = product(a, b, false, false)
      return [filled(shape, (i) => values[i]! + c.values[i % c.values.length]!)]
    }
    case 'add':
      return [filled(a.shape, (i) => a.values[i]! + b.values[i]!)]
    case 'multiply':
      return [filled(a.shape, (i) => a.values[i]! * b.values[i]!)]
    case 'sumRows':
      return [filled([a.shape[1]!], (j) => sum(range(a.shape[0]!).map((i) => rowOf(a, i)[j]!)))]
    case 'layerNorm':
      return [
        filled(
          a.shape,
          (at) =>
            standardised(rowOf(a, Math.floor(at / b.values.length))).unit[at % b.values.length]! *
              b.values[at % b.values.length]! +
            c.values[at % b.values.length]!,
        ),
      ]
    case 'layerNormBackward':
      return layerNormBackward(a, b, c)
    case 'gelu':
      return [filled(a.shape, (i) => gelu(a.values[i]!))]
    case 'geluBackward':
      return [filled(a.shape, (i) => b.values[i]! * geluSlope(a.values[i]!))]
    case 'causalSoftmax': {
      const t = a.shape[1]!
      const rows = range(a.shape[0]! * t).map((row) =>
        softmaxUpTo(
          rowOf(a, row).map((x) => x * (operands[1] as number)),
          (row % t) + 1,
        ),
      )
      return [filled(a.shape, (i) => rows.flat()[i]!)]
    }
    case 'causalSoftmaxBackward': {
      const scale = operands[2] as number
      const rows = range(a.shape[0]! * a.shape[1]!).flatMap((row) => {
        const [p, dp] = [rowOf(a, row), rowOf(b, row)]
        const mean = sum(p.map((x, j) => x * dp[j]!))
        return p.map((x, j) => scale * x * (dp[j]! - mean))
      })
      return [filled(a.shape, (i) => rows[i]!)]
    }
    case 'splitHeads': {
      const [parts, rows, heads] = operands.slice(1) as number[]
      const [t, d] = [a.shape[0]! / rows!, a.shape[1]! / parts! / heads!]
      const results = range(parts!).map(() => new Float64Array(rows! * heads! * t * d))
      for (const { stream, part, matrix } of headPlaces(rows!, t, parts!, heads!, d)) results[part]![matrix] = a.values[stream]!
      return results.map((values) => ({ shape: [rows! * heads!, t, d], values }))
    }
    case 'joinHeads': {
      const [parts, rows, heads] = [operands[0] as readonly NumberArray[], operands[1] as number, operands[2] as number]
      const [, t, d] = parts[0]!.shape as [number, number, number]
      const values = new Float64Array(rows * t * parts.length * heads * d)
      for (const { stream, part, matrix } of headPlaces(rows, t, parts.length, heads, d))
        values[stream] = parts[part]!.values[matrix]!
      return [{ shape: [rows * t, parts.length * heads * d], values }]
    }
    case 'crossEntropy':
      return crossEntropy(a, operands[1] as Int32Array, operands[2] as number)
  }
}

function layerNormBackward(x: NumberArray, gain: NumberArray, dy: NumberArray): NumberArray[] {
  const [m, c] = x.shape as [number, number]
  const dGain = new Float64Array(c)
  const dBias = new Float64Array(c)
  const dx = range(m).flatMap((row) => {
    const { unit, inverse } = standardised(rowOf(x, row))
    const slopes = rowOf(dy, row)
    const d = slopes.map((slope, j) => slope * gain.values[j]!)
    slopes.forEach((slope, j) => {
      dGain[j]! += slope * unit[j]!
      dBias[j]! += slope
    })
    const [mean, along] = [sum(d) / c, sum(d.map((v, j) => v * unit[j]!)) / c]
    return d.map((v, j) => (v - mean - unit[j]! * along) * inverse)
  })
  return [
    { shape: x.shape, values: dx },
    { shape: [c], values: dGain },
    { shape: [c], values: dBias },
  ]
}

function crossEntropy(logits: NumberArray, targets: Int32Array, scale: number): NumberArray[] {
  const [m, v] = logits.shape as [number, number]
  const rows = range(m).map((row) => softmaxUpTo(rowOf(logits, row), v))
  const losses = rows.map((p, row) => (targets[row]! < 0 ? 0 : -Math.log(p[targets[row]!]!)))
  const gradient = rows.flatMap((p, row) => p.map((x, j) => (targets[row]! < 0 ? 0 : scale * (x - (j === targets[row] ? 1 : 0)))))
  return [
    { shape: [m], values: losses },
    { shape: logits.shape, values: gradient },
  ]
}
