/** Cholesky's factor of a symmetric positive definite matrix: solutions and determinants. */

/**
 * The lower factor L of A = L L', packed in the lower triangle of a new (n * n) array, or undefined where A is not positive definite.
 * @param matrix (n * n), of which the lower triangle is read
 */
function choleskyFactor(matrix: Float64Array, n: number): Float64Array | undefined {
  const factor = Float64Array.from(matrix)
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = factor[i * n + j] as number
      for (let l = 0; l < j; l += 1) sum -= (factor[i * n + l] as number) * (factor[j * n + l] as number)
      if (i === j) {
        if (!(sum > 0)) return undefined
        factor[i * n + i] = Math.sqrt(sum)
      } else factor[i * n + j] = sum / (factor[j * n + j] as number)
    }
  }
  return factor
}

/** x of A x = right. @throws RangeError where A is not positive definite */
export function solvePositive(matrix: Float64Array, right: Float64Array): Float64Array {
  const n = right.length
  const factor = choleskyFactor(matrix, n)
  if (factor === undefined) throw new RangeError('solvePositive: the matrix must be positive definite')
  const x = Float64Array.from(right)
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
  if (factor === undefined) return -Infinity
  let sum = 0
  for (let i = 0; i < n; i += 1) sum += 2 * Math.log(factor[i * n + i] as number)
  return sum
}
