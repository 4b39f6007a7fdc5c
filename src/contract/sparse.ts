/** Sparse logistic regression: the matrix, its loss and gradient, what they cost, and the text format of such data. */

/**
 * Compressed sparse rows of an m x n matrix: row i holds (indices[p], data[p]) for indptr[i] <= p < indptr[i + 1].
 * An entry may be stored more than once; its copies count as their sum. Columns of a row may stand in any order.
 */
export interface Csr {
  /** m, in [0, 2^31). */
  readonly rows: number
  /** n, in [0, 2^31). */
  readonly cols: number
  /** (m + 1), from 0 to nnz, never falling. */
  readonly indptr: Int32Array
  /** (nnz), in [0, cols). */
  readonly indices: Int32Array
  /** (nnz). Sums over them are taken in float64. */
  readonly data: Float64Array | Float32Array
}

/** Row-major matrix, values[i * cols + j]. */
export interface DenseMatrix {
  /** m, 0 or more. */
  readonly rows: number
  /** n, 0 or more. */
  readonly cols: number
  /** (m n). */
  readonly values: Float64Array
}

/** An entry with its place. */
export type Triplet = readonly [row: number, column: number, value: number]
/** An entry of a known row. */
export type Entry = readonly [column: number, value: number]

/** The shape of a random matrix, and where its entries fall. */
export interface RandomCsrOptions {
  /** m, in [0, 2^31). */
  readonly rows: number
  /** n, in [0, 2^31). */
  readonly cols: number
  /** Mean number of entries in a row, k. */
  readonly nnzPerRow: number
  /** An integer: equal options give equal matrices. */
  readonly seed: number
  /** `even` (default): every row has k entries. `varied`: uniform on [k/2, 3k/2]. Never more than `cols`. */
  readonly lengths?: 'even' | 'varied'
  /**
   * `uniform` (default), or as words of a text: `zipf` (column ranked r has probability proportional to r^-1.05, ranks shuffled
   * over the columns), `zipf-sorted` (column 0 is the most frequent).
   */
  readonly columns?: 'uniform' | 'zipf' | 'zipf-sorted'
  /** Of `data`; `float64` by default. */
  readonly precision?: 'float64' | 'float32'
}

/** Labels: 0 or 1, or -1 or +1; one a row. */
export type Labels = ArrayLike<number>

/** The value of L at the weights, and its slope along each of them. */
export interface LossAndGradient {
  /** L(w), penalty included: a sum over the rows, in nats. */
  readonly loss: number
  /** (n) */
  readonly gradient: Float64Array
}

/** What runs the loops: WebAssembly vectors, or plain JavaScript. */
export type Engine = 'wasm' | 'js'

/** How a kernel holds the matrix: as it is, or a second time by columns, so that the gradient is gathered like the logits, and not scattered. */
export type Layout = 'rows' | 'rows-and-columns'

/** How a kernel computes. */
export interface KernelOptions {
  /** L2 penalty, 0 by default. */
  readonly l2?: number
  /** `wasm` unless this machine has no WebAssembly SIMD; `js` is the plain form, 3 to 11 times slower. */
  readonly engine?: Engine
  /** Threads, the caller's included; 1 by default. More pay from about a million entries on. `js` has one. */
  readonly threads?: number
  /**
   * `rows-and-columns` doubles the memory and is made in the time of a few gradients. It is a tenth faster while both copies fit into the L2 cache:
   * by default it is taken for matrices of at most 32768 entries, rows and columns, on one thread. `js` has rows.
   */
  readonly layout?: Layout
  /** Rows whose entries are read into the cache before they are multiplied, 0 for none; by default as `rowsToPrefetch` says. No result depends on it. */
  readonly prefetchRows?: number
}

/** A matrix with its labels, ready for gradients. */
export interface SparseKernel {
  /** What runs the loops: the one asked for, or the one there is. */
  readonly engine: Engine
  /** Those in use, the caller's included. */
  readonly threads: number
  /** Said by kernels that choose one. */
  readonly layout?: Layout
  /**
   * @param weights (n), finite; not mutated
   * @param into    (n) receives the gradient; a new array by default
   * @throws RangeError for wrong lengths, Error after `close`
   */
  lossAndGradient(weights: Float64Array, into?: Float64Array): LossAndGradient
  /** Ends the threads; the kernel cannot be used after. A second call does nothing. */
  close(): void
}

