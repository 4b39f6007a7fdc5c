/** Whether a system of equations has a non-negative solution: the first phase of the simplex method, in exact integers. */

/** A solution, or a proof that there is none. */
export type NonNegative =
  /** x_k = numerators[k] / denominator, denominator > 0. */
  | { readonly kind: 'solution'; readonly numerators: readonly bigint[]; readonly denominator: bigint }
  /** Farkas: multipliers . column <= 0 for every column, and multipliers . right > 0: no solution can exist. */
  | { readonly kind: 'impossible'; readonly multipliers: readonly bigint[] }

/**
 * Decides `matrix` x = `right`, x >= 0. Always ends: Bland's rule (1977). All entries stay integers: each pivot divides by the last
 * one without remainder (Edmonds 1967).
 * @param matrix as rows, all of one length
 */
export function solveNonNegative(matrix: readonly (readonly bigint[])[], right: readonly bigint[]): NonNegative {
  const width = matrix[0]?.length ?? 0
  const signs = right.map((b) => (b < 0n ? -1n : 1n))
  // a row: the columns of the matrix, one artificial column a row, the right-hand side; rows are flipped to make that non-negative
  const rows = matrix.map((row, r) => [
    ...row.map((x) => x * (signs[r] ?? 1n)),
    ...matrix.map((_, k) => (k === r ? 1n : 0n)),
    (right[r] ?? 0n) * (signs[r] ?? 1n),
  ])
  // the sum of the artificials, which must fall to zero; its artificial columns hold multiplier - 1
  const goal = Array.from({ length: width + rows.length + 1 }, (_, k) =>
    k >= width && k < width + rows.length ? 0n : rows.reduce((sum, row) => sum + (row[k] ?? 0n), 0n),
  )
  const basis = rows.map((_, r) => width + r)
  const last = width + rows.length
  let denominator = 1n
  for (;;) {
    const entering = goal.findIndex((gain, k) => k < width && gain > 0n)
    if (entering < 0) break
    const leaving = leavingRow(rows, basis, entering, last)
    const pivotRow = rows[leaving] ?? []
    const pivot = pivotRow[entering] ?? 0n
    for (const row of [...rows, goal]) {
      if (row === pivotRow) continue
      const factor = row[entering] ?? 0n
      for (let k = 0; k <= last; k += 1) row[k] = ((row[k] ?? 0n) * pivot - factor * (pivotRow[k] ?? 0n)) / denominator
    }
    denominator = pivot
    basis[leaving] = entering
  }
  if ((goal[last] ?? 0n) > 0n) {
    return { kind: 'impossible', multipliers: signs.map((sign, r) => sign * ((goal[width + r] ?? 0n) + denominator)) }
  }
  const numerators = Array.from({ length: width }, () => 0n)
  for (const [r, k] of basis.entries()) if (k < width) numerators[k] = rows[r]?.[last] ?? 0n
  return { kind: 'solution', numerators, denominator }
}

/** The row whose ratio right / entry is least among positive entries; ties go to the smallest basic variable. */
function leavingRow(rows: readonly (readonly bigint[])[], basis: readonly number[], entering: number, last: number): number {
  let best = -1
  for (const [r, row] of rows.entries()) {
    const entry = row[entering] ?? 0n
    if (entry <= 0n) continue
    const bestRow = rows[best] ?? []
    const gap = (row[last] ?? 0n) * (bestRow[entering] ?? 0n) - (bestRow[last] ?? 0n) * entry
    if (best < 0 || gap < 0n || (gap === 0n && (basis[r] ?? 0) < (basis[best] ?? 0))) best = r
  }
  return best
}
