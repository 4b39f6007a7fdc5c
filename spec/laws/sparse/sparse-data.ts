/** Small sparse problems on a dyadic grid: products and logits are exact, whatever the order of the sums. */
import fc from 'fast-check'
import type { Csr, Entry } from '../../../src/contract/sparse.ts'

export interface SparseProblem {
  readonly cols: number
  /** Columns in any order, repeats included, also one after the other. */
  readonly byRow: readonly (readonly Entry[])[]
  readonly labels: readonly number[]
  /** (cols) */
  readonly weights: Float64Array
  readonly l2: number
}

/** k / 64 with |k| <= 256: products are multiples of 2^-12 below 16, so that sums of 2^36 of them would still be exact. */
export const dyadic = fc.integer({ min: -256, max: 256 }).map((k) => k / 64)

/** Up to 9 columns and 12 rows, of which some are empty; labels 0 and 1. */
export const sparseProblem: fc.Arbitrary<SparseProblem> = fc.integer({ min: 1, max: 9 }).chain((cols) =>
  fc
    .record({
      rows: fc.array(
        fc.tuple(fc.array(fc.tuple(fc.nat(cols - 1), dyadic), { maxLength: 8 }), fc.boolean(), fc.integer({ min: 0, max: 1 })),
        { maxLength: 12 },
      ),
      weights: fc.array(dyadic, { minLength: cols, maxLength: cols }),
      l2: fc.integer({ min: 0, max: 64 }).map((k) => k / 16),
    })
    .map(({ rows, weights, l2 }) => ({
      cols,
      byRow: rows.map(([entries, doubled]) => (doubled ? entries.flatMap((entry) => [entry, entry]) : entries)),
      labels: rows.map(([, , label]) => label),
      weights: Float64Array.from(weights),
      l2,
    })),
)

/** Stored entries. */
export function nnzOf({ byRow }: SparseProblem): number {
  return byRow.reduce((sum, entries) => sum + entries.length, 0)
}

/** Distinct columns that hold an entry. */
export function touchedColumns({ byRow }: SparseProblem): number {
  return new Set(byRow.flatMap((entries) => entries.map(([column]) => column))).size
}

/** The matrix with `more` empty columns at its end. */
export function widened(csr: Csr, more: number): Csr {
  return { ...csr, cols: csr.cols + more }
}