/** What a step did, counted. */
export interface OperationCounts {
  /** a * b + c over the data, as `countSparseStep` says. */
  readonly multiplyAdds: number
  /** From arrays that grow with m, n or nnz. */
  readonly reads: number
  /** To arrays that grow with m, n or nnz. */
  readonly writes: number
}

/** How long a step is, and what it penalises. */
export interface StepOptions {
  /** eta, any finite number; 0 moves nothing and costs the same. Of a lazy step eta * l2 < 1. */
  readonly learningRate: number
  /** L2 penalty, 0 by default; its n-term is paid all the same. */
  readonly l2?: number
}

/** The multiply-adds of a step, phase by phase. They sum to all of them. */
export interface PhaseCounts {
  /** Logits X w. */
  readonly forward: number
  /** Loss and residuals, from the logits. */
  readonly loss: number
  /** X' r, from the residuals. */
  readonly backward: number
  /** Penalty and new weights. */
  readonly update: number
}

/** One step, its result and its cost. */
export interface CountedStep {
  /** Before the step. */
  readonly loss: number
  /** (n) after the step. */
  readonly weights: Float64Array
  /** Of the whole step. */
  readonly counts: OperationCounts
  /** The multiply-adds of `counts`, phase by phase. */
  readonly phases: PhaseCounts
}

/**
 * Weights kept as scale * v, with |v|^2 beside them, so that an L2 step shrinks all n of them by one multiplication.
 * Making one costs O(n), once.
 */
export interface ScaledWeights {
  /** The weights are scale * v. */
  readonly scale: number
  /** (n) */
  readonly v: Float64Array
  /** |v|^2, carried along. */
  readonly squaredNormOfV: number
}

/** One lazy step, its result and its cost. */
export interface CountedLazyStep extends Omit<CountedStep, 'weights'> {
  /** After the step. */
  readonly weights: ScaledWeights
}

/** How to descend. */
export interface SgdOptions {
  /** eta, positive; eta * l2 < 1. */
  readonly learningRate: number
  /** 0 by default. */
  readonly l2?: number
  /** The rows in the order in which they are visited, repeats allowed; once through the matrix by default. */
  readonly order?: ArrayLike<number>
  /** (n), zeros by default; not mutated. */
  readonly start?: Float64Array
}

/** A matrix with a label for every row, as a LibSVM text holds it. */
export interface Libsvm {
  /** m x n; columns count from 0, however the text counts them. */
  readonly csr: Csr
  /** (m) as written: -1 and +1, 0 and 1, or any number. */
  readonly labels: Float64Array
  /** (m) query ids, 0 to 2^31 - 1, if any line has one; -1 where a line has none. */
  readonly queries?: Int32Array
}

/** What a text does not say of its columns. */
export interface LibsvmOptions {
  /** Number of the first column. By default 1, or 0 if a column 0 occurs. */
  readonly firstColumn?: 0 | 1
  /** n; as many columns as occur by default. */
  readonly cols?: number
}

/**
 * L(w) = sum_i log(1 + exp(-s_i x_i . w)) + (l2 / 2) |w|^2, s_i = +1 for label 1, -1 for label 0 or -1: a sum, every weight penalised.
 * Stable for logits of any size. All parts throw a RangeError that names the function, the rule and the value for matrices that break
 * their format, arrays of other lengths, other labels, and penalties that are negative or not finite.
 */
export interface Sparse {
  /** Entries at the same place are summed; columns rise within a row. */
  csrFromTriplets(rows: number, cols: number, triplets: Iterable<Triplet>): Csr
  /** Exactly these entries, in this order, repeated columns and all. */
  csrVerbatim(byRow: readonly (readonly Entry[])[], cols: number): Csr
  /** The cells that are not zero, columns rising. */
  csrFromDense(matrix: DenseMatrix): Csr
  /** The same matrix with every cell; copies of an entry are summed. */
  csrToDense(csr: Csr): DenseMatrix
  /** Values rounded to float32. */
  csrFloat32(csr: Csr): Csr
  /** Throws if a rule of the format is broken. */
  validateCsr(csr: Csr): void
  /** Distinct, rising columns in each row, values in [-1, 1); the same seed gives the same matrix. `even` rows (default) have nnzPerRow entries. */
  randomCsr(options: RandomCsrOptions): Csr
  /** Labels 0 or 1, each with probability 1/2; the same seed gives the same labels. */
  randomLabels(rows: number, seed: number): Uint8Array
  /** Weights uniform on [-scale, scale), scale 1 by default; the same seed gives the same weights. */
  randomWeights(cols: number, seed: number, scale?: number): Float64Array
  /** Room for a matrix in kernel memory, all zero, to be filled in place: `createKernel` uses it without copying. */
  allocateCsr(shape: { rows: number; cols: number; nnz: number; precision?: 'float64' | 'float32' }): Csr

