/** Where the contract grants a part what no part may do unless it is granted. */

export interface Grant {
  /** Positions of arguments that the part is there to write to. */
  readonly writes?: readonly number[]
  /** Results may hold NaN. */
  readonly nan?: boolean
  /** Results are text. */
  readonly text?: boolean
  /** The same call need not give the same answer: it reads files, or makes something that has a state. */
  readonly varies?: boolean
  /** The part makes an object, and these methods of it owe what parts owe, with what is granted to each. */
  readonly methods?: Readonly<Record<string, Grant>>
}

/** By part; a part that is not here owes everything. */
export const grants: Readonly<Record<string, Grant>> = {
  // The weight of the single feature may be 0, and the ratio is NaN then.
  copiesAgainstPenalty: { nan: true },
  // An infinite norm times an infinite gradient is NaN: that is what a loss scaler is for.
  clipGradNorm: { nan: true },
  createKernel: { varies: true, methods: { lossAndGradient: { writes: [1] } } },
  formatLibsvm: { text: true },
}
