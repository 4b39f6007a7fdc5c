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
  // A pass in a narrow format overflows: that is what a loss scaler is for, too.
  gpt2LossAndGradients: { nan: true },
  // Whatever the program of the ranks returns.
  launchLocal: { nan: true, text: true, varies: true },
  launchSimulated: { nan: true, text: true, varies: true },
  launchThreads: { nan: true, text: true, varies: true },
  launchMpi: { nan: true, text: true, varies: true },
  createKernel: { varies: true, methods: { lossAndGradient: { writes: [1] } } },
  // A file may hold any float32, and texts beside them.
  decodeSafetensors: { nan: true, text: true },
  formatLibsvm: { text: true },
  // The norm of a gradient that overflowed in float16.
  runTraining: { nan: true },
  decodeCheckpoint: { nan: true, text: true },
  decodeTokens: { text: true },
}