  /** L and its gradient over the stored entries, in plain JavaScript. @param l2 0 by default */
  sparseLossAndGradient(csr: Csr, labels: Labels, weights: Float64Array, l2?: number): LossAndGradient
  /** The same over all cells. */
  denseLossAndGradient(matrix: DenseMatrix, labels: Labels, weights: Float64Array, l2?: number): LossAndGradient
  /** The same, made ready for many gradients: by default with WebAssembly SIMD where there is any, and on one thread. The same bits in every run. */
  createKernel(csr: Csr, labels: Labels, options?: KernelOptions): SparseKernel

  /**
   * One gradient step w - learningRate * gradient, counted: with all n weights written. A multiply-add is one a * b + c over the data,
   * a read or write one access to an array that grows with m, n or nnz:
   * 2 nnz + 2 m + 3 n multiply-adds, 6 nnz + 5 m + 3 n reads, nnz + 2 m + 2 n writes. By phase: nnz, 2 m, nnz, 3 n multiply-adds.
   */
  countSparseStep(csr: Csr, labels: Labels, weights: Float64Array, options: StepOptions): CountedStep
  /** Over all cells: 2 m n + 2 m + 3 n multiply-adds, 4 m n + 3 m + 3 n reads, m n + 2 m + 2 n writes. By phase: m n, 2 m, m n, 3 n. */
  countDenseStep(matrix: DenseMatrix, labels: Labels, weights: Float64Array, options: StepOptions): CountedStep
  /**
   * Touching only the z columns that hold an entry: 2 nnz + 3 m + 3 z multiply-adds, 7 nnz + 5 m + 3 z reads, nnz + 2 m + 4 z writes.
   * By phase: nnz + m, 2 m, nnz, 3 z.
   */
  countLazyStep(csr: Csr, labels: Labels, weights: ScaledWeights, options: StepOptions): CountedLazyStep
  /** A copy, with scale 1. */
  scaledWeights(weights: Float64Array): ScaledWeights

  /** Weights after one step w <- (1 - eta l2) w - eta r x_i on each row of `order`; eta * l2 < 1. Writes all n weights in every step. */
  eagerSgd(csr: Csr, labels: Labels, options: SgdOptions): Float64Array
  /** The same, touching only the columns of the row: equal up to rounding. */
  lazySgd(csr: Csr, labels: Labels, options: SgdOptions): Float64Array

  /**
   * `label [qid:q] column:value ... [# comment]`, one example a line; blank and comment lines are skipped.
   * Throws a SyntaxError that says `line L, column C` (from 1, in bytes) where the text breaks the format.
   */
  parseLibsvm(text: string | Uint8Array, options?: LibsvmOptions): Libsvm
  /** The same, with the same errors, for a text that comes in pieces, split anywhere. */
  parseLibsvmChunks(chunks: Iterable<Uint8Array>, options?: LibsvmOptions): Libsvm
  /**
   * Reads a file, gunzipped if its name ends in .gz; `allocate` makes the arrays to read into, and the file is read twice then. `onProgress`
   * hears of the bytes read and to be read in all, at last of all of them.
   */
  readLibsvm(
    path: string,
    options?: LibsvmOptions & {
      readonly allocate?: (shape: { readonly rows: number; readonly cols: number; readonly nnz: number }) => Csr
      readonly onProgress?: (progress: { readonly bytes: number; readonly totalBytes: number }) => void
    },
  ): Promise<Libsvm>
  /** Writes a file, gzipped if its name ends in .gz. */
  writeLibsvm(path: string, libsvm: Libsvm, firstColumn?: 0 | 1): Promise<void>
  /** Text that reads back as the same bits, labels too, columns numbered from `firstColumn` (1). @throws RangeError for NaN */
  formatLibsvm(libsvm: Libsvm, firstColumn?: 0 | 1): Iterable<string>
}
