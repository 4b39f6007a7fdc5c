/**
 * Penalised logistic regression on small dense data, and what a copy of a feature does to it.
 *
 *   J(w) = sum_i logLoss(y_i, z_i) + (l2 / 2) sum_{j>=1} w_j^2 + l1 sum_{j>=1} |w_j|,   z_i = w_0 + sum_j x_ij w_j
 *
 * Weights have length columns + 1, the intercept first; the intercept is never penalised. The loss is a sum over rows, not a mean.
 */

/** A small table: rows of features and a label each. */
export interface DenseData {
  /** At least 1. */
  readonly rows: number
  /** 0 or more; the intercept has no column. */
  readonly columns: number
  /** Row-major, length rows * columns, finite. */
  readonly features: Float64Array
  /** Length rows, each 0 or 1. */
  readonly labels: Float64Array
}

/** Both strengths are non-negative and finite; 0 by default. */
export interface Penalty {
  /** Times the sum of |w_j|, j >= 1. */
  readonly l1?: number
  /** Times half the sum of w_j^2, j >= 1. */
  readonly l2?: number
}

/** What to minimise, and how. */
export interface FitOptions {
  /** None by default. */
  readonly penalty?: Penalty
  /**
   * `newton` (no l1; steps of least norm), `gradient` (proximal gradient descent) or `coordinate` (each weight in turn, minimised exactly).
   * Left out: any that can take the penalty. Of none does a step raise J, but for rounding, wherever it starts.
   */
  readonly solver?: 'newton' | 'gradient' | 'coordinate'
  /** Finite; zeros by default. Decides which optimum is found where there are many; may be far, where every row is all but certain. */
  readonly start?: Float64Array
  /** For `coordinate`: the order in which a sweep visits the weights, a permutation of 0..columns; ascending by default. */
  readonly order?: readonly number[]
  /**
   * The largest |component of the subgradient nearest to zero| at which a fit counts as converged, each component in the unit of its
   * column: the power of two at or below its largest |value| (1 for the intercept). 1e-11 by default.
   */
  readonly tolerance?: number
  /** Steps (sweeps for `coordinate`) after which a solver gives up; 100 000 by default. */
  readonly maxSteps?: number
}

/** What became of a fit. Only `converged` has weights that minimise the objective. */
export type Fit =
  | { readonly kind: 'converged'; readonly weights: Float64Array }
  | { readonly kind: 'stopped'; readonly weights: Float64Array }
  /** Along `direction` (intercept first) the objective falls for ever: separable rows without penalty, or labels all alike. */
  | { readonly kind: 'no finite optimum'; readonly direction: Float64Array }

/** A descent: how far, how often, from where, with which memory. */
export interface DescentOptions {
  /** Positive. */
  readonly step: number
  /** How many, 0 or more. */
  readonly steps: number
  /** Zeros by default. */
  readonly start?: Float64Array
  /**
   * `plain` by default; `momentum` and `nesterov` with 0.9, `adam` with 0.9, 0.999 and 1e-8 (Kingma and Ba 2015),
   * `adagrad` with 1e-10 (Duchi et al. 2011).
   */
  readonly optimizer?: 'plain' | 'momentum' | 'nesterov' | 'adam' | 'adagrad'
  /** 0 by default. */
  readonly l2?: number
  /** `coupled` (default): the penalty is in the gradient. `decoupled`: a step first multiplies weights 1.. by 1 - step * l2. */
  readonly decay?: 'coupled' | 'decoupled'
}

/** The answer, with a certificate that anyone can check. */
export type Separation =
  /** (2 y_i - 1) (1, x_i) . direction >= 0 for every row i, and > 0 for at least one. Largest |component| 1. */
  | { readonly kind: 'separable'; readonly direction: Float64Array }
  /** Positive row weights, largest 1, with sum_i balance_i (2 y_i - 1) (1, x_i) = 0: proof that nothing separates. */
  | { readonly kind: 'overlapping'; readonly balance: Float64Array }

/** One mean and one positive population standard deviation a column. */
export interface ColumnScale {
  /** (columns), in the units of the columns. */
  readonly means: Float64Array
  /** (columns), each > 0, in the units of the columns. */
  readonly deviations: Float64Array
}

/** One strength of the penalty, before and after the copy. */
export interface CopyShare {
  /** Strength of the penalty, > 0. */
  readonly l2: number
  /** The weight of the feature alone. */
  readonly alone: number
  /** The weight of each of the two copies: equal under l2. */
  readonly each: number
  /** Sum of both copies over the weight alone: from 1 (weak penalty) to 2 (strong). NaN where the weight alone is 0. */
  readonly ratio: number
}

/** All parts throw a RangeError that names the function, the rule and the value for arguments outside these rules. */
export interface Logistic {
  /** J(w); finite for every finite w, however large. */
  logisticObjective(data: DenseData, penalty: Penalty, weights: Float64Array): number
  /** Gradient of J without l1. */
  logisticGradient(data: DenseData, l2: number, weights: Float64Array): Float64Array
  /** P(y = 1) of every row. */
  fittedProbabilities(data: DenseData, weights: Float64Array): Float64Array
  /** A minimum of J, if there is one. */
  fitLogistic(data: DenseData, options?: FitOptions): Fit
  /** The weights after a given number of optimiser steps on J without l1. */
  descend(data: DenseData, options: DescentOptions): Float64Array
  /** Whether a hyperplane separates the classes, completely or quasi-completely; exact, with a certificate either way. */
  findSeparation(data: DenseData): Separation
  /** The data with one more column: scale * column + shift; an exact copy (1, 0) by default. Columns count from 0. */
  appendCopy(data: DenseData, column: number, scale?: number, shift?: number): DenseData
  /** Every column with mean 0 and population standard deviation 1. @throws RangeError for a constant column */
  standardise(data: DenseData): ColumnScale & { readonly data: DenseData }
  /** The weights on the raw columns that give the same log-odds as `weights` on the standardised ones. */
  rawWeights(scale: ColumnScale, weights: Float64Array): Float64Array
  /** The largest eigenvalue of A'A / 4, A the features with a column of ones in front; gradient steps below 2 over it are stable. */
  largestCurvature(data: DenseData): number
  /** The weight of two exact copies of a column against the strength of an l2 penalty. @throws RangeError unless all are positive */
  copiesAgainstPenalty(data: DenseData, column: number, strengths: readonly number[]): CopyShare[]
}
