/**
 * Whether the classes can be separated by a hyperplane, decided in exact integer arithmetic with a certificate either way.
 *
 * Let a_i = (2 y_i - 1) (1, x_i). Stiemke's theorem: either some direction has a_i . direction >= 0 for every row and > 0 for one,
 * or some positive row weights have sum_i p_i a_i = 0. In the first case (complete or quasi-complete separation) the likelihood has
 * no finite maximiser, in the second it has one (Albert and Anderson 1984).
 */
import type { DenseData, Separation } from '../contract/logistic.ts'
import { checkDenseData } from './dense-data.ts'
import { solveNonNegative } from '../numeric/integer-simplex.ts'

/** @throws RangeError for data outside the rules */
export function findSeparation(data: DenseData): Separation {
  checkDenseData('findSeparation', data)
  const { rows, columns, features, labels } = data
  const signed: bigint[][] = []
  const exponents: number[] = []
  for (let j = 0; j <= columns; j += 1) {
    const column = Float64Array.from({ length: rows }, (_, i) => (j === 0 ? 1 : features[i * columns + j - 1]!))
    const exponent = Math.max(...Array.from(column, binaryPlaces))
    exponents.push(exponent)
    signed.push(Array.from(column, (x, i) => scaled(labels[i] === 1 ? x : -x, exponent)))
  }
  // p = 1 + q with q >= 0: positive row weights may be scaled to be at least 1
  const right = signed.map((row) => -row.reduce((sum, x) => sum + x, 0n))
  const solved = solveNonNegative(signed, right)
  if (solved.kind === 'solution') {
    return { kind: 'overlapping', balance: toUnit(solved.numerators.map((q) => q + solved.denominator)) }
  }
  // Farkas: y . column_i <= 0 for every row and y . right > 0; so -y separates
  return { kind: 'separable', direction: toUnit(solved.multipliers.map((y, j) => -y << BigInt(exponents[j] ?? 0))) }
}

/** The least k >= 0 for which x * 2^k is an integer. */
function binaryPlaces(x: number): number {
  let places = 0
  for (let rest = x; !Number.isInteger(rest); rest *= 2) places += 1
  return places
}

/** x * 2^exponent, exactly; `exponent` is at least binaryPlaces(x). */
function scaled(x: number, exponent: number): bigint {
  const places = binaryPlaces(x)
  let integer = x
  for (let k = 0; k < places; k += 1) integer *= 2
  return BigInt(integer) << BigInt(exponent - places)
}

/** The vector divided by its largest |component|; every component is off by at most 2^-53 in all. */
function toUnit(vector: readonly bigint[]): Float64Array {
  const largest = vector.reduce((most, x) => (x > most ? x : -x > most ? -x : most), 1n)
  return Float64Array.from(vector, (x) => Number((x << 60n) / largest) / 2 ** 60)
}
