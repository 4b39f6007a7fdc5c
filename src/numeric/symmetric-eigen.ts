/** Eigenvalues and eigenvectors of a small symmetric matrix, by Jacobi rotations. */

/** The decomposition A = V diag(values) V'. */
export interface SymmetricEigen {
  /** In no particular order. */
  readonly values: Float64Array
  /** vectors[k] belongs to values[k]; orthonormal. */
  readonly vectors: readonly Float64Array[]
}

/**
 * @param matrix symmetric, as rows; not mutated
 * @see Golub and Van Loan, Matrix Computations, 4th ed., section 8.5 (cyclic Jacobi). Errors are a few ulps of the largest |eigenvalue|.
 */
export function symmetricEigen(matrix: readonly Float64Array[]): SymmetricEigen {
  const a = matrix.map((row) => Float64Array.from(row))
  const v = matrix.map((_, j) => Float64Array.from(matrix, (_row, k) => (j === k ? 1 : 0)))
  const scale = Math.hypot(...a.flatMap((row) => [...row]))
  for (let sweep = 0; sweep < 50 && offDiagonal(a) > 1e-17 * scale; sweep += 1) {
    for (let p = 0; p < a.length; p += 1) for (let q = p + 1; q < a.length; q += 1) rotate(a, v, p, q)
  }
  return { values: Float64Array.from(a, (row, j) => row[j] ?? NaN), vectors: v }
}

function offDiagonal(a: readonly Float64Array[]): number {
  return Math.hypot(...a.flatMap((row, j) => [...row.subarray(j + 1)]))
}

/** Makes a[p][q] zero; the rows of `v` take the same rotation. */
function rotate(a: readonly Float64Array[], v: readonly Float64Array[], p: number, q: number): void {
  const [rowP, rowQ] = [a[p]!, a[q]!]
  const coupling = rowP[q]!
  if (coupling === 0) return
  const theta = (rowQ[q]! - rowP[p]!) / (2 * coupling)
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1))
  const c = 1 / Math.hypot(t, 1)
  turn(rowP, rowQ, c, t * c)
  turn(v[p]!, v[q]!, c, t * c)
  for (const row of a) [row[p], row[q]] = [c * row[p]! - t * c * row[q]!, t * c * row[p]! + c * row[q]!]
}

function turn(x: Float64Array, y: Float64Array, c: number, s: number): void {
  for (let k = 0; k < x.length; k += 1) [x[k], y[k]] = [c * x[k]! - s * y[k]!, s * x[k]! + c * y[k]!]
}
