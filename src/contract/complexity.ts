/**
 * Symbolic costs of one gradient step, and how a claimed cost compares with a counted one.
 *
 * m examples, n features, k stored values per example: integers with m >= 1 and 1 <= k <= n.
 */

/** m examples, n features, k stored values an example; m >= 1 and 1 <= k <= n. */
export interface Sizes {
  /** Examples, an integer >= 1. */
  readonly m: number
  /** Features, an integer >= k. */
  readonly n: number
  /** Stored values an example, an integer in [1, n]. */
  readonly k: number
}

/**
 * m^m n^n k^k log(m)^logM log(n)^logN log(k)^logK; an exponent that is left out is 0. Exponents are multiples of 1/12 in [-64, 64].
 * Constant factors do not matter here, and log(x) counts as at least 1.
 */
export type Monomial = {
  /** Power of m. */
  readonly m?: number
  /** Power of n. */
  readonly n?: number
  /** Power of k. */
  readonly k?: number
  /** Power of max(1, log m). */
  readonly logM?: number
  /** Power of max(1, log n). */
  readonly logN?: number
  /** Power of max(1, log k). */
  readonly logK?: number
}

/** The least of several sums of monomials; neither list is empty. m*k + n is [[{ m: 1, k: 1 }, { n: 1 }]], min(n, m*k) is [[{ n: 1 }], [{ m: 1, k: 1 }]]. */
export type Cost = readonly (readonly Monomial[])[]

/** What a claim says: at most of this order (O), or exactly of this order (Theta). */
export interface CostClaim {
  /** `O`: at most of this order; `Theta`: exactly. */
  readonly bound: 'O' | 'Theta'
  /** Without constant factors. */
  readonly cost: Cost
}

/** Along which sizes two costs part: m = N^m, n = N^n, k = N^k, each times log(N) to the power in `logs` if that is given. */
export interface Growth extends Sizes {
  /** Powers of log(N) in m, n and k; none by default. */
  readonly logs?: Sizes
}

/** Sizes at which the claim and the cost are far apart, with both values (every constant factor taken as 1). */
export interface BoundWitness {
  /** The ratio of the two grows without bound along this. Integers without a common factor. */
  readonly along: Growth
  /** One point of that growth, where the two are already far apart. */
  readonly at: Sizes
  /** The claimed cost there, in operations. */
  readonly claimed: number
  /** The cost there, in operations. */
  readonly cost: number
}

/** `tight`: of the same order. `loose`: an upper bound of higher order. `wrong`: no upper bound. */
export type Bound = { readonly verdict: 'tight' } | { readonly verdict: 'loose' | 'wrong'; readonly witness: BoundWitness }

/** How the examples are stored: only the non-zeros, or every cell. */
export type Storage = 'sparse' | 'dense'
/** Which weights a step writes: all n, or only those whose feature occurs in the data (with decay and momentum made up for later). */
export type Update = 'dense' | 'lazy'

/** Whether the non-zeros only are stored or every cell, and whether all weights are written or only those whose feature occurs. */
export interface StepSetting {
  /** How the examples are stored. */
  readonly storage: Storage
  /** Which weights are written. */
  readonly update: Update
}

/** An exact law of operation counts. */
export interface CostLaw {
  /** Term -> coefficient, zero ones left out; terms are `1`, `m`, `n`, `k`, `m*k`, `n*k`, `m*n`, `m*n*k` and `min(n, m*k)`. */
  readonly coefficients: Readonly<Record<string, number>>
  /** The same without constant factors and without terms of lower order. */
  readonly cost: Cost
}

/** What a step costs in symbols, which law its counts follow, and how a claimed cost is judged. */
export interface Complexity {
  /**
   * Finds the law that counts follow: solved exactly from a few sizes with n below and above m k, then checked to the unit on others.
   * `undefined` if no combination of the terms fits. Counts are asked for whole sizes with m >= 1 and 1 <= k <= n only.
   */
  recoverCost(count: (sizes: Sizes) => number): CostLaw | undefined
  /**
   * Decides what O(claim) is worth for something that costs Theta(cost), over all sizes that grow as N^a log(N)^b in each letter.
   * Exact there; without logarithms these growths decide over all sizes whatever.
   * @throws RangeError for an empty cost or an exponent out of range
   */
  classifyBound(claim: Cost, cost: Cost): Bound
  /** What the forward pass of a step costs. */
  forwardCost(setting: StepSetting): CostClaim
  /** What the loss costs, once the logits are there. */
  lossCost(setting: StepSetting): CostClaim
  /** What the gradient costs, once the derivatives of the loss are there. */
  backwardCost(setting: StepSetting): CostClaim
  /** What the new weights cost, once the gradient is there. */
  updateCost(setting: StepSetting): CostClaim
  /** What a whole step costs. */
  totalCost(setting: StepSetting): CostClaim
}
