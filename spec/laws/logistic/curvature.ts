/** The largest curvature is that of every direction, whichever it is. */
import fc from 'fast-check'
import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import type { DenseData } from '../../../src/contract/logistic.ts'
import { fromRows } from './logistic-data.ts'
import { law, table } from '../../judge/spec.ts'

const feature = fc.integer({ min: -12, max: 12 }).map((k) => k / 4)

/** Up to four columns, some of them the negative of another, each row perhaps with its opposite: so that the largest curvature may lie along any direction. */
const tables: fc.Arbitrary<DenseData> = fc
  .tuple(fc.integer({ min: 0, max: 3 }), fc.boolean(), fc.boolean())
  .chain(([columns, isMirrored, isCentred]) =>
    fc.array(fc.array(feature, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 8 }).map((drawn) => {
      const sides = isCentred ? drawn.flatMap((x) => [x, x.map((v) => -v)]) : drawn
      return fromRows(sides.map((x, i) => [...x, ...(isMirrored ? x.slice(0, 1).map((v) => -v) : []), i % 2]))
    }),
  )

/** The same by the QR algorithm of another library, on A'A / 4 as it is written. */
function slowCurvature({ rows, columns, features }: DenseData): number {
  const a = Matrix.ones(rows, columns + 1)
  for (let i = 0; i < rows; i += 1) for (let j = 0; j < columns; j += 1) a.set(i, j + 1, features[i * columns + j] ?? NaN)
  return Math.max(...new EigenvalueDecomposition(a.transpose().mmul(a).div(4), { assumeSymmetric: true }).realEigenvalues)
}

export default [
  law({
    id: 'descent.curvature-is-the-largest-eigenvalue',
    says: "the largest curvature is the largest eigenvalue of A'A / 4, on tables of any columns, opposite ones and centred ones included",
    cites: 'definition; eigenvalues by ml-matrix, a port of JAMA',
    needs: ['largestCurvature'],
    reaches: ['no direction of equal weights has any of it'],
    holds: ({ largestCurvature }, w) =>
      fc.property(tables, (data) => {
        const expected = slowCurvature(data)
        // a symmetric eigenvalue is off by a few ulps of the largest; iterations stop at some 1e-12 of it
        w.close('curvature', largestCurvature(data), expected, 1e-10 * expected)
        const { rows, columns, features } = data
        const sums = Array.from({ length: rows }, (_, i) => features.subarray(i * columns, (i + 1) * columns))
        if (columns > 0 && rows > 0 && expected > rows / 4 && sums.every((x) => x.reduce((sum, v) => sum + v, 0) === 0))
          w.reached('no direction of equal weights has any of it')
      }),
  }),
  law({
    id: 'descent.curvature-of-exact-tables',
    says: 'the largest curvature of m rows without columns, or with columns of zeros, is m / 4; of the rows (1, -1) and (-1, 1) it is 1; of (3, 4) and its opposite 12.5',
    cites: "derived here: in the first A'A / 4 is m / 4 alone; in the others the intercept has 1/2 of its own, x its |x|^2 / 2",
    needs: ['largestCurvature'],
    holds: ({ largestCurvature }, w) =>
      table(
        [
          { rows: [[0], [1], [1]], expected: 0.75 },
          {
            rows: [
              [0, 0, 1],
              [0, 0, 0],
            ],
            expected: 0.5,
          },
          {
            rows: [
              [1, -1, 1],
              [-1, 1, 0],
            ],
            expected: 1,
          },
          {
            rows: [
              [3, 4, 1],
              [-3, -4, 0],
            ],
            expected: 12.5,
          },
        ],
        ({ rows, expected }) => w.close('curvature', largestCurvature(fromRows(rows)), expected, 1e-12 * expected),
      ),
  }),
]
