/** Cholesky's factor of a symmetric positive definite matrix: solutions and determinants. Everything happens in place. */

/**
 * Puts the lower factor L of A = L L' in the place of A. Where A is not positive definite its diagonal holds 0 or NaN.
 * @param matrix (n * n), of which the lower triangle is read and written
 */
export function factorise(matrix: Float64Array, n: number): void {
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = matrix[i * n + j] as number
      for (let l = 0; l < j; l += 1) sum -= (matrix[i * n + l] as number) * (matrix[j * n + l] as number)
      matrix[i * n + j] = i === j ? Math.sqrt(sum) : sum / (matrix[j * n + j] as number)
    }
  }
}

/** Puts x of A x = b, from the factor of A, in the place of b. */
export function solveFactored(factor: Float64Array, x: Float64Array): void {
  const n = x.length
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
}

/** ln det A, or -Infinity where A is not positive definite; the factor of A is left in its place. */
export function logDeterminant(matrix: Float64Array, n: number): number {
  factorise(matrix, n)
  let sum = 0
  for (let i = 0; i < n; i += 1) sum += 2 * Math.log(matrix[i * n + i] as number)
  return Number.isNaN(sum) ? -Infinity : sum
}
