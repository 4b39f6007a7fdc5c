/** What a kernel is timed on: a matrix of a stated shape, labels and weights, the same for the same seed. */
import type { Labels, Csr } from '../../src/contract/sparse.ts'
import { randomCsr, randomLabels, randomWeights } from '../../src/numeric/random-csr.ts'
import type { Sizes } from '../../src/contract/complexity.ts'

/** `uniform`, or `zipf`: column ranked r with probability proportional to r^-1.05, ranks shuffled, as words in a text. */
export type Columns = 'uniform' | 'zipf'

export interface Shape extends Sizes {
  readonly columns: Columns
  /** `even`: k entries in every row. `varied`: uniform on [k/2, 3k/2]. */
  readonly lengths: 'even' | 'varied'
}

export interface Problem extends Sizes {
  /** Where the matrix comes from: `uniform`, `zipf`, or the name of a text. */
  readonly columns: string
  readonly csr: Csr
  readonly labels: Labels
  readonly weights: Float64Array
  readonly l2: number
}

const L2 = 1e-3

export function problemOf({ m, n, k, columns, lengths }: Shape, seed: number): Problem {
  const csr = randomCsr({ rows: m, cols: n, nnzPerRow: k, seed, columns, lengths })
  return withLabels(csr, columns, seed)
}

/** Gives a matrix random labels and weights. */
export function withLabels(csr: Csr, columns: string, seed: number): Problem {
  const { rows: m, cols: n } = csr
  return {
    m,
    n,
    k: csr.indices.length / m,
    columns,
    csr,
    labels: randomLabels(m, seed + 1),
    weights: randomWeights(n, seed + 2, 0.1),
    l2: L2,
  }
}

/** Bytes that one gradient of CSR reads or writes at least once: matrix, labels, weights and gradient, these two also in the caller's arrays. */
export function workingSetBytes({ m, n, k }: Sizes): number {
  return 12 * m * k + 4 * (m + 1) + 8 * m + 32 * n
}
