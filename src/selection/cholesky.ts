/** Cholesky's factor of a symmetric positive definite matrix: solutions and determinants. */

/**
 * The lower factor L of A = L L', packed in the lower triangle of a new (n * n) array. Where A is not positive definite its diagonal
 * holds 0 or NaN.
 * @param matrix (n * n), of which the lower triangle is read
 */
export function choleskyFactor(matrix: Float64Array, n: number): Float64Array {
  const factor = matrix.slice()
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = factor[i * n + j] as number
      for (let l = 0; l < j; l += 1) sum -= (factor[i * n + l] as number) * (factor[j * n + l] as number)
      factor[i * n + j] = i === j ? Math.sqrt(sum) : sum / (factor[j * n + j] as number)
    }
  }
  return factor
}

/** x of A x = right, from the factor of A. */
export function solveFactored(factor: Float64Array, right: Float64Array): Float64Array {
  const n = right.length
  const x = right.slice()
  for (let i = 0; i < n; i += 1) {
    let sum = x[i] as number
    for (let l = 0; l < i; l += 1) sum -= (factor[i * n + l] as number) * (x[l] as number)
    x[i] = sum / (factor[i * n + i] as number)
  }
  for (let i = n - 1; i >= 0; i -= 1) {
    let sum = x[i] as number
    for (let l = i + 1; l < n; l += 1) sum -= (factor[l * n + i] as number) * (x[l] as number)
    x[i] = sum / (factor[i * n + i] as number)
  }
  return x
}

/** ln det A, or -Infinity where A is not positive definite. */
export function logDeterminant(matrix: Float64Array, n: number): number {
  const factor = choleskyFactor(matrix, n)
  let sum = 0
  for (let i = 0; i < n; i += 1) sum += 2 * Math.log(factor[i * n + i] as number)
  return Number.isNaN(sum) ? -Infinity : sum
}
