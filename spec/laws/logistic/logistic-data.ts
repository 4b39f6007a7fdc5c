/** Small data for logistic regression: fixed tables that show a fact, and random ones that overlap or separate by construction. */
import fc from 'fast-check'
import type { DenseData } from '../../../src/contract/logistic.ts'

/** A table written as rows of [x_1, ..., x_n, y]. */
export function fromRows(rows: readonly (readonly number[])[]): DenseData {
  return {
    rows: rows.length,
    columns: (rows[0]?.length ?? 1) - 1,
    features: Float64Array.from(rows.flatMap((row) => row.slice(0, -1))),
    labels: Float64Array.from(rows, (row) => row.at(-1) ?? NaN),
  }
}

/** The same rows with other labels. */
export function relabelled(data: DenseData, labels: readonly number[]): DenseData {
  return { ...data, labels: Float64Array.from(labels) }
}

/** Ten rows that overlap, two columns; the last column is the one that gets copied. */
export const tenRows: DenseData = fromRows([
  [-2, 1, 0],
  [-1, -1, 1],
  [-1, 2, 1],
  [0, -2, 0],
  [0, 1, 1],
  [1, -1, 0],
  [1, 2, 1],
  [2, 0, 1],
  [2, -1, 0],
  [3, 1, 0],
])

/** The same ten rows with labels that a line separates. */
export const tenRowsSeparable: DenseData = relabelled(tenRows, [0, 0, 1, 0, 1, 0, 1, 1, 0, 1])

/** The smallest table that shows what l2 does: x = 1 with labels 1, 1, 1, 0 and x = -1 with 1, 0, 0, 0. Its estimate is ln 3. */
export const eightRows: DenseData = fromRows([...[1, 1, 1, 0].map((y) => [1, y]), ...[1, 0, 0, 0].map((y) => [-1, y])])

/** The same eight rows, separated by the sign of x. */
export const eightRowsSeparable: DenseData = relabelled(eightRows, [1, 1, 1, 1, 0, 0, 0, 0])

/** Features on a grid of quarters in [-3, 3]: sums and differences of them are exact. */
const feature = fc.integer({ min: -12, max: 12 }).map((k) => k / 4)
const label = fc.constantFrom(0, 1)

/**
 * Data that overlap and have a unique optimum, by construction: the origin and every unit point occur once with each label, so that the
 * signed rows of these alone span the space in both directions; further rows cannot undo that.
 */
export function overlappingIn(columns: number): fc.Arbitrary<DenseData> {
  const corners = Array.from({ length: columns + 1 }, (_, k) => Array.from({ length: columns }, (_x, j) => (j === k ? 1 : 0)))
  const both = corners.flatMap((x) => [
    [...x, 0],
    [...x, 1],
  ])
  const row = fc.tuple(...Array.from({ length: columns }, () => feature), label)
  return fc.array(row, { minLength: 1, maxLength: 12 }).map((further) => fromRows([...both, ...further]))
}

/** The same with one to three columns. */
export const overlapping: fc.Arbitrary<DenseData> = fc.integer({ min: 1, max: 3 }).chain(overlappingIn)

/** Data that a direction separates, by construction; rows on the plane itself carry any label (quasi-complete separation). */
export const separable: fc.Arbitrary<DenseData> = fc.integer({ min: 1, max: 3 }).chain((columns) => {
  const point = fc.tuple(...Array.from({ length: columns }, () => feature))
  const normal = fc
    .tuple(...Array.from({ length: columns }, () => fc.integer({ min: -3, max: 3 })))
    .map((v) => [...v.slice(0, -1), v.at(-1) || 1])
  return fc.tuple(normal, fc.array(fc.tuple(point, label), { maxLength: 12 })).map(([v, drawn]) => {
    const side = (x: readonly number[]): number => x.reduce((sum, xj, j) => sum + xj * (v[j] ?? 0), 0)
    const sided = drawn.map(([x, y]) => [...x, side(x) > 0 ? 1 : side(x) < 0 ? 0 : y])
    return fromRows([[...v, 1], [...v.map((vj) => -vj), 0], ...sided])
  })
})

/** Strengths of a penalty from 2^-6 to 2^6. */
export const strength: fc.Arbitrary<number> = fc.integer({ min: -6, max: 6 }).map((k) => 2 ** k)
