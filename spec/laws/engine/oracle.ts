/** Each operation of an engine in float64, one value at a time, from its definition. */
import type { NumberArray, Operand, Operations } from '../../../src/contract/engine.ts'

const array = (operand: Operand | undefined): NumberArray => operand as NumberArray

const filled = (shape: readonly number[], at: (index: number) => number): NumberArray => ({
  shape,
  values: Float64Array.from({ length: shape.reduce((size, extent) => size * extent, 1) }, (_, i) => at(i)),
})

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i)
const sum = (values: readonly number[]): number => values.reduce((total, x) => total + x, 0)

function product(a: NumberArray, b: NumberArray, transposeA: boolean, transposeB: boolean): NumberArray {
  const [m = 0, k = 0] = transposeA ? a.shape.slice(-2).toReversed() : a.shape.slice(-2)
  const n = (transposeB ? b.shape.at(-2) : b.shape.at(-1)) ?? 0
  /** How far apart rows and columns lie. */
  const [rowOfA, columnOfA] = transposeA ? [1, m] : [k, 1]
  const [rowOfB, columnOfB] = transposeB ? [1, k] : [n, 1]
  return filled([...a.shape.slice(0, -2), m, n], (at) => {
    const [g, row, column] = [Math.floor(at / (m * n)), Math.floor(at / n) % m, at % n]
    let total = 0
    for (let p = 0; p < k; p += 1) {
      const x = a.values[g * m * k + row * rowOfA + p * columnOfA]!
      total += x * b.values[g * k * n + p * rowOfB + column * columnOfB]!
    }
    return total
  })
}

const rowOf = ({ shape, values }: NumberArray, row: number): number[] => {
  const c = shape.at(-1)!
  return range(c).map((j) => values[row * c + j]!)
}

function standardised(x: readonly number[]): { readonly unit: number[]; readonly inverse: number } {
  const mean = sum(x) / x.length
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
export const exact = (operation: keyof Operations, operands: readonly Operand[]): readonly NumberArray[] =>
  definitions[operation](operands)

const definitions: Readonly<Record<keyof Operations, (operands: readonly Operand[]) => readonly NumberArray[]>> = {
  product: ([a, b, transposeA, transposeB]) => [product(array(a), array(b), transposeA === true, transposeB === true)],
  linear: ([x, weight, bias]) => {
    const { shape, values } = product(array(x), array(weight), false, false)
    const added = array(bias).values
    return [filled(shape, (i) => values[i]! + added[i % added.length]!)]
  },
  add: ([a, b]) => [filled(array(a).shape, (i) => array(a).values[i]! + array(b).values[i]!)],
  multiply: ([a, b]) => [filled(array(a).shape, (i) => array(a).values[i]! * array(b).values[i]!)],
  sumRows: ([x]) => {
    const [m, n] = array(x).shape as [number, number]
    return [filled([n], (j) => sum(range(m).map((i) => rowOf(array(x), i)[j]!)))]
  },
  layerNorm: ([x, gain, bias]) => {
    const c = array(gain).values.length
    const units = range(array(x).values.length / c).flatMap((row) => standardised(rowOf(array(x), row)).unit)
    return [filled(array(x).shape, (i) => units[i]! * array(gain).values[i % c]! + array(bias).values[i % c]!)]
  },
  layerNormBackward: ([x, gain, dy]) => layerNormBackward(array(x), array(gain), array(dy)),
  gelu: ([x]) => [filled(array(x).shape, (i) => gelu(array(x).values[i]!))],
  geluBackward: ([x, dy]) => [filled(array(x).shape, (i) => array(dy).values[i]! * geluSlope(array(x).values[i]!))],
  causalSoftmax: ([scores, scale]) => {
    const [g, t] = array(scores).shape as [number, number]
    const weights = range(g * t).flatMap((row) =>
      softmaxUpTo(
        rowOf(array(scores), row).map((x) => x * (scale as number)),
        (row % t) + 1,
      ),
    )
    return [{ shape: array(scores).shape, values: weights }]
  },
  causalSoftmaxBackward: ([p, dp, scale]) => {
    const [g, t] = array(p).shape as [number, number]
    const slopes = range(g * t).flatMap((row) => {
      const [weights, back] = [rowOf(array(p), row), rowOf(array(dp), row)]
      const mean = sum(weights.map((x, j) => x * back[j]!))
      return weights.map((x, j) => (scale as number) * x * (back[j]! - mean))
    })
    return [{ shape: array(p).shape, values: slopes }]
  },
  splitHeads: ([x, ...sizes]) => {
    const [parts, rows, heads] = sizes as [number, number, number]
    const [m, n] = array(x).shape as [number, number]
    const [t, d] = [m / rows, n / parts / heads]
    const results = range(parts).map(() => new Float64Array(rows * heads * t * d))
    for (const { stream, part, matrix } of headPlaces(rows, t, parts, heads, d)) results[part]![matrix] = array(x).values[stream]!
    return results.map((values) => ({ shape: [rows * heads, t, d], values }))
  },
  joinHeads: (operands) => {
    const [parts, rows, heads] = operands as [readonly NumberArray[], number, number]
    const [, t, d] = parts[0]!.shape as [number, number, number]
    const values = new Float64Array(rows * t * parts.length * heads * d)
    for (const { stream, part, matrix } of headPlaces(rows, t, parts.length, heads, d))
      values[stream] = parts[part]!.values[matrix]!
    return [{ shape: [rows * t, parts.length * heads * d], values }]
  },
  crossEntropy: ([logits, targets, scale]) => crossEntropy(array(logits), targets as Int32Array, scale as number),
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
